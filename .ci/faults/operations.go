package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"
)

const study = `question: Does a run survive?
population: {patients: 40}
scenarios:
  - {name: routine-care, set: {care.sessions: 4}}
  - {name: untreated, set: {care.treatment: none}}
`

// sharded has three blocks to a scenario, because the ledger makes them small.
const sharded = `question: Does a merger survive?
population: {patients: 40}
replications: 26
scenarios: [{name: routine-care, set: {care.sessions: 2}}]
record: {ledger: true}
`

// operation is a command that is disturbed.
type operation struct {
	name    string
	prepare [][]string // commands that make what is there before
	damage  string     // a file of which a byte is changed then
	halfway bool       // the last of prepare is killed half way
	command []string
	again   string     // the flag that goes on
	whole   [][]string // commands that make, undisturbed, what must come out
	keeps   bool       // a finished run is changed, and must not be lost
	bucket  bool

	folder string            // that holds what is there before
	want   map[string]string // digests of what must come out
	had    map[string]string // digests of the finished run that is changed
	calls  int
}

func operations() []*operation {
	run := func(args ...string) []string {
		return append([]string{"run", "s.yaml", "--quiet", "--out", "r"}, args...)
	}
	shard := func(i string) []string {
		return []string{"run", "m.yaml", "--quiet", "--out", "shard" + i, "--shard", i + "/2"}
	}
	merge := func(args ...string) []string {
		return append([]string{"merge", "--quiet", "shard0", "shard1", "--out", "r"}, args...)
	}
	bucket := func(args ...string) []string {
		return append([]string{"run", "s.yaml", "--quiet", "--out", "s3://runs/BUCKET"}, args...)
	}
	const part = "r/patients/scenario=routine-care/part-00000.parquet"
	return []*operation{
		{name: "run", command: run(), again: "--resume", whole: [][]string{run()}},
		{name: "resume", prepare: [][]string{run()}, halfway: true, command: run("--resume"), whole: [][]string{run()}},
		{name: "extend", prepare: [][]string{run()}, command: run("--resume", "--patients", "60"), whole: [][]string{run("--patients", "60")}, keeps: true},
		{name: "mend", prepare: [][]string{run()}, damage: part, command: run("--resume"), whole: [][]string{run()}, keeps: true},
		{name: "replace", prepare: [][]string{run()}, command: run("--force", "--seed", "9", "--replications", "2"), whole: [][]string{run("--seed", "9", "--replications", "2")}},
		{name: "replace an extension", prepare: [][]string{run(), run("--resume", "--patients", "60")}, halfway: true, command: run("--force", "--seed", "9"), whole: [][]string{run("--seed", "9")}},
		{name: "merge", prepare: [][]string{shard("0"), shard("1")}, command: merge(), again: "--resume", whole: [][]string{shard("0"), shard("1"), merge()}},
		{name: "replace by a merger", prepare: [][]string{shard("0"), shard("1"), run()}, command: merge("--force"), whole: [][]string{shard("0"), shard("1"), merge()}},
		{name: "publish", command: bucket(), again: "--resume", whole: [][]string{run()}, bucket: true},
		{name: "publish in place of another", prepare: [][]string{bucket("--seed", "9")}, command: bucket("--force"), whole: [][]string{run()}, bucket: true},
	}
}

// laboratory is where the operations are tried.
type laboratory struct {
	program, scratch string
	ops              []*operation
	store            *s3mem.Backend
	server           *httptest.Server
}

func newLaboratory(program, scratch string) (*laboratory, error) {
	l := &laboratory{program: program, scratch: scratch, ops: operations(), store: s3mem.New()}
	if err := l.store.CreateBucket("runs"); err != nil {
		return nil, err
	}
	l.server = httptest.NewServer(gofakes3.New(l.store).Server())
	for i, op := range l.ops {
		if err := l.prepare(op, fmt.Sprintf("before-%d", i)); err != nil {
			return nil, fmt.Errorf("%s: %w", op.name, err)
		}
	}
	return l, nil
}

func (l *laboratory) close() { l.server.Close() }

// prepare makes what is there before, and what must come out.
func (l *laboratory) prepare(op *operation, name string) error {
	whole, err := l.place("whole-" + name)
	if err != nil {
		return err
	}
	for _, args := range op.whole {
		if said, code := l.do(whole, "", args); code != 0 {
			return fmt.Errorf("%v: %s", args, said)
		}
	}
	if op.want, err = digests(filepath.Join(whole, "r")); err != nil {
		return err
	}
	if op.folder, err = l.place(name); err != nil || op.bucket {
		return err
	}
	for i, args := range op.prepare {
		if op.halfway && i == len(op.prepare)-1 {
			if err := l.halfway(op.folder, args); err != nil {
				return err
			}
		} else if said, code := l.do(op.folder, "", args); code != 0 {
			return fmt.Errorf("%v: %s", args, said)
		}
	}
	if op.keeps {
		if op.had, err = digests(filepath.Join(op.folder, "r")); err != nil {
			return err
		}
	}
	if op.damage != "" {
		delete(op.had, strings.TrimPrefix(op.damage, "r/"))
		return flip(filepath.Join(op.folder, op.damage))
	}
	return nil
}

