package main

import (
	"bufio"
	"bytes"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"rapport/sim/record/seal"
)

var update = flag.Bool("update", false, "rewrite the golden transcripts and the generated parts of README.md")

// TestMain makes this test binary answer to the name rapport as well, for the
// transcripts and for tests of the whole process.
func TestMain(m *testing.M) {
	testscript.Main(tests{m}, map[string]func(){"rapport": timeless, "rapport-killed": killedRun, "rapport-halted": haltedRun})
}

// timeless is rapport on a clock that stands still: how long something takes, and so
// what is said of that, depends on the machine.
func timeless() {
	clock = func() time.Time { return time.Time{} }
	main()
}

// tests are all tests, and what they leave behind.
type tests struct{ *testing.M }

func (t tests) Run() int {
	defer removeBinaries()
	return t.M.Run()
}

// sideBySide are the transcripts of verbs in which goroutines work on one run, and tell how
// far they are; the packages behind the others look for races of their own.
var sideBySide = []string{"resume", "run", "studio"}

// TestTranscripts runs the manual.
func TestTranscripts(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	if testing.Short() { // which looks for races: those that read, write and serve side by side
		files = slices.DeleteFunc(files, func(name string) bool {
			return !slices.Contains(sideBySide, strings.TrimSuffix(filepath.Base(name), ".txtar"))
		})
	}
	testscript.Run(t, testscript.Params{
		Files:         files,
		UpdateScripts: *update,
		Cmds:          map[string]func(*testscript.TestScript, bool, []string){"exits": exits, "flip": flip, "reseal": reseal},
	})
}

// exits runs a command and checks its exit code: exits 2 rapport run nothing.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE COMMAND [ARGUMENTS]")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	code := 0
	var failed *exec.ExitError
	if err := ts.Exec(args[1], args[2:]...); errors.As(err, &failed) {
		code = failed.ExitCode()
	} else if err != nil {
		ts.Check(err)
	}
	if code != want {
		ts.Fatalf("exit code %d, want %d", code, want)
	}
}

// flip changes one bit in the middle of a file, or of the byte after a text in it.
func flip(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 1 || len(args) > 2 {
		ts.Fatalf("usage: flip FILE [AFTER]")
	}
	name := ts.MkAbs(args[0])
	content, err := os.ReadFile(name)
	ts.Check(err)
	at := len(content) / 2
	if len(args) == 2 {
		if at = bytes.Index(content, []byte(args[1])) + len(args[1]); at < len(args[1]) {
			ts.Fatalf("%s has no %s", args[0], args[1])
		}
	}
	content[at] ^= 1
	ts.Check(os.WriteFile(name, content, 0o666))
}

// reseal replaces text in a manifest and seals it again, as a fault of the program would.
func reseal(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: reseal FILE FROM TO")
	}
	name := ts.MkAbs(args[0])
	content, err := os.ReadFile(name)
	ts.Check(err)
	rest, _ := seal.Take(content)
	changed := bytes.Replace(rest, []byte(args[1]), []byte(args[2]), 1)
	if bytes.Equal(changed, rest) {
		ts.Fatalf("%s has no %s", args[0], args[1])
	}
	ts.Check(os.WriteFile(name, seal.Put(changed), 0o666))
}

// isIgnored reports whether a signal does nothing to this process.
func isIgnored(s os.Signal) bool { return signal.Ignored(s) }

// TestSignals stops a run that would take hours, as soon as it says that it has
// begun: a clean end, and a word on how to go on.
func TestSignals(t *testing.T) {
	for signal, want := range map[syscall.Signal]int{syscall.SIGINT: codeInterrupt, syscall.SIGTERM: codeTerminate, syscall.SIGHUP: codeHangup} {
		t.Run(signal.String(), func(t *testing.T) {
			t.Parallel()
			if isIgnored(signal) {
				t.Skip("this process was started to outlive it, and so are its children")
			}
			dir := filepath.Join(t.TempDir(), "run")
			c := exec.Command("rapport", "run", "--patients", "2000000", "--out", dir)
			told, err := c.StderrPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := c.Start(); err != nil {
				t.Fatal(err)
			}
			lines := bufio.NewScanner(told)
			if !lines.Scan() || !strings.Contains(lines.Text(), "simulating routine-care") {
				t.Errorf("first line %q, want what is simulated", lines.Text())
			}
			if err := c.Process.Signal(signal); err != nil {
				t.Fatal(err)
			}
			var rest strings.Builder
			for lines.Scan() {
				fmt.Fprintln(&rest, lines.Text())
			}
			_ = c.Wait() // its code is looked at
			if got := c.ProcessState.ExitCode(); got != want {
				t.Errorf("exit code %d, want %d; it said:\n%s", got, want, rest.String())
			}
			for _, word := range []string{"rapport: error: stopped after", "--resume"} {
				if !strings.Contains(rest.String(), word) {
					t.Errorf("it said %q, want %q in it", rest.String(), word)
				}
			}
			if _, err := os.Stat(filepath.Join(dir, "manifest.json")); err == nil {
				t.Error("a stopped run has a manifest and looks whole")
			}
		})
	}
}
