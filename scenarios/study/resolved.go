package study

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"unicode"

	"go.yaml.in/yaml/v3"
)

// resolvedComment begins a resolved study.
const resolvedComment = "The resolved study: what the environment and the command line said stands in it."

// Resolved writes the study as a study file, with the defaults of all keys
// written out and with what environment and command line have said in place of
// what they overrode. Of a study from [Parse], the text parses back to an equal
// study, and that one resolves to the same bytes.
//
// The error is [Faults] where the study is not valid; it also says when the
// text would be larger than a study file may be.
func (s *Study) Resolved() ([]byte, error) { return s.resolved(ShippedTable()) }

func (s *Study) resolved(t paramTable) ([]byte, error) {
	if err := s.checked(t).faults(); err != nil {
		return nil, err
	}
	var text bytes.Buffer
	encoder := yaml.NewEncoder(&text)
	encoder.SetIndent(2)
	root := s.document(t).node
	root.HeadComment = resolvedComment
	if err := encoder.Encode(root); err != nil {
		return nil, fmt.Errorf("write the resolved study: %w", err)
	}
	if err := encoder.Close(); err != nil {
		return nil, fmt.Errorf("write the resolved study: %w", err)
	}
	if text.Len() > maxStudyBytes {
		return nil, fmt.Errorf("the resolved study has %d bytes: a study file may have 1 MiB", text.Len())
	}
	return text.Bytes(), nil
}

// section is a mapping that is being written, key after key.
type section struct{ node *yaml.Node }

func newSection() section { return section{&yaml.Node{Kind: yaml.MappingNode}} }

func (c section) add(key string, value *yaml.Node) {
	c.node.Content = append(c.node.Content, &yaml.Node{Kind: yaml.ScalarNode, Value: key}, value)
}

// text adds a text, unless it is empty.
func (c section) text(key, text string) {
	if text != "" {
		c.add(key, textNode(text))
	}
}

// values adds parameters in alphabetical order; a choice by its label.
func (c section) values(values Values, prefix string, t paramTable) {
	for _, name := range values.sorted() {
		param, _ := t.find(prefix + name) // found: the study has been checked
		node := plainNode(formatNumber(values[name]))
		if param.Choices != nil {
			node = textNode(labelOf(param, values[name]))
		}
		c.add(name, node)
	}
}

// set adds the parameters under a key of their own, unless there are none.
func (c section) set(values Values, t paramTable) {
	if len(values) > 0 {
		inner := newSection()
		inner.values(values, "", t)
		c.add("set", inner.node)
	}
}

// document is the study in the order in which it is best read.
func (s *Study) document(t paramTable) section {
	root := newSection()
	root.text("title", s.Title)
	root.text("question", s.Question)
	root.text("rationale", s.Rationale)
	if len(s.Sources) > 0 {
		root.add("sources", textsNode(s.Sources))
	}
	root.text("look_at", s.LookAt)
	root.add("seed", plainNode(strconv.FormatUint(s.Seed, 10)))
	root.add("replications", plainNode(strconv.Itoa(s.Replications)))
	population := newSection()
	population.add("patients", plainNode(strconv.FormatInt(s.Population.Patients, 10)))
	population.values(s.Population.Set, populationPrefix, t)
	root.add("population", population.node)
	root.set(s.Set, t)
	if s.Design != nil {
		root.add("design", s.Design.document(t).node)
	}
	if s.Plausible != nil {
		root.add("plausible", s.Plausible.document())
	}
	scenarios := &yaml.Node{Kind: yaml.SequenceNode}
	for i := range s.Scenarios {
		scenarios.Content = append(scenarios.Content, s.Scenarios[i].document(t).node)
	}
	if len(s.Scenarios) > 0 {
		root.add("scenarios", scenarios)
	}
	if s.Trial != nil {
		root.add("trial", s.Trial.document().node)
	}
	if len(s.Contrasts) > 0 {
		contrasts := &yaml.Node{Kind: yaml.SequenceNode}
		for i := range s.Contrasts {
			contrasts.Content = append(contrasts.Content, s.Contrasts[i].document())
		}
		root.add("contrasts", contrasts)
	}
	assessments := newSection()
	assessments.add("weeks", s.Assessments.document())
	root.add("assessments", assessments.node)
	if len(s.Instruments) > 0 {
		instruments := &yaml.Node{Kind: yaml.SequenceNode}
		for i := range s.Instruments {
			instruments.Content = append(instruments.Content, s.Instruments[i].document())
		}
		root.add("instruments", instruments)
	}
	root.add("record", recordDocument(s.Record).node)
	return root
}

