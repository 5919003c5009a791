package explore

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"

	"rapport/scenarios/population"
	"rapport/scenarios/study"
	"rapport/sim"
)

func TestSwitchesTellWhatMechanismsDo(t *testing.T) {
	// With three lucks an interval is more than four standard errors to either side.
	o := SwitchOptions{Lucks: 5, Patients: 120, Workers: 1}
	table, err := Switches(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	row := func(name string) *SwitchRow {
		for i := range table.Switched {
			if table.Switched[i].Parameter == name {
				return &table.Switched[i]
			}
		}
		t.Fatalf("no row %s", name)
		return nil
	}
	column := func(prefix string) int {
		for i, name := range table.Outcomes {
			if strings.HasPrefix(name, prefix) {
				return i
			}
		}
		t.Fatalf("no outcome %s", prefix)
		return 0
	}
	// Without ruptures there are none, without dropout nobody leaves: the
	// difference is the baseline, luck by luck, but for its sign.
	for name, outcome := range map[string]string{"rupture.strength": "ruptures", "dropout.strength": "dropout"} {
		i := column(outcome)
		wantNear(t, name, row(name).Effects[i].Mean, -table.Baseline[i].Mean, 1e-12)
		wantNear(t, name, row(name).Effects[i].High, -table.Baseline[i].Low, 1e-12)
	}
	if e := row("technique.strength").Effects[column("last PHQ-9")]; !(e.Low > 0) {
		t.Errorf("without technique the last PHQ-9 changes by %+v, want worse", e)
	}
	// Nobody looks at scores in routine care.
	if !row("feedback.strength").None() || row("rupture.strength").None() {
		t.Error("only a mechanism that is not at work has no effect")
	}
	for _, name := range []string{"therapist.symptoms", "reciprocal.alliance", "well_enough.chance", "natural.strength"} {
		row(name)
	}
	o.Workers = 4
	again, err := Switches(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(again, table) {
		t.Error("four workers find something else than one")
	}
	var text, markdown bytes.Buffer
	if err := errors.Join(table.WriteText(&text), table.WriteMarkdown(&markdown)); err != nil {
		t.Fatal(err)
	}
	if lines := strings.Count(markdown.String(), "\n| `"); lines != len(table.Switched) {
		t.Errorf("the table has %d rows, want %d", lines, len(table.Switched))
	}
	if !strings.Contains(text.String(), "rupture.strength ") || strings.Contains(markdown.String(), "-0.000 ±0.000") {
		t.Errorf("text:\n%s\n%s", text.String(), markdown.String())
	}
}

func TestSwitchesRefuse(t *testing.T) {
	_, err := Switches(t.Context(), SwitchOptions{Scenario: "routine", Lucks: 1, Patients: -1})
	for _, want := range []string{`no scenario "routine"`, "lucks = 1", "patients = -1"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("the error lacks %q: %v", want, err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Switches(ctx, SwitchOptions{}); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want that of the context", err)
	}
}

func TestSwitchableIsWhatIsOn(t *testing.T) {
	s := population.DefaultSetting()
	all := switchable(&s.Model)
	s.Model.Match.Strength = 0
	left := switchable(&s.Model)
	if len(left) != len(all)-1 || slices.ContainsFunc(left, func(p sim.Param) bool { return p.Name == "match.strength" }) {
		t.Errorf("%d switches, %d once match.strength is 0: what is off already cannot be switched off", len(all), len(left))
	}
}

// Treatment of four sessions has no alliance at session 5.
func TestSwitchesWithoutAnOutcome(t *testing.T) {
	study := usual(study.Values{"care.sessions": 4})
	table, err := Switches(t.Context(), SwitchOptions{Study: study, Lucks: 2, Patients: 20})
	if err != nil {
		t.Fatal(err)
	}
	var text bytes.Buffer
	if err := table.WriteText(&text); err != nil {
		t.Fatal(err)
	}
	b, err := json.Marshal(table)
	if err != nil || !strings.Contains(string(b), `{"mean":null,"low":null,"high":null}`) || !strings.Contains(text.String(), "–") {
		t.Errorf("error %v in\n%s", err, text.String())
	}
}
