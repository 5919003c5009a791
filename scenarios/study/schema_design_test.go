package study

import "testing"

// The schema accepts the designs that the parser accepts, and refuses what a
// schema can refuse.
func TestSchemaOfDesigns(t *testing.T) {
	text, err := studySchema(testTable())
	schema := compiled(t, text, err)
	for design, ok := range map[string]bool{
		"{kind: grid, parameters: {rupture.base: {from: -1, to: 1, levels: 3}, care.feedback: [off, on]}}": true,
		"{kind: latin_hypercube, points: 9, seed: 2, parameters: {care.sessions: {from: 4, to: 9}}}":       true,
		"{kind: halton, points: 9, parameters: {rupture.base: [0, 1.5]}}":                                  true,
		"{kind: table, file: points.csv}":                          true,
		"{kind: table, columns: [rupture.base], rows: [[0], [1]]}": true,
		"{kind: grit}":                                                          false,
		"{points: 3}":                                                           false,
		"{kind: halton, points: 0}":                                             false,
		"{kind: halton, seed: 0}":                                               false,
		"{kind: grid, parameters: {ruptur.base: [1]}}":                          false,
		"{kind: grid, parameters: {rupture.base: [9]}}":                         false,
		"{kind: grid, parameters: {rupture.base: {from: -1}}}":                  false,
		"{kind: grid, parameters: {rupture.base: {from: -1, to: 9}}}":           false,
		"{kind: grid, parameters: {care.sessions: [1.5]}}":                      false,
		"{kind: grid, parameters: {care.treatment: {from: 0, to: 1}}}":          false,
		"{kind: grid, parameters: {care.treatment: [nothing]}}":                 false,
		"{kind: grid, parameters: {rupture.base: {from: 0, to: 1, levels: 1}}}": false,
	} {
		document, err := asJSON([]byte("question: why\ndesign: " + design + "\n"))
		if err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(document); (err == nil) != ok {
			t.Errorf("%s: accepted is %v (%v)", design, err == nil, err)
		}
	}
	for study, ok := range map[string]bool{"question: why": false, "question: why\nscenarios: [{name: a}]": true} {
		if document, err := asJSON([]byte(study)); err != nil || (schema.Validate(document) == nil) != ok {
			t.Errorf("%s: want accepted %v", study, ok)
		}
	}
}
