package lesson

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"rapport/scenarios/study"
	"rapport/sim/record/nearest"
)

// unknownKey is the fault of a key that means nothing where it stands.
const unknownKey = "unknown key"

// merge is the key of YAML that takes in an alias, which is refused: what it would
// bring is not missing. With keys and values of its own it is unknown.
const merge = "<<"

// plain refuses what a lesson never needs and what could hurt. An alias and what has a
// tag are not looked at further; all else is.
func (d *decoder) plain(at string, n *yaml.Node, depth int) {
	message := ""
	switch {
	case depth > 12:
		message = "nested too deeply"
	case n.Kind == yaml.AliasNode || n.Anchor != "":
		message = "anchors and aliases are not allowed in a lesson"
	case n.Style&yaml.TaggedStyle != 0:
		message = "tags are not allowed in a lesson"
	}
	if message != "" && len(d.faults) < maxFaults {
		d.told[at] = n.Anchor == "" || depth > 12
		d.faults = append(d.faults, study.Fault{File: d.file, Line: n.Line, Column: n.Column, Path: at, Message: message})
	}
	if depth > 12 {
		return
	}
	for i, child := range n.Content {
		here := fmt.Sprintf("%s[%d]", at, i)
		if n.Kind == yaml.MappingNode {
			here = join(at, n.Content[i-i%2].Value)
		}
		d.plain(here, child, depth+1)
	}
}

// unsure says whether a key of a mapping may be said in a way that was not understood:
// what would follow from its absence is then no fault.
func (d *decoder) unsure(at, key string) bool {
	return slices.ContainsFunc(d.unread, func(f study.Fault) bool {
		inside := strings.HasPrefix(f.Path, join(at, key))
		unknown := f.Message == unknownKey && f.Path[:max(0, strings.LastIndexByte(f.Path, '.'))] == at
		return f.Path == at || inside || unknown || f.Path == join(at, merge)
	})
}

// entries calls each for every key of a mapping that is said for the first time.
func (d *decoder) entries(at string, n *yaml.Node, each func(key, here string, value *yaml.Node)) {
	if n.Kind != yaml.MappingNode {
		d.fault(at, shown(n), "want keys with values", "")
		return
	}
	first := map[string]int{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := n.Content[i]
		here := join(at, key.Value)
		if d.places[here] == nil {
			d.places[here] = key
		}
		if line := first[key.Value]; line > 0 {
			d.faults = append(d.faults, study.Fault{File: d.file, Line: key.Line, Column: key.Column, Path: here, Message: fmt.Sprintf("said twice, first in line %d", line)})
			continue
		}
		first[key.Value] = key.Line
		each(key.Value, here, n.Content[i+1])
	}
}

// field is a key of the file.
type field struct {
	to       reflect.Value
	required bool
}

// keysOf are the keys of a struct, those of embedded ones included.
func keysOf(v reflect.Value) map[string]field {
	all := map[string]field{}
	for i := range v.NumField() {
		f := v.Type().Field(i)
		if f.Anonymous {
			for name, inner := range keysOf(v.Field(i)) {
				all[name] = inner
			}
		} else if name := f.Tag.Get("yaml"); name != "-" {
			all[name] = field{v.Field(i), strings.HasPrefix(f.Tag.Get("jsonschema"), "required")}
		}
	}
	return all
}

func join(at, key string) string {
	if at == "" {
		return key
	}
	return at + "." + key
}

// hint names the nearest of some names, or all.
func hint(wrong string, names []string, all string) string {
	if name := nearest.Name(wrong, names); name != "" {
		return "did you mean " + strconv.Quote(name) + "?"
	}
	return all + ": " + strings.Join(names, ", ")
}

// shown is a value as it stands in the file, for a message.
func shown(n *yaml.Node) string {
	if n.Kind != yaml.ScalarNode {
		return ""
	}
	if runes := []rune(n.Value); len(runes) > 40 {
		return strconv.Quote(string(runes[:40]) + "…")
	}
	return strconv.Quote(n.Value)
}
