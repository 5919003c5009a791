// Package configs holds the studies that ship with rapport, inside the binary.
//
// Each is an ordinary study file, to be run by its name (rapport run waitlist)
// or to be copied and changed (rapport show waitlist --yaml > mine.yaml).
package configs

import (
	"embed"
	"fmt"
	"slices"
	"strings"
)

const extension = ".yaml"

//go:embed *.yaml
var files embed.FS

// Names lists the shipped studies in alphabetical order.
func Names() []string {
	entries, err := files.ReadDir(".")
	if err != nil {
		panic("configs: list the embedded studies: " + err.Error()) // cannot happen: they are in the binary
	}
	names := make([]string, len(entries))
	for i, entry := range entries {
		names[i] = strings.TrimSuffix(entry.Name(), extension)
	}
	slices.Sort(names) // "a.yaml" and "a-b.yaml" sort otherwise than "a" and "a-b"
	return names
}

// Read returns the text of the shipped study called name, one of [Names].
// The error of another name lists them.
func Read(name string) ([]byte, error) {
	if !slices.Contains(Names(), name) {
		return nil, fmt.Errorf("no shipped study is called %q: there are %s", name, strings.Join(Names(), ", "))
	}
	return files.ReadFile(name + extension)
}
