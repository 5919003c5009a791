package study

import (
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"rapport/sim"
)

// otherWords are keys as other programs and papers call them, and what they are called here.
var otherWords = map[string][]string{
	"name": {"title"}, "label": {"title", "name"}, "description": {"rationale"}, "hypothesis": {"question"},
	"n": {"patients", "points"}, "sample": {"points"}, "samples": {"points"}, "size": {"points"},
	"parameters": {"set"}, "params": {"set"}, "overrides": {"set"}, "settings": {"set"}, "conditions": {"scenarios"}, "arms": {"scenarios", "randomise"},
	"method": {"kind"}, "type": {"kind"}, "ranges": {"parameters"}, "grid": {"parameters"}, "values": {"parameters"},
	"of": {"difference"}, "between": {"difference"}, "primary": {"outcome"}, "test": {"estimator"}, "dropout": {"attrition"}, "noninferiority": {"claim"},
	"if": {"when"}, "condition": {"when"}, "then": {"do"}, "action": {"do", "move"}, "randomize": {"randomise"},
	"less_than": {"below"}, "lt": {"below"}, "max": {"below", "range"}, "greater_than": {"above"}, "more_than": {"above"}, "gt": {"above"}, "min": {"above", "range"},
	"rci": {"reliable_change"}, "reliability": {"retest"}, "test_retest": {"retest"}, "scale": {"range"}, "questions": {"items"}, "direction": {"high"},
	"first": {"from"}, "start": {"from"}, "last": {"to"}, "until": {"to"}, "end": {"to"}, "step": {"every"},
}

// otherWord is the key that another word for it means, of those known here; empty where none is.
func otherWord(name string, known knownFields) string {
	for _, word := range otherWords[strings.ToLower(name)] {
		if known[word] != nil {
			return word
		}
	}
	return ""
}

// isNamed says that an unknown key of a scenario is its name, with what it is under it.
func isNamed(n *yaml.Node, known knownFields) bool {
	return known["rules"] != nil && known["set"] != nil && n.Kind == yaml.MappingNode
}

// versus is what stands between two names in words.
var versus = regexp.MustCompile(` *(?:,|;| vs\.? | versus | and | und ) *`)

// plainWord is a name that YAML takes as it is.
var plainWord = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_.-]*$`)

// shapeHint is how something is written that is no list, or no mapping, as is wanted there.
func shapeHint(at keyPath, n *yaml.Node, wanted yaml.Kind) string {
	switch last, of := at.last(), at.parent().last(); {
	case n.Kind == yaml.ScalarNode && (n.ShortTag() != "!!str" || spaceHint(n.Value) != ""):
		return ""
	case last == "assessments" && n.Kind == yaml.SequenceNode:
		return "write {weeks: […]}"
	case last == "record":
		return "write {ledger: true}, {items: true} or {truth: …}"
	case last == "scenarios" && n.Kind == yaml.MappingNode:
		return "begin each with - name: …"
	case last == "contrasts" && n.Kind == yaml.MappingNode:
		return "begin each with - name: …, and say difference: [first, second]"
	case n.Kind != yaml.ScalarNode:
		return ""
	case wanted == yaml.SequenceNode:
		if names := versus.Split(strings.TrimSpace(n.Value), -1); !slices.ContainsFunc(names, func(name string) bool { return !plainWord.MatchString(name) }) {
			return "write [" + strings.Join(names, ", ") + "]"
		}
	case of == "scenarios" && plainWord.MatchString(n.Value):
		return "write {name: " + n.Value + "}"
	case of == "actions" && slices.Contains(sim.MoveNames, n.Value):
		return "write {move: " + n.Value + ", sessions: …}"
	case last == "do":
		return stepHint(n.Value)
	}
	return ""
}
