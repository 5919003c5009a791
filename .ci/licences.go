// Licences checks that every module that goes into rapport or its tests stands
// under a licence on the list of those that we accept, and prints them:
//
//	go run ./.ci/licences.go
package main

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// accepted licences, each with phrases that all stand in its text and nowhere in
// that of an earlier one. MPL-2.0 asks for the source of the changed files of the
// module alone; we change none.
var accepted = []struct {
	name    string
	phrases []string
}{
	{"Apache-2.0", []string{"apache license", "version 2.0"}},
	{"MPL-2.0", []string{"mozilla public license", "2.0"}},
	{"BSD-3-Clause", []string{"redistribution and use in source and binary forms", "neither the name"}},
	{"BSD-2-Clause", []string{"redistribution and use in source and binary forms", "this list of conditions"}},
	{"ISC", []string{"permission to use, copy, modify, and/or distribute this software for any purpose"}},
	{"MIT", []string{"permission is hereby granted, free of charge", "the above copyright notice and this permission notice"}},
	{"MIT-0", []string{"permission is hereby granted, free of charge"}},
	{"Unlicense", []string{"this is free and unencumbered software released into the public domain"}},
	{"OFL-1.1", []string{"sil open font license"}},
	// The next two come with gonum's plotting and ask to be named, as README.md does.
	{"FTL", []string{"the freetype license, which is similar to the original bsd license"}},
	{"CC-BY-4.0", []string{"creative commons attribution 4.0 international public license"}},
}

type module struct {
	Path, Version, Dir string
	Main               bool
	Replace            *module
}

func main() {
	modules, err := used()
	if err == nil {
		err = check(modules)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// used lists the modules whose packages are built into rapport or its tests.
func used() ([]module, error) {
	list := exec.Command("go", "list", "-deps", "-test", "-json=Module", "./...")
	list.Stderr = os.Stderr
	out, err := list.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := list.Start(); err != nil {
		return nil, err
	}
	seen := map[string]module{}
	for d := json.NewDecoder(out); ; {
		var p struct{ Module *module }
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return nil, err
		}
		if p.Module != nil && !p.Module.Main {
			seen[p.Module.Path] = *p.Module
		}
	}
	var modules []module
	for _, m := range seen {
		modules = append(modules, m)
	}
	slices.SortFunc(modules, func(a, b module) int { return cmp.Compare(a.Path, b.Path) })
	return modules, list.Wait()
}

func check(modules []module) error {
	var faults []error
	for _, m := range modules {
		name, err := licence(m.Dir)
		if err != nil {
			faults = append(faults, fmt.Errorf("%s %s: %w", m.Path, m.Version, err))
			continue
		}
		fmt.Printf("%-14s %s %s\n", name, m.Path, m.Version)
	}
	if len(modules) == 0 {
		faults = append(faults, errors.New("no modules were found"))
	}
	return errors.Join(faults...)
}

// licence names the licence of the module in dir.
func licence(dir string) (string, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return "", err
	}
	found := false
	for _, e := range entries {
		name := strings.ToUpper(e.Name())
		if e.IsDir() || !slices.ContainsFunc([]string{"LICENSE", "LICENCE", "COPYING", "UNLICENSE"}, func(s string) bool { return strings.HasPrefix(name, s) }) {
			continue
		}
		found = true
		text, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			return "", err
		}
		plain := strings.ToLower(strings.Join(strings.Fields(string(text)), " "))
		for _, a := range accepted {
			if !slices.ContainsFunc(a.phrases, func(s string) bool { return !strings.Contains(plain, s) }) {
				return a.name, nil
			}
		}
	}
	if !found {
		return "", errors.New("has no licence file")
	}
	return "", errors.New("stands under a licence that is not on the list of .ci/licences.go")
}
