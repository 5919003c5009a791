package configs

import (
	"embed"
	"fmt"
	"path"
	"slices"
	"strings"
)

//go:embed lessons/*.yaml
var lessonFiles embed.FS

// Lessons lists the shipped lessons of the studio in alphabetical order.
func Lessons() []string {
	entries, err := lessonFiles.ReadDir("lessons")
	if err != nil {
		panic("configs: list the embedded lessons: " + err.Error()) // cannot happen: they are in the binary
	}
	names := make([]string, len(entries))
	for i, entry := range entries {
		names[i] = strings.TrimSuffix(entry.Name(), extension)
	}
	slices.Sort(names)
	return names
}

// Lesson returns the text of the shipped lesson called name, one of [Lessons].
func Lesson(name string) ([]byte, error) {
	if !slices.Contains(Lessons(), name) {
		return nil, fmt.Errorf("no shipped lesson is called %q: there are %s", name, strings.Join(Lessons(), ", "))
	}
	return lessonFiles.ReadFile(path.Join("lessons", name+extension))
}
