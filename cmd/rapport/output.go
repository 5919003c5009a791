package main

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// What a user names for output stays what it is: a file is replaced by a whole
// one at once, a link still points to the same file, and a device or a pipe is
// written into.

// writeWhole writes a file aside and moves it into place, so that it is whole
// whenever it is there.
func writeWhole(name string, write func(io.Writer) error) error {
	target, info, err := outputTarget(name)
	if err != nil {
		return err
	}
	if info != nil && !info.Mode().IsRegular() {
		return writeInto(name, target, info, write)
	}
	file, err := os.CreateTemp(filepath.Dir(target), ".aside-*")
	if err != nil {
		return err
	}
	err = errors.Join(write(file), file.Chmod(0o644), file.Sync(), file.Close())
	if err == nil {
		err = os.Rename(file.Name(), target)
	}
	if err != nil {
		_ = os.Remove(file.Name())
	}
	return err
}

// outputTarget follows links to what is to be written, and says what is there; nil
// for nothing.
func outputTarget(name string) (string, fs.FileInfo, error) {
	info, err := os.Lstat(name)
	if errors.Is(err, fs.ErrNotExist) {
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