// halfway kills a command after half of its calls.
func (l *laboratory) halfway(dir string, args []string) error {
	trial := dir + "-trial"
	if err := os.CopyFS(trial, os.DirFS(dir)); err != nil {
		return err
	}
	counted := &traced{cmd: l.cmd(trial, "", args), at: -1}
	if err := counted.run(); err != nil {
		return err
	}
	return (&traced{cmd: l.cmd(dir, "", args), fault: kill, at: counted.count / 2}).run()
}

// tries counts the calls of each operation and lists what is to be tried.
func (l *laboratory) tries() ([]try, error) {
	var list []try
	for _, op := range l.ops {
		dir, prefix, err := l.begin(op, "count-"+strings.ReplaceAll(op.name, " ", "-"))
		if err != nil {
			return nil, err
		}
		t := &traced{cmd: l.cmd(dir, prefix, op.command), at: -1}
		if err := t.run(); err != nil {
			return nil, err
		}
		if t.code != 0 {
			return nil, fmt.Errorf("%s, undisturbed: exit status %d\n%s", op.name, t.code, t.said.String())
		}
		op.calls = t.count
		fmt.Printf("%s: %d calls\n", op.name, op.calls)
		for at := range op.calls {
			for _, f := range []fault{kill, fail, cut} {
				list = append(list, try{op, f, at})
			}
		}
	}
	return list, nil
}

// begin makes a place in which the operation can be tried.
func (l *laboratory) begin(op *operation, name string) (dir, prefix string, err error) {
	dir = filepath.Join(l.scratch, name)
	if err := os.CopyFS(dir, os.DirFS(op.folder)); err != nil {
		return "", "", err
	}
	if op.bucket {
		for _, args := range op.prepare {
			if said, code := l.do(dir, name, args); code != 0 {
				return "", "", fmt.Errorf("%v: %s", args, said)
			}
		}
	}
	return dir, name, nil
}

func (l *laboratory) place(name string) (string, error) {
	dir := filepath.Join(l.scratch, name)
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return "", err
	}
	for file, text := range map[string]string{"s.yaml": study, "m.yaml": sharded} {
		if err := os.WriteFile(filepath.Join(dir, file), []byte(text), 0o666); err != nil {
			return "", err
		}
	}
	return dir, nil
}

func (l *laboratory) cmd(dir, prefix string, args []string) *exec.Cmd {
	words := make([]string, len(args))
	for i, a := range args {
		words[i] = strings.ReplaceAll(a, "BUCKET", prefix)
	}
	c := exec.Command(l.program, words...)
	c.Dir = dir
	c.Env = append(os.Environ(), "AWS_ENDPOINT_URL="+l.server.URL, "AWS_REGION=us-east-1", "AWS_ACCESS_KEY_ID=key", "AWS_SECRET_ACCESS_KEY=secret")
	return c
}

// do runs a command undisturbed.
func (l *laboratory) do(dir, prefix string, args []string) (said string, code int) {
	c := l.cmd(dir, prefix, args)
	out, err := c.CombinedOutput()
	if err != nil && c.ProcessState == nil {
		return err.Error(), -1
	}
	return string(out), c.ProcessState.ExitCode()
}

// digests are the SHA-256 of the files in a folder, of a manifest without its host
// and without the seal, which covers the host.
func digests(dir string) (map[string]string, error) {
	all := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		name, _ := filepath.Rel(dir, path)
		all[filepath.ToSlash(name)] = digest(name, content)
		return nil
	})
	return all, err
}

func digest(name string, content []byte) string {
	if filepath.Base(name) == "manifest.json" {
		var m map[string]any
		if json.Unmarshal(content, &m) == nil {
			delete(m, "host")
			content, _ = json.Marshal(m)
		}
	}
	return fmt.Sprintf("%x", sha256.Sum256(content))
}

// published are the digests of the objects under a prefix.
func (l *laboratory) published(prefix string) (map[string]string, error) {
	list, err := l.store.ListBucket("runs", &gofakes3.Prefix{HasPrefix: true, Prefix: prefix + "/"}, gofakes3.ListBucketPage{})
	if err != nil {
		return nil, err
	}
	all := map[string]string{}
	for _, o := range list.Contents {
		object, err := l.store.GetObject("runs", o.Key, nil)
		if err != nil {
			return nil, err
		}
		var content bytes.Buffer
		if _, err = io.Copy(&content, object.Contents); err != nil {
			return nil, err
		}
		_ = object.Contents.Close()
		name := strings.TrimPrefix(o.Key, prefix+"/")
		all[name] = digest(name, content.Bytes())
	}
	return all, nil
}

func flip(name string) error {
	content, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	content[len(content)/2] ^= 1
	return os.WriteFile(name, content, 0o666)
}
