package bounded

import (
	"errors"
	"strings"
	"testing"
)

// What a file of JSON holds in the place of something else is told in its own keys.
func TestOtherJSONIsTold(t *testing.T) {
	type Inner struct {
		Seed int `json:"seed"`
	}
	type file struct {
		Inner
		Files []struct {
			Bytes int64 `json:"bytes"`
		} `json:"files"`
	}
	for text, want := range map[string]string{
		`{"seed": 3, "files": [{"bytes": 4}]}`: "",
		`{"seed": "x"}`:                        "seed is not what it should be: it holds a JSON string",
		`{"files": [{"bytes": "many"}]}`:       "files.bytes is not what it should be: it holds a JSON string",
		`{"files": 7}`:                         "files is not what it should be: it holds a JSON number",
		`[]`:                                   "it is other JSON: array",
		`"text"`:                               "it is other JSON: string",
		`{`:                                    "unexpected end of JSON input",
	} {
		var into file
		err := JSON([]byte(text), &into)
		if want == "" && err != nil || want != "" && (err == nil || !strings.HasPrefix(err.Error(), want)) {
			t.Errorf("%s: error %v, want %q", text, err, want)
		}
		if other := strings.HasPrefix(want, "it is other"); errors.Is(err, ErrOther) != other {
			t.Errorf("%s: error %v, is another file: want %v", text, err, other)
		}
	}
}
