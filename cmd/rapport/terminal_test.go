package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"
)

// attacks are what a terminal must not be sent.
var attacks = []string{"\x1b[31mred", "\x1b]0;title\a", "a\rb", "back\b\b", "\u009b31m", "\x9b31m", "\u202egnp.exe", "\u2066x\u2069", "nul\x00", "del\x7f", "\u2028next"}

func TestNothingThatATerminalObeysIsPrinted(t *testing.T) {
	for _, attack := range attacks {
		text := visible(attack)
		if strings.ContainsFunc(text, func(r rune) bool { return obeyed(r) && r != utf8.RuneError }) || !utf8.ValidString(text) {
			t.Errorf("%q is printed as %q", attack, text)
		}
	}
	for _, plain := range []string{"two\nlines\tand a tab", "ä → ≤ 漢字 ابجد", ""} {
		if text := visible(plain); text != plain {
			t.Errorf("%q is printed as %q", plain, text)
		}
	}
}

func TestVisibleTextIsStillJSON(t *testing.T) {
	const name = "del\x7f \u202e \u0085"
	text, err := json.Marshal(name)
	if err != nil {
		t.Fatal(err)
	}
	var back string
	if err := json.Unmarshal([]byte(visible(string(text))), &back); err != nil || back != name {
		t.Errorf("%q comes back as %q, error %v", name, back, err)
	}
}

func TestATerminalIsTheSameHoweverItIsWritten(t *testing.T) {
	text := strings.Join(attacks, "ä→漢") + "\xe6"
	for size := 1; size < 9; size++ {
		var out bytes.Buffer
		w := &terminal{w: &out}
		for rest := []byte(text); len(rest) > 0; {
			n, err := w.Write(rest[:min(size, len(rest))])
			if err != nil {
				t.Fatal(err)
			}
			rest = rest[n:]
		}
		if err := w.flush(); err != nil {
			t.Fatal(err)
		}
		if out.String() != visible(text) {
			t.Errorf("in pieces of %d: %q, want %q", size, out.String(), visible(text))
		}
	}
}

func TestMessagesAreBounded(t *testing.T) {
	var out bytes.Buffer
	var all []error
	for range 5000 {
		all = append(all, fmt.Errorf("%s: a name of a megabyte", strings.Repeat("ä", 1<<9)))
	}
	all = append(all, errors.New(strings.Repeat("漢", 1<<20)))
	tell(&out, errors.Join(all...))
	if out.Len() > maxMessages*(maxMessage+100) {
		t.Errorf("%d bytes are told", out.Len())
	}
	if !strings.Contains(out.String(), "more") || !utf8.Valid(out.Bytes()) {
		t.Errorf("it is not said that there is more: %q", out.String()[out.Len()-200:])
	}
	long := strings.Repeat("漢", 1<<20)
	if text := oneLine(long); len(text) > maxMessage+100 || !utf8.ValidString(text) {
		t.Errorf("a message of %d bytes", len(text))
	}
}

// TestFilesDoNotSpeakToTheTerminal gives files and folders whose names and
// contents would, to every verb that reads one.
func TestFilesDoNotSpeakToTheTerminal(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "run\x1b[31m")
	if err := os.MkdirAll(dir, 0o777); err != nil {
		t.Skip("this system has no such names")
	}
	const evil = "x\x1b]0;title\a\u009b2J"
	manifest, err := json.Marshal(map[string]any{"engine": "rapport", "scenarios": []any{map[string]any{"name": evil}},
		"files": []any{map[string]any{"path": "../" + evil, "table": evil, "scenario": evil}}})
	if err != nil {
		t.Fatal(err)
	}
	file := func(name, content string) string {
		name = filepath.Join(dir, name)
		if err := os.WriteFile(name, []byte(content), 0o666); err != nil {
			t.Fatal(err)
		}
		return name
	}
	file("manifest.json", string(manifest))
	study := file("study.yaml", "question: a\nscenarios:\n  - name: \""+`x\x1b[31m`+"\"\n    sett: {\"\\u009b\": 1}\n")
	table := file("table.csv", "patient\x1b[31mX\x1b]0;title\a,b\n1,2\n")
	findings := file("findings.csv", "id\x1b[31m,b\n"+evil+",2\n")
	for _, args := range [][]string{
		{"compare", dir}, {"report", dir}, {"validate", dir}, {"verify", dir}, {"export", dir}, {"replay", dir, "--patient", "0"}, {"merge", dir},
		{"run", study}, {"show", study}, {"run", evil}, {evil}, {"validate", "--table", table}, {"validate", "--evidence", findings},
		{"calibrate", "--data", table, "--out", filepath.Join(dir, "out")}, {"schema", evil}, {"compare", dir, "--by", evil},
	} {
		var out, errs bytes.Buffer
		code := execute(args, strings.NewReader(""), &out, &errs)
		if code == codeOK || errs.Len() == 0 {
			t.Errorf("%q: exit %d without a word", args, code)
		}
		for _, text := range []string{out.String(), errs.String()} {
			if strings.ContainsFunc(text, obeyed) {
				t.Errorf("%q prints %q", args, text)
			}
		}
	}
}
