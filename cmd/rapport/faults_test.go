//go:build unix

package main

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"rapport/scenarios/run"
)

// Wherever a run is killed, and killed again when it goes on, it comes to the same
// bytes. The sweep over system calls in .ci does the same at every one of them.
func TestKilledRunsLoseNothing(t *testing.T) {
	t.Parallel()
	p, study := theProgram(t), writeStudy(t, small)
	want := p.cleanRun()
	const block, courses = 512, 5000
	for after := int64(0); after <= courses; after += 3 * block {
		dir := filepath.Join(t.TempDir(), "run")
		p.killed(study, dir, after)
		p.killed(study, dir, (after+courses)/2)
		p.run(0, "run", study, "--quiet", "--resume", "--out", dir)
		if got := runDigest(t, dir); got != want {
			t.Fatalf("killed after %d courses and resumed, the run has digest %s, undisturbed %s", after, got, want)
		}
	}
}

func TestSignalsEndARunCleanly(t *testing.T) {
	t.Parallel()
	p, study := theProgram(t), writeStudy(t, small)
	want := p.cleanRun()
	for signal, code := range map[syscall.Signal]int{syscall.SIGINT: 130, syscall.SIGTERM: 143} {
		dir := filepath.Join(t.TempDir(), "run")
		q := p.halted(3, signal, study, "--out", dir)
		if got := q.end(); got != code {
			t.Errorf("%v: exit code %d, want %d", signal, got, code)
		}
		_, said, _ := strings.Cut(q.errs.String(), "\n") // after what is simulated
		wantSaid(t, said, "stopped after 1536 of 5000 courses", "rapport: hint: continue in "+dir+" with --resume")
		wantUnfinished(t, dir)
		p.run(0, "run", study, "--quiet", "--resume", "--out", dir)
		if runDigest(t, dir) != want {
			t.Errorf("%v: stopped and resumed, the run differs", signal)
		}
	}
}

// A run that was started by nohup outlives the terminal.
func TestARunThatIsToOutliveTheTerminalDoes(t *testing.T) {
	t.Parallel()
	p, study := theProgram(t), writeStudy(t, small)
	want := p.cleanRun()
	dir := filepath.Join(t.TempDir(), "run")
	q := p.startAs("sh", "-c", `trap "" HUP; exec "$0" "$@"`, "rapport-halted",
		"3", strconv.Itoa(int(syscall.SIGHUP)), "run", "--workers", "1", study, "--quiet", "--out", dir)
	if code := q.end(); code != 0 || runDigest(t, dir) != want {
		t.Errorf("exit code %d, want 0: %s", code, q.errs.String())
	}
}

// What the machine fails at is no wrong input, whoever was reading.
func TestWhatTheMachineFailsAtIsNoWrongInput(t *testing.T) {
	t.Parallel()
	for fault, want := range map[syscall.Errno]int{syscall.EMFILE: codeFailed, syscall.EIO: codeFailed, syscall.ENOENT: codeInput} {
		if got := codeOf(badInput("", "read: %w", &fs.PathError{Op: "open", Path: "x", Err: fault})); got != want {
			t.Errorf("%v: exit code %d, want %d", fault, got, want)
		}
	}
}

// A command that waits for a pipe from which nothing comes is ended by the first signal.
func TestAPipeThatSaysNothingIsLeft(t *testing.T) {
	t.Parallel()
	p, pipe, dir := theProgram(t), filepath.Join(t.TempDir(), "study.yaml"), filepath.Join(t.TempDir(), "run")
	if err := syscall.Mkfifo(pipe, 0o666); err != nil {
		t.Fatal(err)
	}
	q := p.start("run", pipe, "--out", dir)
	writer, err := os.OpenFile(pipe, os.O_WRONLY, 0) // waits until the program has opened it
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = writer.Close() }()
	if err := q.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if code := q.end(); code != codeTerminate {
		t.Errorf("exit code %d, want %d", code, codeTerminate)
	}
	wantSaid(t, q.errs.String(), "rapport: error: stopped: terminated")
	if _, err := os.Stat(dir); err == nil {
		t.Error("there is a folder of a run that did not begin")
	}
}

func TestASecondProcessIsRefused(t *testing.T) {
	t.Parallel()
	p, study := theProgram(t), writeStudy(t, small)
	want := p.cleanRun()
	dir := filepath.Join(t.TempDir(), "run")
	q := p.halted(1, syscall.SIGSTOP, study, "--out", dir)
	q.stopped() // waits while others ask
	for _, flag := range []string{"--resume", "--force", "--workers=1"} {
		wantSaid(t, p.run(codeInput, "run", study, "--quiet", flag, "--out", dir), "another process is writing into "+dir)
	}
	q.goOn()
	if code := q.end(); code != 0 || runDigest(t, dir) != want {
		t.Errorf("the first process was disturbed: exit code %d", code)
	}
}

