package lesson_test

import (
	"errors"
	"testing"

	"rapport/cmd/rapport/studio/lesson"
	"rapport/configs"
	"rapport/scenarios/study"
)

// Is any file read or refused with faults, and never more than that?
func FuzzParse(f *testing.F) {
	f.Add([]byte(good))
	for _, name := range configs.Lessons() {
		text, _ := configs.Lesson(name)
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		l, err := lesson.Parse("test.yaml", text, known)
		if (l == nil) != (err != nil) || err != nil && !errors.As(err, new(study.Faults)) {
			t.Fatalf("%v, %v", l, err)
		}
	})
}