func (a Assessments) document() *yaml.Node {
	list := &yaml.Node{Kind: yaml.SequenceNode, Style: yaml.FlowStyle}
	for _, week := range a.Weeks {
		list.Content = append(list.Content, plainNode(strconv.Itoa(week)))
	}
	return list
}

func (s *Scenario) document(t paramTable) section {
	c := newSection()
	c.text("name", s.Name)
	c.text("description", s.Description)
	c.set(s.Set, t)
	if len(s.Actions) > 0 {
		actions := &yaml.Node{Kind: yaml.SequenceNode}
		for i := range s.Actions {
			actions.Content = append(actions.Content, s.Actions[i].document().node)
		}
		c.add("actions", actions)
	}
	if len(s.Rules) > 0 {
		rules := &yaml.Node{Kind: yaml.SequenceNode}
		for i := range s.Rules {
			rules.Content = append(rules.Content, s.Rules[i].document().node)
		}
		c.add("rules", rules)
	}
	if s.Record != nil {
		c.add("record", s.Record.document().node)
	}
	return c
}

func (a *PlannedAction) document() section {
	c := newSection()
	c.moves(a.Move)
	if node := a.Sessions.document(); node != nil {
		c.add("sessions", node)
	}
	c.text("phase", a.Phase)
	c.text("when", a.When)
	return c
}

// document is nil for every session.
func (s Sessions) document() *yaml.Node {
	switch {
	case len(s.List) == 1:
		return plainNode(strconv.Itoa(s.List[0]))
	case len(s.List) > 1:
		list := &yaml.Node{Kind: yaml.SequenceNode, Style: yaml.FlowStyle}
		for _, session := range s.List {
			list.Content = append(list.Content, plainNode(strconv.Itoa(session)))
		}
		return list
	case s.From == 0:
		return nil
	}
	c := newSection()
	c.node.Style = yaml.FlowStyle
	c.add("from", plainNode(strconv.Itoa(s.From)))
	if s.To > 0 {
		c.add("to", plainNode(strconv.Itoa(s.To)))
	}
	if s.Every > 1 {
		c.add("every", plainNode(strconv.Itoa(s.Every)))
	}
	return c.node
}

// plainNode is a number or a truth value.
func plainNode(value string) *yaml.Node { return &yaml.Node{Kind: yaml.ScalarNode, Value: value} }

func textsNode(texts []string) *yaml.Node {
	list := &yaml.Node{Kind: yaml.SequenceNode}
	for _, text := range texts {
		list.Content = append(list.Content, textNode(text))
	}
	return list
}

// oldTruth are the words that YAML 1.1 reads as true or false, as the readers of
// Python and R do.
var oldTruth = map[string]bool{"y": true, "n": true, "yes": true, "no": true, "on": true, "off": true, "true": true, "false": true}

// textNode is a text in the style that is read best: paragraphs as a block, and
// in quotation marks what YAML could read as something else.
func textNode(text string) *yaml.Node {
	node := &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: text}
	unusual := func(r rune) bool { return r != '\n' && !unicode.IsPrint(r) }
	switch {
	case oldTruth[strings.ToLower(text)], strings.ContainsFunc(text, unusual) || strings.Contains(text, " \n") || strings.Contains(text, "\n "):
		node.Style = yaml.DoubleQuotedStyle
	case strings.Contains(text, "\n"):
		node.Style = yaml.LiteralStyle
	}
	return node
}
