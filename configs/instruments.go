package configs

import (
	"embed"
	"fmt"
	"slices"
	"strings"
)

//go:embed instruments/*.yaml
var instrumentFiles embed.FS

// Instruments lists the instruments that ship as descriptions, in alphabetical order.
func Instruments() []string {
	entries, err := instrumentFiles.ReadDir("instruments")
	if err != nil {
		panic("configs: list the embedded instruments: " + err.Error()) // cannot happen: they are in the binary
	}
	names := make([]string, len(entries))
	for i, entry := range entries {
		names[i] = strings.TrimSuffix(entry.Name(), extension)
	}
	slices.Sort(names)
	return names
}

// Instrument returns the description of the instrument called name, one of
// [Instruments].
func Instrument(name string) ([]byte, error) {
	if !slices.Contains(Instruments(), name) {
		return nil, fmt.Errorf("no instrument that ships is called %q", name)
	}
	return instrumentFiles.ReadFile("instruments/" + name + extension)
}
