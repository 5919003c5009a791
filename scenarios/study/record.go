package study

import (
	"strconv"

	"go.yaml.in/yaml/v3"

	"rapport/scenarios/population"
	"rapport/sim/record"
)

// ScenarioRecord is what a scenario records otherwise than its study; nil: as the study.
// The truth is the study's alone: twins are compared by it.
type ScenarioRecord struct {
	Ledger *bool `json:"ledger,omitempty" jsonschema_description:"Whether the ledger of this scenario is recorded; absent: as the study says."`
	Items  *bool `json:"items,omitempty" jsonschema_description:"Whether the questionnaires' items of this scenario are recorded; absent: as the study says."`
}

// over is what is recorded of the scenario, in a study that records r.
func (s *ScenarioRecord) over(r population.Record) population.Record {
	if s != nil && s.Ledger != nil {
		r.Ledger = *s.Ledger
	}
	if s != nil && s.Items != nil {
		r.Items = *s.Items
	}
	return r
}

func (d *studyDecoder) record(to *population.Record) reading {
	return func(at keyPath, n *yaml.Node) { d.object(at, n, d.recordFields(to)) }
}

func (d *studyDecoder) recordFields(r *population.Record) knownFields {
	return knownFields{"ledger": d.boolean(&r.Ledger), "items": d.boolean(&r.Items), "truth": d.truth(&r.Truth)}
}

func (d *studyDecoder) scenarioRecord(to **ScenarioRecord) reading {
	return func(at keyPath, n *yaml.Node) {
		*to = &ScenarioRecord{}
		d.object(at, n, d.scenarioRecordFields(*to))
	}
}

func (d *studyDecoder) scenarioRecordFields(s *ScenarioRecord) knownFields {
	return knownFields{"ledger": d.given(&s.Ledger), "items": d.given(&s.Items)}
}

// given reads true or false where that nothing was said is something else.
func (d *studyDecoder) given(to **bool) reading {
	return func(at keyPath, n *yaml.Node) {
		*to = new(bool)
		d.boolean(*to)(at, n)
	}
}

func (d *studyDecoder) truth(to *record.Truth) reading {
	return func(at keyPath, n *yaml.Node) {
		want := "want " + oneOf(record.TruthNames)
		if n.Kind != yaml.ScalarNode {
			d.wrong(at, n, want)
		} else if to.UnmarshalText([]byte(n.Value)) != nil {
			d.faults.addAt(at, d.places[at], quote(n.Value), want, didYouMean(n.Value, record.TruthNames))
		}
	}
}

func recordDocument(r population.Record) section {
	c := newSection()
	c.add("ledger", plainNode(strconv.FormatBool(r.Ledger)))
	c.add("items", plainNode(strconv.FormatBool(r.Items)))
	c.add("truth", plainNode(r.Truth.String()))
	return c
}

func (s *ScenarioRecord) document() section {
	c := newSection()
	if s.Ledger != nil {
		c.add("ledger", plainNode(strconv.FormatBool(*s.Ledger)))
	}
	if s.Items != nil {
		c.add("items", plainNode(strconv.FormatBool(*s.Items)))
	}
	return c
}
