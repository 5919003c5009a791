package report

import (
	"strings"

	"rapport/analysis/twins"
)

// differencesView is a contrast that the study states: of two differences.
type differencesView struct {
	ID, Name, Formula, Basis string
	Answers                  []string
	Table                    table
}

// differences are the contrasts that the study states.
func (r *Report) differences() (all []differencesView) {
	c := r.Material.Comparison
	if c == nil {
		return nil
	}
	for i := range c.Contrasts {
		x := &c.Contrasts[i]
		v := differencesView{ID: "differences-" + x.Name, Name: x.Name, Formula: x.Formula(), Basis: x.Basis(), Answers: x.Answers(c.Primary, "")}
		for k, line := range x.Lines(c.Primary, "") {
			if k == 0 {
				line[0] = "outcome"
			}
			v.Table.add(line[:])
		}
		all = append(all, v)
	}
	return all
}

// strategiesView is what a scenario that randomises contains.
type strategiesView struct {
	ID, Scenario, Basis, Note string
	Tables                    []table // by outcome
}

// strategies are those within the scenarios that randomise.
func (r *Report) strategies() (all []strategiesView) {
	c := r.Material.Comparison
	if c == nil {
		return nil
	}
	for i := range c.Strategies {
		s := &c.Strategies[i]
		v := strategiesView{ID: "strategies-" + s.Scenario, Scenario: s.Scenario, Basis: sentence(s.Basis())}
		for _, o := range s.Told(c.Primary, "") {
			var t table
			for _, line := range o.Lines() {
				t.add(line[:])
			}
			v.Tables, v.Note = append(v.Tables, t), sentence(twins.StrategyNote)
		}
		all = append(all, v)
	}
	return all
}

// sentence is a line of text as a sentence.
func sentence(text string) string {
	return strings.ToUpper(text[:1]) + strings.ReplaceAll(text[1:], "\n", " ") + "."
}

// add adds a line, of which the first is the heading.
func (t *table) add(line []string) {
	if t.Header == nil {
		t.Header = line
		return
	}
	t.Rows = append(t.Rows, line)
}
