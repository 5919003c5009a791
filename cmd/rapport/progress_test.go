package main

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"rapport/scenarios/run"
)

func TestProgressTellsRemainingTime(t *testing.T) {
	var out bytes.Buffer
	clock := time.Unix(0, 0)
	p := &progress{w: &out, terminal: true, now: func() time.Time { return clock }}
	at := func(after time.Duration, done, failed int64) {
		clock = clock.Add(after)
		p.report(run.Progress{Done: done, Failed: failed, Total: 2_000_000})
	}
	at(0, 500_000, 0)                       // what a resumption finds is not this process's pace
	at(10*time.Millisecond, 600_000, 0)     // too soon after the last
	at(9990*time.Millisecond, 1_000_000, 0) // 500,000 in 10 s, 1,000,000 to go
	if got, want := out.String(), "50 %, 1,000,000 of 2,000,000 courses, 20 s left"; !strings.Contains(got, want) {
		t.Errorf("told %q, want %q", got, want)
	}
	if strings.Contains(out.String(), "600,000") {
		t.Error("told more often than a line can be read")
	}
	out.Reset()
	at(time.Second, 1_999_000, 1_000)
	if got, want := out.String(), "100 %, 2,000,000 of 2,000,000 courses, 1,000 failed"; !strings.Contains(got, want) || strings.Contains(got, "left") {
		t.Errorf("told %q, want %q and no time left", got, want)
	}
	out.Reset()
	p.close()
	if got := out.String(); got != "\r\x1b[K" {
		t.Errorf("left %q on the terminal", got)
	}
}

func TestProgressInALogIsLines(t *testing.T) {
	var out bytes.Buffer
	clock := time.Unix(0, 0)
	p := &progress{w: &out, now: func() time.Time { return clock }}
	for i := range int64(61) {
		p.report(run.Progress{Done: i, Total: 100})
		clock = clock.Add(time.Second)
	}
	p.close()
	want := "rapport: 30 %, 30 of 100 courses, 70 s left\nrapport: 60 %, 60 of 100 courses, 40 s left\n"
	if out.String() != want {
		t.Errorf("told\n%s\nwant\n%s", out.String(), want)
	}
}

func TestQuietProgressSaysNothing(t *testing.T) {
	var out bytes.Buffer
	p := newProgress(&out, true)
	p.announce(nil, "", "")
	p.report(run.Progress{Done: 1, Total: 2})
	p.close()
	if out.Len() > 0 {
		t.Errorf("told %q", out.String())
	}
}

// A program that reads lines is told as often as a terminal, also where no words are
// wanted beside them.
func TestProgressInLines(t *testing.T) {
	var out bytes.Buffer
	clock := time.Unix(0, 0)
	p := newProgress(lineReader{&out}, true)
	p.now = func() time.Time { return clock }
	for i := range int64(3) {
		p.report(run.Progress{Done: 10 * i, Total: 20})
		clock = clock.Add(time.Second)
	}
	p.close()
	want := "rapport: 50 %, 10 of 20 courses, 1 s left\nrapport: 100 %, 20 of 20 courses\n"
	if out.String() != want {
		t.Errorf("told\n%s\nwant\n%s", out.String(), want)
	}
}

func TestNumbersInWords(t *testing.T) {
	for d, want := range map[time.Duration]string{time.Second: "1 s", 119 * time.Second: "119 s", 150 * time.Second: "3 min",
		125 * time.Minute: "2 h 05 min"} {
		if got := roughly(d); got != want {
			t.Errorf("roughly(%v) = %q, want %q", d, got, want)
		}
	}
	for n, want := range map[int64]string{12: "0.0 kB", 1500: "1.5 kB", 2_500_000: "2.5 MB", 3e9: "3.0 GB", 4e12: "4.0 TB"} {
		if got := sizeText(n); got != want {
			t.Errorf("sizeText(%d) = %q, want %q", n, got, want)
		}
	}
}
