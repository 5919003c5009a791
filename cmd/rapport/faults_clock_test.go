package main

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"rapport/scenarios/run"
)

// leaping is a package with a clock that jumps at every reading, by turns a day ahead, a day
// back, two days ahead and forty years back. As with a real clock that is set, the
// monotonic part of a reading, which differences are taken from, does not jump.
const leaping = `package leaping

import (
	"time"
	"unsafe"
)

var readings uint64

func Now() time.Time {
	const day = 24 * 60 * 60
	jumps := [4]int64{day, -day, 2 * day, -40 * 365 * day}
	readings++ // torn by a race it still jumps
	t := time.Now()
	wall := (*uint64)(unsafe.Pointer(&t)) // the first field: a flag, 33 bits of seconds, 30 of nanoseconds
	*wall += uint64(jumps[readings%4]) << 30
	return t
}
`

// killing is a further file of the program: it kills itself when it looks at the clock,
// which it does after each block, for the time that the environment names.
const killing = `package main

import (
	"os"
	"strconv"
	"syscall"
	"time"

	"rapport/sim/leaping"
)

func init() {
	at, _ := strconv.Atoi(os.Getenv("KILLED"))
	readings := 0
	clock = func() time.Time {
		if readings++; readings == at {
			_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
			select {}
		}
		return leaping.Now()
	}
}
`

// leapingBinary builds the program with a clock that jumps wherever our own code looks at
// it. Nobody may set the clock of the machine that tests run on, and a Go program asks the
// kernel directly, past any library that could lie to it.
func leapingBinary(t *testing.T) program {
	t.Helper()
	inProcessesOfTheirOwn(t)
	dir := t.TempDir()
	replace := map[string]string{}
	lay := func(over, text string) {
		over, err := filepath.Abs(over)
		if err != nil {
			t.Fatal(err)
		}
		replace[over] = filepath.Join(dir, fmt.Sprintf("%d.go", len(replace)))
		if err := os.WriteFile(replace[over], []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	const root, now, imports = "../../", "time.Now", "import (\n"
	for _, room := range []string{"analysis", "cmd", "configs", "scenarios", "sim"} {
		err := filepath.WalkDir(root+room, func(name string, _ fs.DirEntry, err error) error {
			if err != nil || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
				return err
			}
			text, err := os.ReadFile(name)
			if err == nil && strings.Contains(string(text), now) {
				jumps := strings.ReplaceAll(string(text), now, "leaping.Now")
				lay(name, strings.Replace(jumps, imports, imports+"\t\"rapport/sim/leaping\"\n", 1)+"\nvar _ time.Time\n")
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if len(replace) < 5 {
		t.Fatalf("the clock is looked at in %d files", len(replace))
	}
	lay(root+"sim/leaping/leaping.go", leaping)
	lay("killing.go", killing)
	text, err := json.Marshal(map[string]map[string]string{"Replace": replace})
	if err != nil {
		t.Fatal(err)
	}
	overlay := filepath.Join(dir, "overlay.json")
	if err := os.WriteFile(overlay, text, 0o666); err != nil {
		t.Fatal(err)
	}
	binary, err := buildBinary("rapport-leaping", "-overlay", overlay)
	if err != nil {
		t.Fatal(err)
	}
	return program{t, binary}
}

// A clock that jumps while a run goes on, is killed and is resumed changes no
// byte of the run, and nothing hangs or fails.
func TestAClockThatJumpsChangesNothing(t *testing.T) {
	if os.Getenv("CI") == "" {
		t.Skip("builds the program once more: set CI=true for that")
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
