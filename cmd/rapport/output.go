package main

import (
	"errors"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"syscall"
)

// What a user names for output stays what it is: a file is replaced by a whole
// one at once, a link still points to the same file, and a device or a pipe is
// written into.

// writeWhole writes a file aside and moves it into place, so that it is whole
// whenever it is there.
func writeWhole(name string, write func(io.Writer) error) error {
	return writeTogether(output{name, write})
}

// output is a file that is to be written.
type output struct {
	name  string
	write func(io.Writer) error
}

// writeTogether writes files aside and moves them into place when all are whole: where one
// cannot be written, all that were there before stay as they were.
func writeTogether(all ...output) error {
	var moves []func() error
	for _, o := range all {
		move, remove, err := o.aside()
		if err != nil {
			return err
		}
		defer remove()
		moves = append(moves, move)
	}
	for _, move := range moves {
		if err := move(); err != nil {
			return err
		}
	}
	return nil
}

// aside writes the file beside its place. move puts it there, and remove removes what was not
// moved. What is no file is written into at once.
func (o *output) aside() (move func() error, remove func(), err error) {
	target, info, err := outputTarget(o.name)
	if err != nil {
		return nil, nil, err
	}
	if info != nil && !info.Mode().IsRegular() {
		return func() error { return nil }, func() {}, writeInto(o.name, target, info, o.write)
	}
	if err := lies(target); err != nil {
		return nil, nil, err
	}
	file, err := createAside(filepath.Dir(target))
	if err != nil {
		return nil, nil, naming(o.name, err)
	}
	asides.Store(file.Name(), true)
	remove = func() {
		_ = os.Remove(file.Name())
		asides.Delete(file.Name())
	}
	if info != nil { // who may read the one that is replaced may read this one
		err = file.Chmod(info.Mode().Perm())
	}
	if err = errors.Join(err, o.write(file), file.Sync(), file.Close()); err != nil {
		remove()
		return nil, nil, naming(o.name, err)
	}
	return func() error { return naming(o.name, os.Rename(file.Name(), target)) }, remove, nil
}

const asidePrefix = ".aside-" // and a number

// createAside makes a file with a name of its own in a folder. Who may read it is what the
// user's umask says, as of every file and folder that the program makes.
func createAside(folder string) (*os.File, error) {
	for {
		file, err := os.OpenFile(filepath.Join(folder, asidePrefix+strconv.FormatUint(rand.Uint64(), 10)), os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o666)
		if !errors.Is(err, fs.ErrExist) {
			return file, err
		}
	}
}

// asides are the files that are being written, which nobody needs when the program
// is stopped.
var asides sync.Map

// removeAsidesIn removes those that a killed process has left in a folder that is held.
func removeAsidesIn(folder string) error {
	all, err := os.ReadDir(folder)
	if err != nil {
		return err
	}
	for _, e := range all {
		number, ours := strings.CutPrefix(e.Name(), asidePrefix)
		if _, err := strconv.ParseUint(number, 10, 64); !ours || err != nil || !e.Type().IsRegular() {
			continue
		}
		if err := os.Remove(filepath.Join(folder, e.Name())); err != nil {
			return err
		}
	}
	return nil
}

func removeAsides() {
	asides.Range(func(name, _ any) bool { return os.Remove(name.(string)) == nil || true })
}

// naming names the file that the user named in an error that names the one aside.
func naming(name string, err error) error {
	var path *fs.PathError
	var link *os.LinkError
	switch {
	case errors.As(err, &path) && strings.HasPrefix(filepath.Base(path.Path), asidePrefix):
		path.Path = name
	case errors.As(err, &link) && strings.HasPrefix(filepath.Base(link.Old), asidePrefix):
		return &fs.PathError{Op: "write", Path: name, Err: link.Err}
	}
	return err
}

// lies says whether there is a folder in which a file can be written.
func lies(name string) error {
	if err := noAddress(name, "file"); err != nil {
		return err
	}
	folder := filepath.Dir(name)
	info, err := os.Stat(folder)
	switch {
	case err == nil && !info.IsDir(), errors.Is(err, syscall.ENOTDIR):
		return badInput("", "%s cannot be written: %s is no folder", name, folder)
	case errors.Is(err, fs.ErrNotExist):
		return badInput("make it first", "%s cannot be written: there is no folder %s", name, folder)
	}
	return nil // what else is wrong, writing says
}

