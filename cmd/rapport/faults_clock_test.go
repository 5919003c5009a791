package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"rapport/scenarios/run"
)

// leaping is a clock that jumps at every reading, by turns a day ahead, a day
// back, two days ahead and forty years back. As with a real clock that is set, the
// monotonic part of a reading, which differences are taken from, does not jump.
const leaping = `
var readings uint64

func Now() Time {
	const day = 24 * 60 * 60
	jumps := [4]int64{day, -day, 2 * day, -40 * 365 * day}
	readings++ // torn by a race it still jumps
	t := steadyNow()
	t.wall += uint64(jumps[readings%4]) << nsecShift
	return t
}

func steadyNow() Time {`

// killing is a further file of the program: it kills itself when it looks at the clock,
// which it does after each block, for the time that the environment names.
const killing = `package main

import (
	"os"
	"strconv"
	"syscall"
	"time"
)

func init() {
	at, _ := strconv.Atoi(os.Getenv("KILLED"))
	readings := 0
	clock = func() time.Time {
		if readings++; readings == at {
			_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
			select {}
		}
		return time.Now()
	}
}
`

// leapingBinary builds the program with a standard library whose clock jumps.
// Nobody may set the clock of the machine that tests run on, and a Go program
// asks the kernel directly, past any library that could lie to it.
func leapingBinary(t *testing.T) program {
	t.Helper()
	inProcessesOfTheirOwn(t)
	out, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		t.Fatal(err)
	}
	clock := filepath.Join(strings.TrimSpace(string(out)), "src", "time", "time.go")
	text, err := os.ReadFile(clock)
	if err != nil {
		t.Fatal(err)
	}
	const now = "\nfunc Now() Time {"
	if strings.Count(string(text), now) != 1 {
		t.Fatalf("%s: no place for another clock", clock)
	}
	dir := t.TempDir()
	mine, also := filepath.Join(dir, "time.go"), filepath.Join(dir, "killing.go")
	added, err := filepath.Abs("killing.go")
	if err != nil {
		t.Fatal(err)
	}
	replace, err := json.Marshal(map[string]map[string]string{"Replace": {clock: mine, added: also}})
	if err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string][]byte{
		mine:                               []byte(strings.Replace(string(text), now, leaping, 1)),
		also:                               []byte(killing),
		filepath.Join(dir, "overlay.json"): replace,
	} {
		if err := os.WriteFile(name, content, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	binary, err := buildBinary("rapport-leaping", "-overlay", filepath.Join(dir, "overlay.json"))
	if err != nil {
		t.Fatal(err)
	}
	return program{t, binary}
}

// A clock that jumps while a run goes on, is killed and is resumed changes no
// byte of the run, and nothing hangs or fails.
func TestAClockThatJumpsChangesNothing(t *testing.T) {
	if os.Getenv("CI") == "" {
		t.Skip("compiles the standard library anew: set CI=true for that")
	}
	steady, jumping, study := theProgram(t), leapingBinary(t), writeStudy(t, small)
	in := func(name string) string { return filepath.Join(t.TempDir(), name) }
	want, whole, killed := in("steady"), in("jumping"), in("killed")
	steady.run(0, "run", study, "--quiet", "--out", want)

	said := jumping.run(0, "run", study, "--out", whole)
	if strings.Contains(said, " h ") {
		t.Errorf("the remaining time was taken from the clock on the wall:\n%s", said)
	}
	if runDigest(t, whole) != runDigest(t, want) {
		t.Error("a jumping clock changes the bytes of a run")
	}
	checkHost(t, whole)

	p := jumping.startAs("/bin/sh", "-c", `KILLED=4 exec "$0" "$@"`, jumping.binary, "run", study, "--workers", "1", "--out", killed)
	if code := p.end(); code != -1 {
		t.Fatalf("exit code %d, want that it was killed", code)
	}
	wantUnfinished(t, killed)
	jumping.run(0, "run", study, "--quiet", "--out", killed, "--resume")
	if runDigest(t, killed) != runDigest(t, want) {
		t.Error("a jumping clock changes the bytes of a run that was killed and resumed")
	}
	jumping.run(0, "verify", killed)
	steady.run(0, "verify", whole)
}

// checkHost expects times of a clock that jumped, and a duration of one that did not.
func checkHost(t *testing.T, dir string) {
	t.Helper()
	var m run.Manifest
	content, err := os.ReadFile(filepath.Join(dir, "manifest.json"))
	if err == nil {
		err = json.Unmarshal(content, &m)
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, at := range []time.Time{m.Host.Started, m.Host.Finished} {
		if off := time.Since(at).Abs(); off < 12*time.Hour {
			t.Errorf("the clock did not jump: it is off by %v", off)
		}
	}
	if s := m.Host.Seconds; s <= 0 || s > 12*60*60 {
		t.Errorf("the run took %g s", s)
	}
}
