package study

import (
	"cmp"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"rapport/sim/record/nearest"
)

// studyDecoder reads the syntax tree of a study file into a Study. It is strict: a
// key that it does not know, a key said twice and a value of another type are
// faults, and nothing is converted. It checks types only; what the values may
// be is checked once for files and for studies built in Go, by [Study.check].
type studyDecoder struct {
	table  paramTable
	places map[keyPath]place // where each key and list item stands
	meant  map[keyPath]bool  // keys that unknown ones were most likely meant to be
	judged []keyPath         // what a file of its own says, all of whose faults are told
	faults *faultList
	tables tableFiles // reads the files that a study names; nil where there are none
}

// reading stores the value of a node, or reports why it cannot.
type reading func(at keyPath, n *yaml.Node)

// knownFields are the keys of a mapping with what reads their values.
type knownFields map[string]reading

func (d *studyDecoder) studyFields(s *Study) knownFields {
	return knownFields{
		"title":        d.prose(&s.Title),
		"question":     d.prose(&s.Question),
		"rationale":    d.prose(&s.Rationale),
		"sources":      d.texts(&s.Sources),
		"look_at":      d.prose(&s.LookAt),
		"seed":         d.seed(&s.Seed),
		"replications": d.replications(&s.Replications),
		"population":   d.population(&s.Population),
		"set":          d.values(&s.Set),
		"design":       d.design(&s.Design),
		"plausible":    d.plausible(&s.Plausible),
		"scenarios":    d.scenarios(&s.Scenarios),
		"trial":        d.trial(&s.Trial),
		"contrasts":    d.contrasts(&s.Contrasts),
		"assessments":  d.assessments(&s.Assessments),
		"instruments":  d.instruments(&s.Instruments),
		"record":       d.record(&s.Record),
	}
}

func (d *studyDecoder) scenarioFields(s *Scenario) knownFields {
	return knownFields{
		"name":        d.text(&s.Name),
		"description": d.prose(&s.Description),
		"set":         d.values(&s.Set),
		"actions":     d.actions(&s.Actions),
		"rules":       d.rules(&s.Rules),
		"record":      d.scenarioRecord(&s.Record),
	}
}

func (d *studyDecoder) assessmentFields(a *Assessments) knownFields {
	return knownFields{"weeks": d.weeks(&a.Weeks)}
}

// object reads a mapping by its known keys.
func (d *studyDecoder) object(at keyPath, n *yaml.Node, known knownFields) {
	names := fieldNames(known)
	d.entries(at, n, func(name string, here keyPath, value *yaml.Node) {
		field, ok := known[name]
		if !ok {
			other := otherWord(name, known)
			hint := cmp.Or(spaceHint(name), d.misplaced(name, known), d.misplacedInRule(name, known), didYouMean(cmp.Or(other, name), names))
			d.mistook(at, cmp.Or(other, nearest.Name(name, names)))
			if hint == "" && isNamed(value, known) {
				hint = "a scenario says its name: - name: " + name
				d.mistook(at, "name")
			}
			hint = cmp.Or(hint, "keys here: "+strings.Join(names, ", "))
			d.faults.addAt(here, d.places[here], "", "unknown key", hint)
			return
		}
		field(here, value)
	})
}

// mistook notes the key that an unknown one was most likely meant to be, so that it is
// not called missing as well.
func (d *studyDecoder) mistook(at keyPath, meant string) {
	if meant == "" {
		return
	}
	if d.meant == nil {
		d.meant = map[keyPath]bool{}
	}
	d.meant[at.key(meant)] = true
}

// told says that the fault is there already, in what is meant or in what holds it.
func (d *studyDecoder) told(at keyPath) bool {
	return d.meant[at] || d.faults.concerns(at) || slices.ContainsFunc(d.judged, func(file keyPath) bool { return at != file && at.within(file) })
}

// entries calls each for every key of a mapping that is said for the first time.
func (d *studyDecoder) entries(at keyPath, n *yaml.Node, each func(name string, here keyPath, value *yaml.Node)) {
	if n.Kind != yaml.MappingNode {
		d.mistyped(at, n, "want a mapping of keys to values", shapeHint(at, n, yaml.MappingNode))
		return
	}
	lines := make(map[string]int, len(n.Content)/2)
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		where := place{Line: key.Line, Column: key.Column}
		here := at.key(shownWord(key.Value))
		switch first, twice := lines[key.Value]; {
		case key.Kind != yaml.ScalarNode || key.ShortTag() != "!!str":
			hint := ""
			if key.ShortTag() == "!!int" && n.Style&yaml.FlowStyle != 0 {
				hint = "a comma ends a value: the sign in a decimal number is a point"
			}
			d.faults.addAt(here, where, "", "want a word as the key, got "+writtenAs(key).kind(), hint)
		case twice:
			d.faults.addAt(here, where, "", fmt.Sprintf("said twice, first in line %d", first), "")
		default:
			lines[key.Value] = key.Line
			d.places[here] = where
			each(key.Value, here, value)
		}
	}
}

