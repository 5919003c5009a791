package run

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// holding is what a folder holds before a run begins. Nothing but names of this
// program's, files that read as its own, makes a run of a folder.
type holding struct {
	finished  *Manifest // of a run that came to its end, or nil
	before    *Manifest // of a run that was set aside, to be extended, mended or replaced, or nil
	plan      *plan     // of a run that is under way, or nil
	torn      bool      // a run that has no plan that reads, and no manifest that does
	garbled   bool      // it has one
	empty     bool      // nothing at all
	strangers []string  // what lies in the work folder and is not ours, some of it
}

// maxStrangers is how many foreign files are looked for and told.
const maxStrangers = 3

// survey looks what a folder holds. An error is a fault of reading, not of what
// is there.
func survey(dir string) (*holding, error) {
	h := &holding{}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	others := 0 // beside the work folder and the lock
	ours := 0   // in the work folder
	for _, e := range entries {
		switch e.Name() {
		case lockName:
		case workName:
			if ours, err = h.surveyWork(filepath.Join(dir, workName)); err != nil {
				return nil, err
			}
		default:
			others++
		}
	}
	if h.finished, err = readOwn(dir); err != nil {
		return nil, err
	}
	h.torn = h.plan == nil && len(h.strangers) == 0 && (ours > 0 || h.finished == nil && lacksManifest(dir))
	h.garbled = h.torn && garbled(dir)
	h.empty = others == 0 && ours == 0 && len(h.strangers) == 0
	return h, nil
}

// surveyWork looks into a work folder and counts what is ours in it.
func (h *holding) surveyWork(work string) (ours int, err error) {
	h.strangers, ours, err = strangersIn(work)
	if err != nil {
		return 0, err
	}
	if h.before, err = readOwn(filepath.Join(work, beforeName)); err != nil {
		return 0, err
	}
	switch h.plan, err = readPlan(filepath.Join(work, planName)); {
	case err == nil, errors.Is(err, fs.ErrNotExist), errors.Is(err, errTorn), notAFolder(work):
		return ours, nil
	}
	return 0, err
}

func notAFolder(name string) bool {
	info, err := os.Lstat(name)
	return err == nil && !info.IsDir()
}

// strangersIn walks a work folder. A link, or what is no regular file, is never
// ours.
func strangersIn(work string) (strangers []string, ours int, err error) {
	if notAFolder(work) {
		return []string{work}, 0, nil
	}
	err = filepath.WalkDir(work, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		name, err := filepath.Rel(work, path)
		switch {
		case err != nil:
			return err
		case d.Type().IsRegular() && oursInWork.MatchString(filepath.ToSlash(name)):
			ours++
		case len(strangers) < maxStrangers:
			strangers = append(strangers, path)
		}
		return nil
	})
	return strangers, ours, err
}

// readOwn reads the manifest in a folder, or nil if there is none of ours: a
// folder with another program's file of that name must never be cleared.
func readOwn(dir string) (*Manifest, error) {
	name := filepath.Join(dir, manifestName)
	info, err := os.Lstat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular():
		return nil, nil
	}
	m, _, err := readManifest(dir) // what is not as it was written is mended
	var fault *fs.PathError
	if errors.As(err, &fault) {
		return nil, err
	}
	return m, nil
}

// lacksManifest reports whether a folder holds a run that has lost its manifest, or has
// one of ours that does not read, and nothing but that: the resolved study of one, and a
// file that this study has.
func lacksManifest(dir string) bool {
	p := planFromStudy(dir, shippedLayout, Shard{})
	if p == nil || fileExists(filepath.Join(dir, manifestName)) && !garbled(dir) {
		return false
	}
	for _, path := range p.paths() {
		if info, err := os.Lstat(filepath.Join(dir, filepath.FromSlash(path))); err == nil && info.Mode().IsRegular() {
			return true
		}
	}
	return false
}

// garbled reports whether the manifest in a folder is one of ours that does not read.
func garbled(dir string) bool {
	_, content, err := readManifest(dir)
	var damaged *DamagedManifest
	return errors.As(err, &damaged) && bytes.Contains(content, []byte(`"engine_version": `)) && bytes.Contains(content, []byte(`"study_sha256": `))
}

