package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"sync"

	"rapport/analysis/explore"
	"rapport/scenarios/study"
)

// store is a folder with a file for each size, a line for each study.
type store struct {
	folder string
	study  *study.Study
}

// found is one interval or test of one study.
type found struct {
	Row    string        `json:"row"`
	Value  explore.Maybe `json:"value"`
	Low    explore.Maybe `json:"low"`
	High   explore.Maybe `json:"high"`
	P      explore.Maybe `json:"p"`
	Test   bool          `json:"test,omitempty"`   // P is that of a test where there is nothing to find
	Marked bool          `json:"marked,omitempty"` // the output itself says that the interval is rough
}

// done is a study that is done.
type done struct {
	Seed  uint64  `json:"seed"`
	Found []found `json:"found"`
}

// openStore checks that the folder's studies are of the same study file and engine.
func openStore(folder string, s *study.Study) (*store, error) {
	if err := os.MkdirAll(folder, 0o777); err != nil {
		return nil, err
	}
	text, err := s.Resolved()
	if err != nil {
		return nil, err
	}
	text = append([]byte("# engine "+explore.EngineVersion+"\n"), text...)
	name := filepath.Join(folder, "study.yaml")
	switch before, err := os.ReadFile(name); {
	case errors.Is(err, fs.ErrNotExist):
		if err := os.WriteFile(name, text, 0o666); err != nil {
			return nil, err
		}
	case err != nil:
		return nil, err
	case string(before) != string(text):
		return nil, fmt.Errorf("%s holds studies of another study file or engine: remove it or name another folder", folder)
	}
	return &store{folder, s}, nil
}

func (o *store) file(z size) string {
	return filepath.Join(o.folder, fmt.Sprintf("%dx%d.jsonl", z.patients, z.replications))
}

// read calls each for every whole line of a file; a torn last line is as if it
// were not there.
func read[T any](name string, each func(T)) error {
	file, err := os.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer file.Close()
	in := bufio.NewScanner(file)
	in.Buffer(nil, 1<<24)
	for in.Scan() {
		var line T
		if json.Unmarshal(in.Bytes(), &line) == nil {
			each(line)
		}
	}
	return in.Err()
}

// appendLine adds a line; after a torn one it begins anew.
func appendLine(name string, line any) error {
	text, err := json.Marshal(line)
	if err != nil {
		return err
	}
	file, err := os.OpenFile(name, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o666)
	if err != nil {
		return err
	}
	_, err = file.Write(append(append([]byte("\n"), text...), '\n'))
	return errors.Join(err, file.Close())
}

// measure is what one study of a size is asked.
type measure func(s *study.Study, seed uint64, z size) ([]found, error)

// simulate makes the studies of a size that are not done, as many at a time as
// there are cores.
func (o *store) simulate(ctx context.Context, z size, first uint64, ask measure) error {
	there := map[uint64]bool{}
	if err := read(o.file(z), func(d done) { there[d.Seed] = true }); err != nil {
		return err
	}
	var wait sync.WaitGroup
	var one sync.Mutex
	var failed error
	slots := make(chan struct{}, runtime.GOMAXPROCS(0))
	for i := range z.studies {
		seed := first + uint64(i)
		if there[seed] {
			continue
		}
		slots <- struct{}{}
		one.Lock()
		stop := ctx.Err() != nil || failed != nil
		one.Unlock()
		if stop {
			<-slots
			break
		}
		wait.Go(func() {
			defer func() { <-slots }()
			all, err := ask(o.study, seed, z)
			one.Lock()
			defer one.Unlock()
			if err == nil {
				err = appendLine(o.file(z), done{seed, all})
			}
			failed = errors.Join(failed, err)
		})
	}
	wait.Wait()
	return errors.Join(failed, context.Cause(ctx))
}