// writableFile says before long work whether a file can be written at its end; empty is
// none.
func writableFile(name string) error {
	if name == "" {
		return nil
	}
	target, info, err := outputTarget(name)
	switch {
	case err != nil:
		return err
	case info == nil:
		return lies(target)
	case info.IsDir():
		return badInput("", "%s is a folder, want a file", name)
	case ofARun(target):
		return badInput("choose another file", "%s is a file of a run: it is left alone", name)
	}
	return nil
}

var partOfATable = regexp.MustCompile(`^part-[0-9]+\.parquet$`)

// ofARun says that a file that is there belongs to a run, which would be no run without it.
func ofARun(name string) bool {
	folder, base := filepath.Dir(name), filepath.Base(name)
	switch base {
	case "manifest.json", "study.yaml", "design.csv":
		_, err := os.Stat(filepath.Join(folder, "manifest.json"))
		return err == nil
	}
	return partOfATable.MatchString(base) && strings.HasPrefix(filepath.Base(folder), "scenario=")
}

// elsewhere is how an address begins that is no folder, such as gs://.
var elsewhere = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9+.-]*:/?/`)

func noAddress(name, want string) error {
	if elsewhere.MatchString(name) && filepath.VolumeName(name) == "" {
		return badInput("rapport run alone writes elsewhere, to s3://BUCKET/PREFIX", "%s is an address, want a %s", name, want)
	}
	return nil
}

// folderFor says whether a folder is there or can be made: it is no address, which would
// become a folder of that name, and nothing on the way to it may be a file.
func folderFor(dir string) error {
	if err := noAddress(dir, "folder"); err != nil {
		return err
	}
	for at := filepath.Clean(dir); ; at = filepath.Dir(at) {
		info, err := os.Stat(at)
		if err == nil && !info.IsDir() {
			return badInput("choose another folder with --out", "%s is a file, want a folder", at)
		}
		if link, there := os.Readlink(at); err != nil && there == nil {
			return badInput("choose another folder with --out", "%s is a link to %s, which is no folder", at, link)
		}
		if err == nil || at == filepath.Dir(at) {
			return nil
		}
	}
}

// outputTarget follows links to what is to be written, and says what is there; nil
// for nothing.
func outputTarget(name string) (string, fs.FileInfo, error) {
	info, err := os.Lstat(name)
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR) {
		return name, nil, nil
	}
	if err == nil && info.Mode()&fs.ModeSymlink != 0 {
		target, err := filepath.EvalSymlinks(name)
		if err != nil {
			return "", nil, badInput("", "%s is a link to nothing", name)
		}
		info, err = os.Stat(target)
		return target, info, err
	}
	return name, info, err
}

// streams reports whether an output is a device or a pipe, beside which no second
// file can stand.
func streams(name string) bool {
	_, info, err := outputTarget(name)
	return err == nil && info != nil && !info.Mode().IsRegular()
}

// besideRun is the name of what is made of a run, beside its folder; of one that is named by
// dots alone, as where the user stands in it, by the name that it has.
func besideRun(dir, end string) string {
	dir = filepath.Clean(dir)
	if base := filepath.Base(dir); base == "." || base == ".." {
		if whole, err := filepath.Abs(dir); err == nil {
			dir = filepath.Join(dir, "..", filepath.Base(whole))
		}
	}
	return dir + end
}

// writeInto writes into a device or a pipe. A pipe from which nobody reads would
// be waited for without an end.
func writeInto(name, target string, info fs.FileInfo, write func(io.Writer) error) error {
	flags := os.O_WRONLY
	switch mode := info.Mode(); {
	case mode.IsDir():
		return badInput("", "%s is a folder, want a file", name)
	case mode&fs.ModeSocket != 0:
		return badInput("", "%s is a socket, want a file", name)
	case mode&fs.ModeNamedPipe != 0:
		flags |= syscall.O_NONBLOCK
	}
	file, err := os.OpenFile(target, flags, 0)
	if errors.Is(err, syscall.ENXIO) {
		return badInput("begin to read from it first", "nobody reads from the pipe %s", name)
	}
	if err != nil {
		return err
	}
	return errors.Join(write(file), file.Close())
}
