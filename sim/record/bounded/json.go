package bounded

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// ErrOther says that a file of JSON is something else altogether.
var ErrOther = errors.New("it is other JSON")

// JSON reads the JSON text of such a file. Where something stands in it that was not
// wanted, the error says where and what, in the words of the file and not of this program;
// it is [ErrOther] where the whole is of another kind, such as a list.
func JSON(text []byte, into any) error {
	err := json.Unmarshal(text, into)
	var other *json.UnmarshalTypeError
	if !errors.As(err, &other) {
		return err
	}
	keys := slices.DeleteFunc(strings.Split(other.Field, "."), func(key string) bool {
		return key == "" || key[0] >= 'A' && key[0] <= 'Z' // of a struct within another, whose keys stand beside the others
	})
	if len(keys) == 0 {
		return fmt.Errorf("%w: %s", ErrOther, other.Value)
	}
	return fmt.Errorf("%s is not what it should be: it holds a JSON %s", strings.Join(keys, "."), other.Value)
}