// stopped waits until a process has stopped itself.
func (q *process) stopped() {
	q.t.Helper()
	var status syscall.WaitStatus
	for !status.Stopped() {
		if _, err := syscall.Wait4(q.Process.Pid, &status, syscall.WUNTRACED, nil); err != nil || status.Exited() {
			q.t.Fatalf("the process has not stopped: %v", err)
		}
	}
}

// goOn lets a process that has stopped go on.
func (q *process) goOn() {
	q.t.Helper()
	if err := q.Process.Signal(syscall.SIGCONT); err != nil {
		q.t.Fatal(err)
	}
}

// So is one from the folder of an analysis, whose journal two would spoil.
func TestASecondAnalysisIsRefused(t *testing.T) {
	t.Parallel()
	p, dir := theProgram(t), t.TempDir()
	letGo, err := run.Hold(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, verb := range [][]string{
		{"sensitivity", "routine-care", "--parameters", "repair.skill"},
		{"power", "repair-training", "--compare", "as-usual,trained", "--sizes", "40", "--trials", "20"},
		{"calibrate", "--params", "rupture.base"},
		{"calibrate", "--params", "rupture.base", "--plausible", "2"},
	} {
		said := p.run(codeInput, append(verb, "--out", dir, "--resume")...)
		wantSaid(t, said, "another process is writing into "+dir, "rapport: hint: wait for it to end")
	}
	letGo()
	p.run(0, "power", "repair-training", "--compare", "as-usual,trained", "--sizes", "40", "--trials", "20", "--out", dir, "--quiet")
}

func TestARemovedFolderIsNoticed(t *testing.T) {
	t.Parallel()
	p, study := theProgram(t), writeStudy(t, small)
	dir := filepath.Join(t.TempDir(), "run")
	q := p.halted(2, syscall.SIGSTOP, study, "--out", dir)
	q.stopped()
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	q.goOn()
	if code := q.end(); code != codeFailed {
		t.Errorf("exit code %d, want %d", code, codeFailed)
	}
	_, said, _ := strings.Cut(q.errs.String(), "\n") // after what is simulated
	wantSaid(t, said, "rapport: error: ")
	wantUnfinished(t, dir)
}

// However few files a process may open (Go itself needs eight to start), a run
// ends well or with a word, and what it has done is kept. What the shell has inherited
// from those who called the tests is closed.
func TestTooFewFiles(t *testing.T) {
	t.Parallel()
	p, study := theProgram(t), writeStudy(t, small)
	want := p.cleanRun()
	failed := 0
	for _, limit := range []int{8, 9, 10, 12, 14, 40} {
		dir := filepath.Join(t.TempDir(), fmt.Sprint(limit))
		script := fmt.Sprintf(`exec 3>&- 4>&- 5>&- 6>&- 7>&- 8>&- 9>&-; ulimit -n %d; exec "$0" "$@"`, limit)
		q := p.startAs("/bin/sh", "-c", script, p.binary, "run", study, "--quiet", "--out", dir)
		if code := q.end(); code != 0 {
			failed++
			wantSaid(t, q.errs.String(), "too many open files")
			wantUnfinished(t, dir)
			p.run(0, "run", study, "--quiet", "--resume", "--out", dir)
		}
		if runDigest(t, dir) != want {
			t.Errorf("limit %d: the run differs", limit)
		}
	}
	if failed == 0 {
		t.Error("no limit was low enough to be met")
	}
}

func TestDamageIsNamedAndOnlyThatIsMadeAgain(t *testing.T) {
	t.Parallel()
	p, study := theProgram(t), writeStudy(t, small)
	want := p.cleanRun()
	damages := map[string]func(path string) error{
		"truncated": func(path string) error { return os.Truncate(path, 1000) },
		"missing":   os.Remove,
		"bit-flipped": func(path string) error {
			content, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			content[len(content)/2] ^= 4
			return os.WriteFile(path, content, 0o666)
		},
	}
	for name, damage := range damages {
		dir := p.cleanCopy()
		const part = "sessions/scenario=untreated/part-00000.parquet"
		if err := damage(filepath.Join(dir, part)); err != nil {
			t.Fatal(err)
		}
		other := filepath.Join(dir, "ledger/scenario=routine-care/part-00000.parquet")
		before, err := os.Stat(other)
		if err != nil {
			t.Fatal(err)
		}
		q := p.start("verify", dir)
		if code := q.end(); code != codeCheck {
			t.Errorf("%s: verify exits with %d, want %d", name, code, codeCheck)
		}
		p.run(0, "run", study, "--quiet", "--resume", "--out", dir)
		if runDigest(t, dir) != want {
			t.Errorf("%s: mended, the run differs", name)
		}
		if after, err := os.Stat(other); err != nil || !os.SameFile(before, after) || !after.ModTime().Equal(before.ModTime()) {
			t.Errorf("%s: a sound part was made again (%v)", name, err)
		}
		p.run(0, "verify", dir)
	}
}

// wantOneLine expects one line of error.
func wantOneLine(t *testing.T, said string) {
	t.Helper()
	if n := strings.Count(said, "rapport: error: "); n != 1 {
		t.Errorf("%d lines of error, want one:\n%s", n, said)
	}
}