// admit says whether a run may begin in a folder that holds h.
func (h *holding) admit(dir string, force, resume bool) error {
	switch {
	case h.empty:
		return nil
	case h.finished == nil && h.before == nil && h.plan == nil && !h.torn:
		return refuse(fmt.Sprintf("%s is not empty and holds no run", dir), "choose a new or an empty folder with --out")
	case force || resume:
		return nil
	case h.finished != nil:
		return refuse(fmt.Sprintf("%s holds a run already (%s)", dir, h.finished.glance()), "choose another folder with --out, extend the run by its study with more patients or replications and --resume, or replace it with --force")
	case h.before != nil:
		return refuse(fmt.Sprintf("%s holds a run that was being changed", dir), "continue with the same command and --resume; nothing of the run is lost")
	}
	what := "holds an unfinished run"
	if h.garbled {
		what = "holds a run whose manifest is damaged"
	}
	return refuse(fmt.Sprintf("%s %s", dir, what), "continue it with --resume, or start again with --force")
}

// glance tells in a few words which run this is.
func (m *Manifest) glance() string {
	first := m.Scenarios[0]
	what := first.Name
	if n := len(m.Scenarios); n > 1 {
		what = fmt.Sprintf("%d scenarios", n)
	}
	what = fmt.Sprintf("%s, %d patients, seed %d", what, first.Patients, m.Seed)
	if !m.Shard.whole() {
		what += fmt.Sprintf(", %v", m.Shard)
	}
	return what
}

// owned lists the files, as they stand in the run folder, that are known to be
// written by a run.
func (h *holding) owned() []string {
	return append(append(h.finished.paths(), h.before.paths()...), h.plan.paths()...)
}

// untouchable says what keeps a run with this plan from writing into the folder:
// foreign files in the work folder, links and devices on the way, and files that
// no run has written where it wants to write.
func (h *holding) untouchable(dir string, want *plan) error {
	if len(h.strangers) > 0 {
		return refuse(fmt.Sprintf("%s holds what rapport did not write: %s", filepath.Join(dir, workName), h.strangers[0]),
			"move it elsewhere, or choose another folder with --out")
	}
	w := way{dir: dir, seen: map[string]bool{}, free: h.torn, own: map[string]bool{}}
	owned := h.owned()
	for _, path := range owned {
		w.own[path] = true
	}
	for _, path := range append(owned, want.paths()...) {
		if err := w.check(path); err != nil {
			return err
		}
	}
	for _, name := range append([]string{manifestName}, headFiles...) {
		w.own[name] = !h.empty
		if err := w.check(name); err != nil {
			return err
		}
	}
	return nil
}

// way looks at what lies on the way to the files of a run.
type way struct {
	dir  string
	seen map[string]bool
	own  map[string]bool // paths that a run has written
	free bool            // whether what it wrote is not known
}

// check refuses a path if it, or a folder that it lies in, is a link or a device,
// or if it is a file that no run has written.
func (w *way) check(path string) error {
	const hint = "move it elsewhere, or choose another folder with --out"
	if folder := filepath.Dir(path); folder != "." {
		if err := w.folder(folder); err != nil {
			return err
		}
	}
	name := filepath.Join(w.dir, filepath.FromSlash(path))
	info, err := os.Lstat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return err
	case !info.Mode().IsRegular():
		return refuse(fmt.Sprintf("%s is %s, which rapport leaves alone", name, kindOf(info)), hint)
	case !w.free && !w.own[path]:
		return refuse(fmt.Sprintf("%s is in the way: no run has written it", name), hint)
	}
	return nil
}

func (w *way) folder(folder string) error {
	if w.seen[folder] || folder == "." {
		return nil
	}
	if err := w.folder(filepath.Dir(folder)); err != nil {
		return err
	}
	w.seen[folder] = true
	name := filepath.Join(w.dir, folder)
	switch info, err := os.Lstat(name); {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return err
	case !info.IsDir():
		return refuse(fmt.Sprintf("%s is %s, which rapport leaves alone", name, kindOf(info)),
			"move it elsewhere, or choose another folder with --out")
	}
	return nil
}

// kindOf names what a file is.
func kindOf(info fs.FileInfo) string {
	switch mode := info.Mode(); {
	case mode&fs.ModeSymlink != 0:
		return "a symbolic link"
	case mode.IsDir():
		return "a folder"
	case mode.IsRegular():
		return "a file"
	case mode&fs.ModeNamedPipe != 0:
		return "a pipe"
	}
	return "a device or a socket"
}
