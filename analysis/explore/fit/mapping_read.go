package fit

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"rapport/analysis/data"
	"rapport/analysis/data/table"
	"rapport/scenarios/study"
	"rapport/sim/record/bounded"
)

// maxMapping is the largest mapping file: it has a handful of lines.
const maxMapping = 1 << 16

// ReadMapping reads a mapping file: YAML with the keys patient, therapist,
// session, alliance, symptoms, week, phase, alliance_range, symptoms_range, missing, decimal,
// encoding, planned_sessions, follow_ups. A key without a value is not said. Its error joins
// all that is wrong.
func ReadMapping(r io.Reader) (m Mapping, err error) {
	text, err := bounded.ReadAll(r, maxMapping)
	if err != nil {
		return m, fmt.Errorf("read the mapping of columns: %w", err)
	}
	d := yaml.NewDecoder(bytes.NewReader(text))
	var all, another yaml.Node
	err = d.Decode(&all)
	if errors.Is(err, io.EOF) {
		return m, nil
	}
	if err == nil {
		if err = d.Decode(&another); err == nil {
			return m, errors.New("a second document begins in the mapping of columns: want one")
		}
	}
	if !errors.Is(err, io.EOF) {
		f := study.SyntaxFault(err, text)
		return m, fmt.Errorf("line %d: %s", f.Line, study.Fault{Message: f.Message, Hint: f.Hint})
	}
	if err := errors.Join(m.take(all.Content[0]), errors.Join(m.faults()...)); err != nil {
		return Mapping{}, err
	}
	return m, nil
}

// take takes the keys of a mapping.
func (m *Mapping) take(root *yaml.Node) error {
	if root.Kind != yaml.MappingNode {
		return fmt.Errorf("line %d: want keys and values, such as patient: client_id", root.Line)
	}
	keys := m.keys()
	seen := map[string]int{}
	var faults []error
	for i := 0; i+1 < len(root.Content); i += 2 {
		key, value := root.Content[i], root.Content[i+1]
		read, known := keys[key.Value]
		first, twice := seen[key.Value]
		seen[key.Value] = key.Line
		switch {
		case !known:
			names := slices.Sorted(maps.Keys(keys))
			near := data.DidYouMean(key.Value, names)
			if near == "" {
				near = "; keys here: " + strings.Join(names, ", ")
			}
			faults = append(faults, fmt.Errorf("line %d: %s: unknown key%s", key.Line, table.Quote(key.Value), near))
		case twice:
			faults = append(faults, fmt.Errorf("line %d: %s: said twice, first in line %d", key.Line, key.Value, first))
		case value.Tag == "!!null":
		default:
			if err := read(value); err != nil {
				faults = append(faults, fmt.Errorf("line %d: %s: %w", value.Line, key.Value, err))
			}
		}
	}
	return errors.Join(faults...)
}

// keys are what reads the value of each key.
func (m *Mapping) keys() map[string]func(*yaml.Node) error {
	return map[string]func(*yaml.Node) error{
		"patient": readHeading(&m.Patient), "therapist": readHeading(&m.Therapist), "session": readHeading(&m.Session),
		"alliance": readHeading(&m.Alliance), "symptoms": readHeading(&m.Symptoms), "week": readHeading(&m.Week), "phase": readHeading(&m.Phase),
		"alliance_range": readEnds(&m.AllianceRange), "symptoms_range": readEnds(&m.SymptomsRange),
		"missing": readCodes(&m.Missing), "decimal": readHeading(&m.Decimal), "encoding": readHeading(&m.Encoding),
		"planned_sessions": func(n *yaml.Node) (err error) { m.PlannedSessions, err = readWhole(n); return err },
		"follow_ups":       m.readFollowUps,
	}
}

// got is what stands where something else was wanted.
func got(n *yaml.Node) string {
	switch n.Kind {
	case yaml.SequenceNode:
		return "a list"
	case yaml.MappingNode:
		return "keys and values"
	case yaml.AliasNode:
		return "an alias; write the value out"
	}
	return table.Quote(n.Value)
}

func readHeading(to *string) func(*yaml.Node) error {
	return func(n *yaml.Node) error {
		if n.Kind != yaml.ScalarNode {
			return fmt.Errorf("want one word, got %s", got(n))
		}
		*to = n.Value
		return nil
	}
}

func readWhole(n *yaml.Node) (int, error) {
	v, err := strconv.Atoi(n.Value)
	if n.Kind != yaml.ScalarNode || err != nil {
		return 0, fmt.Errorf("want a whole number, got %s", got(n))
	}
	return v, nil
}

func readEnds(to *[]float64) func(*yaml.Node) error {
	return func(n *yaml.Node) error {
		const want = "want two numbers, such as [1, 7], got %s"
		if n.Kind != yaml.SequenceNode {
			return fmt.Errorf(want, got(n))
		}
		var ends []float64
		for _, end := range n.Content {
			v, ok := table.Plain(end.Value)
			if end.Kind != yaml.ScalarNode || !ok {
				return fmt.Errorf(want, got(end))
			}
			ends = append(ends, v)
		}
		*to = ends
		return nil
	}
}

// readCodes reads codes, or one alone.
func readCodes(to *[]string) func(*yaml.Node) error {
	return func(n *yaml.Node) error {
		all := n.Content
		if n.Kind == yaml.ScalarNode {
			all = []*yaml.Node{n}
		}
		for _, code := range all {
			if n.Kind == yaml.MappingNode || n.Kind == yaml.AliasNode || code.Kind != yaml.ScalarNode {
				return fmt.Errorf("want codes, such as [-99, 999], got %s", got(n))
			}
			*to = append(*to, code.Value)
		}
		return nil
	}
}

func (m *Mapping) readFollowUps(n *yaml.Node) error {
	const want = "want sessions and their weeks, such as {99: 52}, got %s"
	if n.Kind != yaml.MappingNode {
		return fmt.Errorf(want, got(n))
	}
	weeks := map[int]int{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		code, err := readWhole(n.Content[i])
		week, other := readWhole(n.Content[i+1])
		if _, twice := weeks[code]; err != nil || other != nil || twice {
			return fmt.Errorf(want, got(n.Content[i])+": "+got(n.Content[i+1]))
		}
		weeks[code] = week
	}
	m.FollowUps = weeks
	return nil
}
