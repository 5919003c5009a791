package export

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"testing"
)

func TestFolders(t *testing.T) {
	src := handRun(t)
	dir := filepath.Join(t.TempDir(), "deep", "out")
	write := func(o Options, force bool) error {
		_, err := Write(context.Background(), src, o, dir, force)
		return err
	}
	refused := func(err error) bool {
		var r *Refused
		return errors.As(err, &r) && r.Hint() != ""
	}
	if err := os.MkdirAll(dir, 0o777); err != nil { // an empty folder is used
		t.Fatal(err)
	}
	if err := write(Options{Shape: Long, Programs: []Program{CSV, SPSS}}, false); err != nil {
		t.Fatal(err)
	}
	if err := write(Options{Shape: Waves}, false); !refused(err) {
		t.Errorf("over an export: %v, want a refusal", err)
	}
	notes := filepath.Join(dir, "long.sav") // the user's
	if err := os.WriteFile(notes, []byte("mine"), 0o666); err != nil {
		t.Fatal(err)
	}
	if err := write(Options{Shape: Waves}, true); err != nil {
		t.Fatal(err)
	}
	have := contents(t, dir)
	for name, want := range map[string]bool{"long.csv": false, "long.sps": false, "waves.csv": true, "codebook.csv": true, "README.md": true, "long.sav": true} {
		if _, ok := have[name]; ok != want {
			t.Errorf("after replacing: %s is there: %v, want %v", name, ok, want)
		}
	}
}

// Without its description, a folder is no export, and nothing in it is touched.
func TestAFolderThatIsNoExportIsKept(t *testing.T) {
	src, dir := handRun(t), filepath.Join(t.TempDir(), "out")
	if _, err := Write(context.Background(), src, Options{Shape: Waves}, dir, false); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(dir, "README.md")); err != nil {
		t.Fatal(err)
	}
	before := contents(t, dir)
	var refusal *Refused
	if _, err := Write(context.Background(), src, Options{Shape: Waves}, dir, true); !errors.As(err, &refusal) {
		t.Errorf("%v, want a refusal", err)
	}
	if !reflect.DeepEqual(before, contents(t, dir)) {
		t.Error("a refused export changed the folder")
	}
	if entries, err := os.ReadDir(filepath.Dir(dir)); err != nil || len(entries) != 1 {
		t.Errorf("beside the export: %v, %v", entries, err)
	}
}

func TestAFolderThatCannotBeWritten(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o666); err != nil {
		t.Fatal(err)
	}
	for _, dir := range []string{file, filepath.Join(file, "out")} {
		if _, err := Write(context.Background(), handRun(t), Options{Shape: Long}, dir, true); err == nil {
			t.Errorf("%s: no error", dir)
		}
	}
}
