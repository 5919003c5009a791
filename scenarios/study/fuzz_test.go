package study

import (
	"bytes"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"rapport/configs"
)

// FuzzParse holds for any bytes: no panic; an error is a bounded list of faults,
// each with a message and none with control characters; a study that is
// accepted resolves, and reads back to the same bytes.
func FuzzParse(f *testing.F) {
	archive, err := txtar.ParseFile("testdata/bad-studies.txtar")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range archive.Files {
		if strings.HasSuffix(file.Name, ".yaml") {
			f.Add(file.Data)
		}
	}
	for _, name := range configs.Names() {
		text, err := configs.Read(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	f.Add([]byte(goodStudy()))
	table := testTable()
	f.Fuzz(func(t *testing.T, data []byte) {
		study, err := parse("study.yaml", data, Overrides{NoEnvironment: true}, table)
		if err != nil {
			checkFaults(t, err)
			return
		}
		checkResolves(t, study, table)
	})
}

func checkFaults(t *testing.T, err error) {
	t.Helper()
	var faults Faults
	if !errors.As(err, &faults) || len(faults) == 0 || len(faults) > maxFaults+1 {
		t.Fatalf("%T with %d faults: want 1 to %d", err, len(faults), maxFaults+1)
	}
	for _, fault := range faults {
		line := fault.String()
		if fault.Message == "" || strings.ContainsAny(line, "\x00\x1b\n\r") || len(line) > 2000 {
			t.Fatalf("fault %q: want one line of plain text", line)
		}
	}
}

func checkResolves(t *testing.T, study *Study, table paramTable) {
	t.Helper()
	first, err := study.resolved(table)
	if err != nil {
		// The one reason left is a file that grows beyond its bound when it is
		// written out.
		if !strings.Contains(err.Error(), "1 MiB") {
			t.Fatalf("resolve: %v", err)
		}
		return
	}
	again, err := parse("again.yaml", first, Overrides{NoEnvironment: true}, table)
	if err != nil {
		t.Fatalf("parse again: %v\n%s", err, first)
	}
	if second, err := again.resolved(table); err != nil || !bytes.Equal(first, second) {
		t.Fatalf("resolved again (%v):\n%s\nwant\n%s", err, second, first)
	}
}

// FuzzSet holds for any assignment of the command line: no panic, and either it
// is refused or the value lies in the parameter's range.
func FuzzSet(f *testing.F) {
	for _, seed := range []string{"rupture.base=1", "rupture.base=1e999", "care.treatment=none", "care.feedback=true", "=", "a=b=c", "\x1f=1", "rupture.base=0x1p-2", "RUPTURE.BASE=1"} {
		f.Add(seed)
	}
	table := testTable()
	f.Fuzz(func(t *testing.T, assignment string) {
		study, err := parse("x", []byte(layeredStudy), Overrides{NoEnvironment: true, Set: []string{assignment}}, table)
		if err != nil {
			checkFaults(t, err)
			return
		}
		checkResolves(t, study, table)
	})
}

// Files that are made to hurt, as large as a study file may be: they are
// refused, and the memory that this takes is a small multiple of the file.
func TestHostileFiles(t *testing.T) {
	if testing.Short() {
		t.Skip("no goroutine starts here: left out of short runs, which look for races")
	}
	fill := func(head, body, tail string) string {
		return head + strings.Repeat(body, (maxStudyBytes-len(head)-len(tail))/len(body)) + tail
	}
	for name, text := range map[string]string{
		"open brackets":    fill("", "[", ""),
		"open braces":      fill("", "{", ""),
		"dashes":           fill("", "- ", "a"),
		"comments":         fill("", "#\n", "a"),
		"indentation":      deepBlock(1300),
		"quotes":           fill("question: \"", "\\n", "\""),
		"anchors":          fill("", "- &a\n", ""),
		"aliases":          fill("a: &a [x]\nb: [", "*a,", "*a]"),
		"unknown keys":     manyKeys(),
		"the same key":     fill("", "a: 1\n", ""),
		"long key":         fill("", "a", ": 1"),
		"long number":      fill("seed: ", "9", ""),
		"empty scenarios":  fill("question: why\nscenarios: [", "{},", "{}]"),
		"nothing but list": fill("[", ",", "]"),
		"long parameter":   fill("question: why\nscenarios: [{name: a}]\nset: {", "a.", ": 1}"),
		"question marks":   fill("", "? ", ""),
		"documents":        fill("", "---\n", "a"),
		"long lines":       fill("a:\n", "  - {"+strings.Repeat("a: {b: [1]}, ", 200)+"}\n", "  - \"open"), // read again for each, it took half a minute
	} {
		t.Run(name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			_, err := parse("x", []byte(text), Overrides{NoEnvironment: true}, testTable())
			runtime.ReadMemStats(&after)
			if err == nil {
				t.Fatal("accepted: want faults")
			}
			checkFaults(t, err)
			if used := after.TotalAlloc - before.TotalAlloc; used > 1000*maxStudyBytes {
				t.Errorf("%d MiB were allocated for a file of %d KiB", used>>20, len(text)>>10)
			}
		})
	}
}

// deepBlock nests mappings by ever deeper indentation.
func deepBlock(depth int) string {
	var b strings.Builder
	for i := range depth {
		fmt.Fprintf(&b, "%*sa:\n", i, "")
	}
	return b.String()
}

func manyKeys() string {
	var b strings.Builder
	for i := 0; b.Len() < maxStudyBytes-20; i++ {
		fmt.Fprintf(&b, "scenarioz%d: 1\n", i)
	}
	return b.String()
}
