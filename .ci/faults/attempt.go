package main

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// attempt disturbs an operation at one call, goes on, and says what is wrong then, if
// anything is.
func (l *laboratory) attempt(one try, number int) (what, call string, err error) {
	op := one.op
	dir, prefix, err := l.begin(op, fmt.Sprintf("try-%d", number))
	if err != nil {
		return "", "", err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	t := &traced{cmd: l.cmd(dir, prefix, op.command), fault: one.fault, at: one.at}
	if err := t.run(); err != nil {
		return "", "", err
	}
	if one.fault == cut {
		if err := t.disk.cut(number); err != nil {
			return "", t.call, err
		}
	}
	input := strings.HasSuffix(t.call, dir+"/s.yaml") // a study that cannot be opened is wrong input
	if one.fault == fail && !input {
		if what := spoken(t.code, t.said.String()); what != "" {
			return what, t.call, nil
		}
	}
	if op.keeps {
		if what, err := l.kept(op, dir); what != "" || err != nil {
			return what, t.call, err
		}
	}
	what, err = l.goOn(op, dir, prefix)
	return what, t.call, err
}

// spoken says what is wrong with how a command ended when a call had failed.
func spoken(code int, said string) string {
	switch {
	case code != 0 && code != 3:
		return fmt.Sprintf("exit status %d, want 3: %s", code, said)
	case strings.Contains(said, "goroutine ") || strings.Contains(said, "internal fault"):
		return "it crashed: " + said
	case code == 3 && strings.Count(said, "rapport: error: ") != 1:
		return "not one line of error: " + said
	}
	return ""
}

// kept says whether a file of the run that is being changed is nowhere any more,
// though the changed run has not come to its end; and whether what is said proposes
// what would lose it.
func (l *laboratory) kept(op *operation, dir string) (string, error) {
	now, err := digests(filepath.Join(dir, "r"))
	if err != nil {
		return "", err
	}
	if now["manifest.json"] == op.want["manifest.json"] {
		return "", nil
	}
	there := slices.Collect(maps.Values(now))
	for name, sum := range op.had {
		if !slices.Contains(there, sum) {
			return "lost: " + name, nil
		}
	}
	if now["manifest.json"] != "" {
		return "", nil // the earlier run looks finished, because it is
	}
	bare := slices.DeleteFunc(slices.Clone(op.command), func(a string) bool { return a == "--resume" })
	if said, code := l.do(dir, "", bare); code != 2 || strings.Contains(said, "--force") {
		return "lost by its own advice: " + said, nil
	}
	return "", nil
}

// goOn gives the same command again, with the flag that goes on.
func (l *laboratory) goOn(op *operation, dir, prefix string) (string, error) {
	args := slices.Clone(op.command)
	if op.again != "" {
		args = append(args, op.again)
	}
	if said, code := l.do(dir, prefix, args); code != 0 {
		return fmt.Sprintf("stuck: exit status %d: %s", code, said), nil
	}
	got, err := digests(filepath.Join(dir, "r"))
	if op.bucket {
		got, err = l.published(prefix)
		if left, _ := filepath.Glob(filepath.Join(dir, "runs", "*")); len(left) > 0 {
			return fmt.Sprintf("wrong: the local folder is still there: %v", left), nil
		}
	}
	if err != nil {
		return "", err
	}
	return difference(got, op.want), nil
}

// difference says where what came out is not what must come out.
func difference(got, want map[string]string) string {
	for name, sum := range want {
		if got[name] != sum {
			return "wrong: " + name
		}
	}
	for name := range got {
		if want[name] == "" {
			return "wrong: left behind: " + name
		}
	}
	return ""
}
