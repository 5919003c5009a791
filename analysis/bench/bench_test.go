package main

import "testing"

func TestCommandLine(t *testing.T) {
	for want, words := range map[string][]string{
		"go run ./analysis/bench":                       {"--scratch", "/a", "--results=/b"},
		"go run ./analysis/bench loop --repeats 3":      {"loop", "--scratch=/a", "--repeats", "3"},
		"go run ./analysis/bench run --sessions=100000": {"--results", "/b", "run", "--sessions=100000"},
	} {
		if got := commandLine(words); got != want {
			t.Errorf("%q: %q, want %q", words, got, want)
		}
	}
}

// Fresh measurements take the place of earlier ones of the same kind alone.
func TestKeep(t *testing.T) {
	b := &bench{results: t.TempDir(), command: "first"}
	old := []measured{
		{piece: "run", what: "rapport", size: 100, workers: 1, repetition: 1, sessions: 10, seconds: 4},
		{piece: "run", what: "rapport", size: 100, workers: 2, repetition: 1, sessions: 10, seconds: 2},
	}
	if err := b.keep(old); err != nil {
		t.Fatal(err)
	}
	b.command = "second"
	if err := b.keep([]measured{{piece: "run", what: "rapport", size: 100, workers: 1, repetition: 1, sessions: 10, seconds: 3}}); err != nil {
		t.Fatal(err)
	}
	for since, want := range map[string]bool{"": false, "2000-01-01": true, "2999-01-01": false} {
		b.since = since
		if done, err := b.done("run", 100, 1, "rapport"); done != want || err != nil {
			t.Errorf("since %q: done %v, want %v (%v)", since, done, want, err)
		}
		if done, err := b.done("run", 100, 1, "rapport", "numpy"); done || err != nil {
			t.Errorf("since %q: what was not measured is done (%v)", since, err)
		}
	}
	all, err := b.load()
	if err != nil {
		t.Fatal(err)
	}
	if len(all) != 2 || all[0].seconds != 3 || all[0].command != "second" || all[1].seconds != 2 || all[1].command != "first" {
		t.Errorf("kept %+v", all)
	}
}
