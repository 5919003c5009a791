package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// disk keeps account of what a power cut would take: the content of files that were
// written and not synced, and names that were made in folders that were not synced.
type disk struct {
	before map[string]bool   // names that were there at the start
	dirty  map[string]bool   // files whose content is not on the disk
	fresh  map[string]string // names that are not on the disk → the name before, or empty
}

func newDisk(dir string) disk {
	d := disk{before: map[string]bool{}, dirty: map[string]bool{}, fresh: map[string]string{}}
	_ = filepath.WalkDir(dir, func(path string, _ fs.DirEntry, err error) error {
		d.before[path] = true
		return err
	})
	return d
}

// note takes a call that is about to succeed.
func (d *disk) note(call, name, from string, args [6]uint64) {
	switch call {
	case "write":
		d.dirty[name] = true
	case "open":
		if flags := args[2]; flags&(syscall.O_CREAT|syscall.O_TRUNC) != 0 {
			d.dirty[name] = true
			d.made(name, "")
		}
	case "fsync":
		delete(d.dirty, name)
		for fresh := range d.fresh {
			if filepath.Dir(fresh) == name {
				delete(d.fresh, fresh)
			}
		}
	case "rename":
		if d.dirty[from] {
			delete(d.dirty, from)
			d.dirty[name] = true
		}
		d.made(name, from)
		delete(d.fresh, from)
	case "link":
		d.made(name, "")
	case "unlink":
		delete(d.dirty, name)
		delete(d.fresh, name)
	}
}

// made notes a new name; one that was there before keeps its old content or the new,
// and either may be.
func (d *disk) made(name, from string) {
	if !d.before[name] {
		d.fresh[name] = from
	}
}

// cut takes what is not on the disk. Half of the time files are torn, half of the
// time empty; and new names vanish, one in two.
func (d *disk) cut(n int) error {
	i := n
	for name := range d.dirty {
		info, err := os.Stat(name)
		if err != nil || !info.Mode().IsRegular() {
			continue
		}
		if err := os.Truncate(name, info.Size()/2*int64(i%2)); err != nil {
			return err
		}
		i++
	}
	for name, from := range d.fresh {
		info, err := os.Stat(name)
		if i++; i%2 == 0 || err != nil || !info.Mode().IsRegular() {
			continue
		}
		if err := lose(name, from, d.before[from]); err != nil && !os.IsNotExist(err) {
			return err
		}
	}
	return nil
}

// lose takes a name away, or gives a file its name before.
func lose(name, from string, before bool) error {
	if _, err := os.Stat(from); before && err != nil {
		return os.Rename(name, from)
	}
	return os.Remove(name)
}
