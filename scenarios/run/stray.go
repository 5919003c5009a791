package run

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"rapport/sim/record"
)

// strays refuses a folder in which Parquet files lie among the tables that are neither this
// run's nor one's that is to be replaced: programs that load a table take all that is in its
// folder. Where a power cut has taken what says whose the files are, none is told apart.
func (e *execution) strays() error {
	own := map[string]bool{}
	if h := e.folder.holds; h != nil {
		if h.torn {
			return nil
		}
		for _, path := range h.owned() {
			own[path] = true
		}
	}
	for _, path := range newPlan(e.want, e.arms).paths() {
		own[path] = true
	}
	for _, t := range record.Dictionary() {
		stray, err := strayIn(e.opts.Dir, t.Name, own)
		if err != nil {
			return fmt.Errorf("read the run folder: %w", err)
		}
		if stray != "" {
			return refuse(fmt.Sprintf("%s is no file of the run, but programs that load the table %s take it for one", filepath.Join(e.opts.Dir, stray), t.Name),
				"move it elsewhere, or choose another folder with --out")
		}
	}
	return nil
}

// strayIn is a Parquet file below a folder of the run that is not among its own, or nothing.
func strayIn(dir, folder string, own map[string]bool) (stray string, err error) {
	err = fs.WalkDir(os.DirFS(dir), folder, func(name string, d fs.DirEntry, err error) error {
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return nil
		case err == nil && !d.IsDir() && strings.HasSuffix(name, ".parquet") && !own[name]:
			stray = name
			return fs.SkipAll
		}
		return err
	})
	return filepath.FromSlash(stray), err
}