// list calls each for every item of a sequence.
func (d *studyDecoder) list(at keyPath, n *yaml.Node, want string, each func(here keyPath, item *yaml.Node)) {
	if n.Kind != yaml.SequenceNode {
		d.mistyped(at, n, want, shapeHint(at, n, yaml.SequenceNode))
		return
	}
	for i, item := range n.Content {
		here := at.item(i)
		d.places[here] = place{Line: item.Line, Column: item.Column}
		each(here, item)
	}
}

func (d *studyDecoder) text(to *string) reading {
	return func(at keyPath, n *yaml.Node) {
		if n.ShortTag() != "!!str" {
			d.wrong(at, n, "want text")
			return
		}
		*to = strings.TrimSpace(n.Value)
	}
}

// prose reads a text that may be any: one that YAML takes for something else, such as a date,
// stands in quotation marks.
func (d *studyDecoder) prose(to *string) reading {
	return func(at keyPath, n *yaml.Node) {
		if n.Kind == yaml.ScalarNode && n.ShortTag() != "!!str" && n.ShortTag() != "!!null" {
			d.mistyped(at, n, "want text", "in quotation marks: "+quote(n.Value))
			return
		}
		d.text(to)(at, n)
	}
}

func (d *studyDecoder) texts(to *[]string) reading {
	return func(at keyPath, n *yaml.Node) {
		d.list(at, n, "want a list of texts", func(here keyPath, item *yaml.Node) {
			var text string
			d.text(&text)(here, item)
			*to = append(*to, text)
		})
	}
}

func (d *studyDecoder) boolean(to *bool) reading {
	return func(at keyPath, n *yaml.Node) {
		if n.ShortTag() != "!!bool" {
			d.wrong(at, n, "want true or false")
			return
		}
		*to = strings.EqualFold(n.Value, "true")
	}
}

func (d *studyDecoder) seed(to *uint64) reading {
	return func(at keyPath, n *yaml.Node) {
		if value, ok := d.whole(at, n, seedRange); ok {
			*to = value
		}
	}
}

func (d *studyDecoder) replications(to *int) reading {
	return func(at keyPath, n *yaml.Node) {
		if value, ok := d.whole(at, n, replicationRange); ok {
			*to = int(value)
		}
	}
}

func (d *studyDecoder) assessments(to *Assessments) reading {
	return func(at keyPath, n *yaml.Node) {
		d.object(at, n, d.assessmentFields(to))
	}
}

// weeks reads a list of weeks, which may be empty.
func (d *studyDecoder) weeks(to *[]int) reading {
	return func(at keyPath, n *yaml.Node) {
		var weeks []int
		d.list(at, n, "want a list of weeks, such as [4, 8, 12], or [] for none", func(here keyPath, item *yaml.Node) {
			week, _ := d.whole(here, item, weekRange)
			weeks = append(weeks, int(week))
		})
		*to = weeks
	}
}

func (d *studyDecoder) scenarios(to *[]Scenario) reading {
	return func(at keyPath, n *yaml.Node) {
		d.list(at, n, "want a list of scenarios", func(here keyPath, item *yaml.Node) {
			var s Scenario
			d.object(here, item, d.scenarioFields(&s))
			*to = append(*to, s)
		})
	}
}

// whole reads a whole number in a range.
func (d *studyDecoder) whole(at keyPath, n *yaml.Node, r wholeRange) (uint64, bool) {
	value, ok := r.parse(n.Value)
	if n.ShortTag() == "!!int" && ok {
		return value, true
	}
	isNumber := writtenAs(n).isNumber()
	switch number, plain := writtenAs(n).number(); {
	case isNumber && !plain:
		d.faults.addAt(at, d.places[at], shownWord(n.Value), r.String(), plainHint)
	case isNumber:
		hint := ""
		if math.Abs(number) < 1e15 && number == math.Trunc(number) && r.has(number) {
			hint = "write " + strconv.FormatInt(int64(number), 10)
			if m := thousandsPoint.FindStringSubmatch(n.Value); m != nil && r.admits(m[1]+m[2]) {
				hint += " or " + m[1] + m[2] + ", whichever is meant"
			}
		}
		d.faults.addAt(at, d.places[at], shownWord(n.Value), r.String(), hint)
	default:
		d.mistyped(at, n, r.String(), numberHint(n.Value, r.admits))
	}
	return 0, false
}

// thousandsPoint is a number with a point that many languages write between thousands.
var thousandsPoint = regexp.MustCompile(`^([1-9][0-9]{0,2})\.([0-9]{3})$`)

// wrong reports a value of another type than wanted.
func (d *studyDecoder) wrong(at keyPath, n *yaml.Node, want string) {
	d.mistyped(at, n, want, "")
}

// mistyped is wrong with what to do about it.
func (d *studyDecoder) mistyped(at keyPath, n *yaml.Node, want, hint string) {
	d.faults.addAt(at, d.places[at], "", want+", got "+writtenAs(n).kind(), cmp.Or(hint, spaceHint(n.Value)))
}

// writtenAs is a node as it was written.
func writtenAs(n *yaml.Node) written { return written{n.ShortTag(), n.Value} }

// shownWord is a word from outside as a path shows it: plain where it is an
// ordinary word, else quoted.
func shownWord(word string) string {
	strange := func(r rune) bool { return r <= ' ' || r > '~' }
	if word == "" || len(word) > nearest.Longest || strings.ContainsFunc(word, strange) {
		return quote(word)
	}
	return word
}
