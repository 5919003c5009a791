package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"rapport/scenarios/run"
	"rapport/scenarios/study"
)

// Tests of faults run the program as users have it: a binary in a process of its
// own, which can be killed.

// builds is the folder with what these tests have built and run for all, if any.
var builds string

var built = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "rapport-binary-")
	builds = dir
	return dir, err
})

func removeBinaries() {
	if builds != "" {
		_ = os.RemoveAll(builds)
	}
}

// plainBinary is the program as users have it where CI asks for that, and else this
// test binary, which answers to its name: building takes longer than most tests.
var plainBinary = sync.OnceValues(func() (string, error) {
	if os.Getenv("CI") == "" {
		return exec.LookPath("rapport")
	}
	return buildBinary("rapport")
})

func buildBinary(name string, flags ...string) (string, error) {
	dir, err := built()
	if err != nil {
		return "", err
	}
	binary := filepath.Join(dir, name)
	out, err := exec.Command("go", slices.Concat([]string{"build", "-trimpath"}, flags, []string{"-o", binary, "."})...).CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("%w\n%s", err, out)
	}
	return binary, nil
}

// program is a binary that a test runs.
type program struct {
	t      *testing.T
	binary string
}

func theProgram(t *testing.T) program {
	t.Helper()
	inProcessesOfTheirOwn(t)
	binary, err := plainBinary()
	if err != nil {
		t.Fatal(err)
	}
	return program{t, binary}
}

// inProcessesOfTheirOwn leaves a test out of short runs, which look for races: in a program
// that was built apart none is seen.
func inProcessesOfTheirOwn(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("runs the program in a process of its own")
	}
}

// whileTestsLast ends shortly before all tests have to, so that it is told which
// process hangs.
func whileTestsLast(t *testing.T) (context.Context, context.CancelFunc) {
	if end, ok := t.Deadline(); ok {
		return context.WithDeadline(t.Context(), end.Add(-20*time.Second))
	}
	return context.WithCancel(t.Context())
}

// process is a program that has been started.
type process struct {
	*exec.Cmd
	t      *testing.T
	errs   bytes.Buffer
	cancel context.CancelFunc
}

func (p program) start(args ...string) *process {
	p.t.Helper()
	return p.startAs(p.binary, args...)
}

func (p program) startAs(name string, args ...string) *process {
	p.t.Helper()
	ctx, cancel := whileTestsLast(p.t)
	q := &process{Cmd: exec.CommandContext(ctx, name, args...), t: p.t, cancel: cancel}
	q.Stderr = &q.errs
	if err := q.Start(); err != nil {
		p.t.Fatal(err)
	}
	return q
}

// end waits for the process and returns its exit code, -1 for one that was killed.
func (q *process) end() int {
	q.t.Helper()
	defer q.cancel()
	err := q.Wait()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		q.t.Fatal(err)
	}
	if said := q.errs.String(); strings.Contains(said, "goroutine ") || strings.Contains(said, "internal fault") {
		q.t.Errorf("the program crashed:\n%s", said)
	}
	return q.ProcessState.ExitCode()
}

// run expects an exit code and returns what was said on standard error.
func (p program) run(code int, args ...string) string {
	p.t.Helper()
	q := p.start(args...)
	if got := q.end(); got != code {
		p.t.Fatalf("rapport %s: exit code %d, want %d\n%s", strings.Join(args, " "), got, code, q.errs.String())
	}
	return q.errs.String()
}

// wantSaid expects a text in what was said on standard error, in lines that all
// speak as errors and hints do.
func wantSaid(t *testing.T, said string, words ...string) {
	t.Helper()
	for _, word := range words {
		if !strings.Contains(said, word) {
			t.Errorf("nothing says %q:\n%s", word, said)
		}
	}
	for line := range strings.Lines(said) {
		if !strings.HasPrefix(line, "rapport: error: ") && !strings.HasPrefix(line, "rapport: hint: ") {
			t.Errorf("a line in another voice: %s", line)
		}
	}
}

// small is a study of some blocks in two scenarios, with the ledger, so that
// they are small blocks.
const small = `
question: Does a run survive?
seed: 5
population: {patients: 2500}
scenarios:
  - name: routine-care
    set: {care.sessions: 2}
  - name: untreated
    set: {care.treatment: none, care.waiting_list_weeks: 2}
record: {ledger: true}
`

func writeStudy(t *testing.T, text string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "study.yaml")
	if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	return name
}

// clean is an undisturbed run of the study small, which is made once.
var clean struct {
	sync.Mutex
	dir, digest string
}

