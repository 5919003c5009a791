package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"rapport/configs"
	"rapport/scenarios/study"
)

// defaultStudy is what `rapport run` runs when nothing else is said.
const defaultStudy = "routine-care"

// openStudy reads a study by its shipped name or from a file. name is what
// folders of its runs are called.
func openStudy(which string, o study.Overrides) (plan *study.Study, name string, err error) {
	if isShipped(which) {
		text, err := configs.Read(which)
		if err != nil {
			return nil, "", err
		}
		plan, err = study.Parse(which, text, o)
		return plan, which, err
	}
	info, err := os.Stat(which)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, "", noSuchStudy(which)
	case err != nil:
		return nil, "", badInput("", "read study: %w", err)
	case info.IsDir():
		return nil, "", badInput("name a file, such as "+filepath.Join(which, "study.yaml"), "%s is a folder, not a study", which)
	}
	plan, err = study.Load(which, o)
	if err != nil && !errors.As(err, new(study.Faults)) {
		err = badInput("", "%w", err)
	}
	return plan, runName(which), err
}

func isShipped(which string) bool {
	_, err := configs.Read(which)
	return err == nil
}

func noSuchStudy(which string) error {
	if base := strings.TrimSuffix(filepath.Base(which), filepath.Ext(which)); isShipped(base) {
		return badInput(fmt.Sprintf("%s ships: name it without folder and ending", base), "there is no study file %s", which)
	}
	if strings.ContainsAny(which, `/\`) || strings.HasSuffix(which, ".yaml") || strings.HasSuffix(which, ".yml") {
		return badInput("rapport studies lists those that ship", "there is no study file %s", which)
	}
	otherwise := "rapport studies lists those that ship; a study of your own is named by its file, such as ./mine.yaml"
	return badInput(nearestHint(which, configs.Names(), otherwise), "no shipped study and no file is called %q", which)
}

// runName makes a folder's name of a file's: letters, digits and hyphens.
func runName(file string) string {
	base := strings.TrimSuffix(filepath.Base(file), filepath.Ext(file))
	name := strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9', r == '-', r == '_':
			return r
		case r >= 'A' && r <= 'Z':
			return r - 'A' + 'a'
		}
		return '-'
	}, base)
	if strings.Trim(name, "-") == "" {
		return "study"
	}
	return name
}
