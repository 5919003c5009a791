package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// process is a measured process: its output, and what it took.
type process struct {
	out  []byte
	wall time.Duration
	cpu  time.Duration // user and system
	peak int64         // largest resident set in bytes
}

// launch runs a program to its end on so many cores (0: all) and measures it.
func launch(ctx context.Context, cores int, dir string, environment []string, words ...string) (process, error) {
	c := exec.CommandContext(ctx, words[0], words[1:]...)
	c.Dir = dir
	c.Env = append(os.Environ(), environment...)
	var out, errs bytes.Buffer
	c.Stdout, c.Stderr = &out, &errs
	before := time.Now()
	err := onCores(cores, c.Start)
	if err == nil {
		err = c.Wait()
	}
	p := process{out: out.Bytes(), wall: time.Since(before)}
	if c.ProcessState != nil {
		p.cpu = c.ProcessState.UserTime() + c.ProcessState.SystemTime()
		p.peak = peakOf(c.ProcessState)
	}
	if err != nil {
		return p, fmt.Errorf("%v: %w\n%s", words, err, errs.Bytes())
	}
	return p, nil
}

// together runs n copies of a program at once.
func together(ctx context.Context, n int, environment []string, words ...string) ([]process, error) {
	all := make([]process, n)
	failed := make(chan error, n)
	for i := range all {
		go func() {
			var err error
			all[i], err = launch(ctx, 0, "", environment, words...)
			failed <- err
		}()
	}
	var first error
	for range all {
		if err := <-failed; first == nil {
			first = err
		}
	}
	return all, first
}

// size is the number of bytes of the Parquet files below a folder.
func size(dir string) (int64, error) {
	var sum int64
	err := filepath.WalkDir(dir, func(path string, entry os.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".parquet" {
			return err
		}
		info, err := entry.Info()
		if err == nil {
			sum += info.Size()
		}
		return err
	})
	return sum, err
}