// cleanRun is the digest of an undisturbed run of the study small.
func (p program) cleanRun() string {
	p.t.Helper()
	clean.Lock()
	defer clean.Unlock()
	if clean.digest == "" {
		dir, err := built()
		if err != nil {
			p.t.Fatal(err)
		}
		clean.dir = filepath.Join(dir, "clean")
		p.run(0, "run", writeStudy(p.t, small), "--quiet", "--out", clean.dir)
		clean.digest = runDigest(p.t, clean.dir)
	}
	return clean.digest
}

// cleanCopy is a folder of the test's own with that run.
func (p program) cleanCopy() string {
	p.t.Helper()
	p.cleanRun()
	dir := filepath.Join(p.t.TempDir(), "run")
	if err := os.CopyFS(dir, os.DirFS(clean.dir)); err != nil {
		p.t.Fatal(err)
	}
	return dir
}

// killedRun is a program of the tests: it runs a study into a folder, as rapport run
// --resume does, and kills itself when so many courses are done, which none from outside
// could hit.
func killedRun() {
	after, err := strconv.ParseInt(os.Args[3], 10, 64)
	if err == nil {
		var s *study.Study
		if s, _, err = openStudy(os.Args[1], study.Overrides{}); err == nil {
			_, err = run.Run(context.Background(), s, run.Options{Dir: os.Args[2], Resume: true, Progress: func(p run.Progress) {
				if p.Done >= after && sendSelf(syscall.SIGKILL) {
					select {} // until it arrives
				}
			}})
		}
	}
	fmt.Fprintln(os.Stderr, "rapport: error: not killed:", err)
	os.Exit(codeFailed)
}

// haltedRun is a program of the tests: rapport run, which sends itself a signal when so
// many blocks are done, and goes on when it has heard it. It reads the clock before the
// first block, and after each.
func haltedRun() {
	blocks, err := strconv.Atoi(os.Args[1])
	number, wrong := strconv.Atoi(os.Args[2])
	if err = errors.Join(err, wrong); err != nil {
		fmt.Fprintln(os.Stderr, "rapport: error: not halted:", err)
		os.Exit(codeFailed)
	}
	ctx, stop := signalled(context.Background())
	defer stop()
	readings, sent := 0, syscall.Signal(number)
	clock = func() time.Time {
		heard := sent == syscall.SIGINT || sent == syscall.SIGTERM // a process that is held hears nothing
		if readings++; readings == 1+blocks && sendSelf(sent) && heard && !isIgnored(sent) {
			<-ctx.Done()
		}
		return time.Time{}
	}
	os.Exit(executeUntil(ctx, os.Args[3:], os.Stdin, os.Stdout, os.Stderr))
}

func sendSelf(signal syscall.Signal) bool {
	self, err := os.FindProcess(os.Getpid())
	return err == nil && self.Signal(signal) == nil
}

// halted starts a run that sends itself a signal when so many blocks are done, one
// after the other.
func (p program) halted(blocks int, signal syscall.Signal, args ...string) *process {
	p.t.Helper()
	return p.startAs("rapport-halted", slices.Concat([]string{strconv.Itoa(blocks), strconv.Itoa(int(signal)), "run", "--workers", "1"}, args)...)
}

// killed runs a study into dir until so many courses are done, and expects that the
// process was killed then.
func (p program) killed(study, dir string, after int64) {
	p.t.Helper()
	q := p.startAs("rapport-killed", study, dir, strconv.FormatInt(after, 10))
	if code := q.end(); code != -1 {
		p.t.Fatalf("exit code %d, want that it was killed: %s", code, q.errs.String())
	}
	wantUnfinished(p.t, dir)
}

// runDigest is one SHA-256 over the paths and contents of all files of a run,
// the manifest without its host section.
func runDigest(t *testing.T, dir string) string {
	t.Helper()
	all := sha256.New()
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if d.Name() == "manifest.json" {
			var m map[string]any
			if err := json.Unmarshal(content, &m); err != nil {
				return err
			}
			delete(m, "host")
			if content, err = json.Marshal(m); err != nil {
				return err
			}
		}
		name, err := filepath.Rel(dir, path)
		fmt.Fprintf(all, "%s %x\n", filepath.ToSlash(name), sha256.Sum256(content))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("%x", all.Sum(nil))
}

func wantUnfinished(t *testing.T, dir string) {
	t.Helper()
	if _, err := os.Stat(filepath.Join(dir, "manifest.json")); err == nil {
		t.Errorf("%s looks finished", dir)
	}
}
