// Licences checks that every module that goes into rapport or its tests stands
// under licences on the list of those that we accept, and prints them:
//
//	go run ./.ci/licences.go
//
// Of a built program it takes the modules that are in it, Go's standard library among
// them, and writes their texts into a file to be handed on with the program, as nearly
// all of them ask:
//
//	go run ./.ci/licences.go PROGRAM FILE
package main

import (
	"bytes"
	"cmp"
	"debug/buildinfo"
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
	{"OFL-1.1", []string{"permission is hereby granted, free of charge", "sil open font license"}},
	{"MIT", []string{"permission is hereby granted, free of charge", "the above copyright notice and this permission notice"}},
	{"MIT-0", []string{"permission is hereby granted, free of charge"}},
	{"Unlicense", []string{"this is free and unencumbered software released into the public domain"}},
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
	var modules []module
	var err error
	if len(os.Args) == 3 {
		modules, err = inside(os.Args[1])
	} else {
		modules, err = used()
	}
	if err == nil {
		err = check(modules)
	}
	if err == nil && len(os.Args) == 3 {
		err = os.WriteFile(os.Args[2], texts(modules), 0o644)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// inside lists what a built program says that it was made of.
func inside(program string) ([]module, error) {
	info, err := buildinfo.ReadFile(program)
	if err != nil {
		return nil, err
	}
	root, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		return nil, err
	}
	modules := []module{{Path: "std", Version: info.GoVersion, Dir: strings.TrimSpace(string(root))}}
	list := []string{"list", "-m", "-f", "{{.Dir}}"}
	for _, dep := range info.Deps {
		list = append(list, dep.Path+"@"+dep.Version)
		modules = append(modules, module{Path: dep.Path, Version: dep.Version})
	}
	folders, err := exec.Command("go", list...).Output()
	if err != nil {
		return nil, fmt.Errorf("go %s: %w", strings.Join(list, " "), err)
	}
	for i, dir := range strings.Split(strings.TrimSuffix(string(folders), "\n"), "\n") {
		modules[1+i].Dir = dir
	}
	return modules, nil
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
		names, err := licences(m.Dir)
		if err != nil {
			faults = append(faults, fmt.Errorf("%s %s: %w", m.Path, m.Version, err))
			continue
		}
		fmt.Printf("%s %s: %s\n", m.Path, m.Version, names)
	}
	if len(modules) == 0 {
		faults = append(faults, errors.New("no modules were found"))
	}
	return errors.Join(faults...)
}

// licences names the licences of the module in dir, as an SPDX expression.
func licences(dir string) (string, error) {
	files, err := files(dir)
	if err != nil {
		return "", err
	}
	var names []string
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return "", err
		}
		names = append(names, named(string(text))...)
	}
	if len(files) == 0 {
		return "", errors.New("has no licence file")
	}
	if len(names) == 0 {
		return "", errors.New("stands under a licence that is not on the list of .ci/licences.go")
	}
	slices.Sort(names)
	return strings.Join(slices.Compact(names), " AND "), nil
}

// named lists the accepted licences that a text holds. One whose text begins as that of a
// fuller one, earlier on the list, is that one.
func named(text string) []string {
	plain := strings.ToLower(strings.Join(strings.Fields(text), " "))
	begun := map[string]bool{}
	var names []string
	for _, a := range accepted {
		if slices.ContainsFunc(a.phrases, func(s string) bool { return !strings.Contains(plain, s) }) || begun[a.phrases[0]] {
			continue
		}
		begun[a.phrases[0]] = true
		names = append(names, a.name)
	}
	return names
}

// files lists the texts of licences at the top of a module's folder.
func files(dir string) ([]string, error) {
	return listed(dir, "LICENSE", "LICENCE", "COPYING", "UNLICENSE")
}

// listed gives the files in dir whose names begin so, whatever their case.
func listed(dir string, beginnings ...string) ([]string, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	var found []string
	for _, e := range entries {
		name := strings.ToUpper(e.Name())
		if !e.IsDir() && slices.ContainsFunc(beginnings, func(s string) bool { return strings.HasPrefix(name, s) }) {
			found = append(found, filepath.Join(dir, e.Name()))
		}
	}
	return found, nil
}

// further are the folders in which modules keep texts of what they took from others, and
// of licences to choose from, of which freetype's FTL is chosen here.
var further = []struct{ folder, beginning string }{{"THIRD_PARTY_LICENSES", ""}, {"licenses", "FTL"}}

// texts is the file that goes with a program: every text once, below the modules that have it.
func texts(modules []module) []byte {
	having := map[string][]string{} // text → modules
	var order []string
	for _, m := range modules {
		all, _ := listed(m.Dir, "LICENSE", "LICENCE", "COPYING", "UNLICENSE", "NOTICE", "PATENTS")
		for _, f := range further {
			more, _ := listed(filepath.Join(m.Dir, f.folder), f.beginning)
			all = append(all, more...)
		}
		for _, file := range all {
			content, err := os.ReadFile(file)
			if err != nil {
				continue // check has read those that must be there
			}
			text := strings.TrimSpace(strings.ReplaceAll(string(content), "\r\n", "\n"))
			if having[text] == nil {
				order = append(order, text)
			}
			name := m.Path + " " + m.Version
			if of := having[text]; len(of) == 0 || of[len(of)-1] != name {
				having[text] = append(of, name)
			}
		}
	}
	var out bytes.Buffer
	fmt.Fprintln(&out, "rapport stands under the MIT license (LICENSE). The program also holds what follows, each under\n"+
		"its own. Portions of this software are copyright © The FreeType Project (www.freetype.org), all rights\n"+
		"reserved. Figures are drawn by github.com/ajstarks/svgo, © Anthony Starks, CC BY 4.0, unchanged.")
	for _, text := range order {
		fmt.Fprintf(&out, "\n%s\n%s\n\n%s\n", strings.Repeat("=", 78), strings.Join(having[text], "\n"), text)
	}
	return out.Bytes()
}
