package lesson

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"math"
	"path"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"rapport/scenarios/study"
)

// maxFaults is how many faults of a file are told: the reader is a person.
const maxFaults = 100

// Largest is the size in bytes above which a file is no lesson.
const Largest = 256 << 10

// Parse reads a lesson; file is its name. The error is [study.Faults]: all that is
// wrong, in the order of the file.
func Parse(file string, text []byte, known *Known) (*Lesson, error) {
	d := &decoder{file: file, places: map[string]*yaml.Node{}, told: map[string]bool{}}
	l := &Lesson{Name: strings.TrimSuffix(path.Base(strings.ReplaceAll(file, `\`, "/")), ".yaml")}
	if root := d.tree(text); root != nil {
		d.value("", root, reflect.ValueOf(l).Elem())
		d.unread = slices.Clone(d.faults)
		d.check(l, known)
	}
	if len(d.faults) > 0 {
		slices.SortStableFunc(d.faults, func(a, b study.Fault) int { return cmp.Or(a.Line-b.Line, a.Column-b.Column) })
		return nil, d.faults
	}
	l.complete()
	return l, nil
}

// complete writes in what the file left out.
func (l *Lesson) complete() {
	l.Cast.Approach = cmp.Or(l.Cast.Approach, "cbt")
	l.Cast.PerWeek = cmp.Or(l.Cast.PerWeek, 1)
	l.Cast.Sessions = cmp.Or(l.Cast.Sessions, defaultSessions)
	for i := range l.Steps {
		l.Steps[i].View = cmp.Or(l.Steps[i].View, "session")
	}
}

const defaultSessions = 16

// decoder stores the values of a syntax tree in a lesson and gathers faults.
type decoder struct {
	file   string
	places map[string]*yaml.Node // by path, such as steps[1].at
	told   map[string]bool       // paths at which a further fault would repeat the first
	faults study.Faults
	unread study.Faults // those of the file's form: what stands there is not known
}

// fault reports what is wrong at a path: in the file, where that stands, or what
// should hold it. The first fault of a path is told: others would repeat it.
func (d *decoder) fault(at, value, message, hint string) {
	if !d.told[at] {
		d.told[at] = true
		d.tell(at, value, message, hint)
	}
}

// tell reports what is wrong at a path, whatever else is wrong there.
func (d *decoder) tell(at, value, message, hint string) {
	if len(d.faults) >= maxFaults {
		return
	}
	f := study.Fault{File: d.file, Path: at, Value: value, Message: message, Hint: hint}
	for place := at; ; place = place[:max(0, strings.LastIndexAny(place, ".["))] {
		if n := d.places[place]; n != nil {
			f.Line, f.Column = n.Line, n.Column
		}
		if f.Line > 0 || place == "" {
			break
		}
	}
	d.faults = append(d.faults, f)
}

// tree is the one mapping that the file must be; nil with a fault.
func (d *decoder) tree(text []byte) *yaml.Node {
	if len(text) > Largest || bytes.IndexByte(text, 0) >= 0 || !utf8.Valid(text) {
		d.fault("", "", fmt.Sprintf("want text in UTF-8 of at most %d KiB", Largest>>10), "")
		return nil
	}
	var document, second yaml.Node
	reader := yaml.NewDecoder(bytes.NewReader(text))
	err := reader.Decode(&document)
	if err == nil {
		if err = reader.Decode(&second); err == nil {
			d.fault("", "", "the file holds two documents: a lesson is one", "")
			return nil
		}
	}
	if !errors.Is(err, io.EOF) {
		f := study.SyntaxFault(err, text)
		f.File = d.file
		d.faults = append(d.faults, f)
		return nil
	}
	if len(document.Content) == 0 {
		d.fault("", "", "the lesson is empty", "a lesson needs a title, a cast, a story and steps")
		return nil
	}
	d.plain("", document.Content[0], 0)
	return document.Content[0]
}

// value stores a node in a value of the lesson.
func (d *decoder) value(at string, n *yaml.Node, to reflect.Value) {
	if d.places[at] == nil {
		d.places[at] = n
	}
	switch {
	case to.Type() == reflect.TypeFor[Text]():
		d.text(at, n, to)
	case to.Kind() == reflect.Struct:
		d.fields(at, n, to)
	case to.Kind() == reflect.Pointer:
		to.Set(reflect.New(to.Type().Elem()))
		d.value(at, n, to.Elem())
	case to.Kind() == reflect.Slice:
		d.list(at, n, to)
	case to.Kind() == reflect.Map:
		to.Set(reflect.MakeMap(to.Type()))
		d.entries(at, n, func(key, here string, value *yaml.Node) {
			number := reflect.New(to.Type().Elem()).Elem()
			d.value(here, value, number)
			to.SetMapIndex(reflect.ValueOf(key), number)
		})
	default:
		d.scalar(at, n, to)
	}
}

// odd is how a number is not written: YAML takes 010 for eight, and 1_0 for ten.
var odd = regexp.MustCompile(`^[-+]?0[0-9A-Za-z]|_`)

// scalar stores a word, a number or yes and no.
func (d *decoder) scalar(at string, n *yaml.Node, to reflect.Value) {
	want, tags := "", []string{}
	switch to.Kind() {
	case reflect.String:
		want, tags = "text", []string{"!!str"}
	case reflect.Bool:
		want, tags = "true or false", []string{"!!bool"}
	case reflect.Int:
		want, tags = "a whole number", []string{"!!int"}
	case reflect.Float64:
		want, tags = "a number", []string{"!!int", "!!float"}
	}
	text := to.Kind() == reflect.String
	strange := !text && odd.MatchString(n.Value)
	if n.Kind != yaml.ScalarNode || !slices.Contains(tags, n.ShortTag()) || strange || n.Decode(to.Addr().Interface()) != nil ||
		to.Kind() == reflect.Float64 && (math.IsNaN(to.Float()) || math.IsInf(to.Float(), 0)) { // no bound would refuse .nan
		hint := quoted(n, text)
		if strange {
			hint = "write a plain decimal number"
		}
		d.fault(at, shown(n), "want "+want, hint)
	}
}

// list stores a sequence; one value may stand for a list of one word.
func (d *decoder) list(at string, n *yaml.Node, to reflect.Value) {
	if n.Kind == yaml.ScalarNode && to.Type().Elem().Kind() == reflect.String {
		n = &yaml.Node{Kind: yaml.SequenceNode, Line: n.Line, Column: n.Column, Content: []*yaml.Node{n}}
	}
	if n.Kind != yaml.SequenceNode {
		d.fault(at, shown(n), "want a list", "")
		return
	}
	for i, item := range n.Content {
		one := reflect.New(to.Type().Elem()).Elem()
		d.value(fmt.Sprintf("%s[%d]", at, i), item, one)
		to.Set(reflect.Append(to, one))
	}
}

// quoted advises on a word, such as 2026 or no, that YAML takes for something else than text.
func quoted(n *yaml.Node, text bool) string {
	if !text || n.Kind != yaml.ScalarNode || n.Value == "" {
		return ""
	}
	return fmt.Sprintf("in quotation marks: %q", n.Value)
}

var languageCode = regexp.MustCompile(`^[a-z]{2,3}(-[A-Za-z0-9]+)*$`)

// phraseKey is the key of a mapping that is no code of a language, such as the words before
// the colon of a text; empty: there is none.
func phraseKey(n *yaml.Node) string {
	for i := 0; n.Kind == yaml.MappingNode && i < len(n.Content); i += 2 {
		if key := n.Content[i].Value; !languageCode.MatchString(key) && key != merge {
			return key
		}
	}
	return ""
}

// text stores a text: one, or one to a language.
func (d *decoder) text(at string, n *yaml.Node, to reflect.Value) {
	all := Text{}
	if n.Kind == yaml.ScalarNode && n.ShortTag() == "!!str" {
		all[""] = strings.TrimSpace(n.Value)
	} else if phrase := phraseKey(n); phrase != "" {
		d.fault(at, strconv.Quote(phrase+": …"), "want a text, or one to a language such as en: … and es: …", "a text with a colon and a blank in it stands in quotation marks, and so does one with a comma in braces")
	} else if n.Kind == yaml.MappingNode {
		d.entries(at, n, func(key, here string, value *yaml.Node) {
			var text string
			d.value(here, value, reflect.ValueOf(&text).Elem())
			all[key] = strings.TrimSpace(text)
		})
	} else {
		d.fault(at, shown(n), "want a text, or one to a language such as en: … and es: …", quoted(n, true))
	}
	to.Set(reflect.ValueOf(all))
}

// fields stores a mapping by its known keys.
func (d *decoder) fields(at string, n *yaml.Node, to reflect.Value) {
	fields := keysOf(to)
	names := make([]string, 0, len(fields))
	for name := range fields {
		names = append(names, name)
	}
	slices.Sort(names)
	said := map[string]bool{}
	d.entries(at, n, func(key, here string, value *yaml.Node) {
		said[key] = true
		if field, ok := fields[key]; ok {
			d.value(here, value, field.to)
			return
		}
		if key != merge || value.Kind == yaml.MappingNode {
			d.tell(here, "", unknownKey, hint(key, names, "keys here"))
		}
	})
	for _, name := range names {
		if n.Kind == yaml.MappingNode && fields[name].required && !said[name] && !said[merge] {
			d.fault(join(at, name), "", "missing", "")
		}
	}
}
