package claims

import (
	"bytes"
	"encoding/json"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"

	"rapport/analysis"
	"rapport/analysis/explore"
)

// Every claim has a study with the scenarios that it compares, or a reason.
func TestClaims(t *testing.T) {
	estimators := analysis.Estimators()
	seen := map[string]bool{}
	for _, c := range Claims() {
		if seen[c.ID] || c.Text == "" || c.Sources == "" {
			t.Errorf("%s: twice, or without words or sources", c.ID)
		}
		seen[c.ID] = true
		if c.Absent != "" {
			if _, err := c.Study(); err == nil {
				t.Errorf("%s is absent and has a study", c.ID)
			}
			continue
		}
		s, err := c.Study()
		if err != nil {
			t.Error(err)
			continue
		}
		if s.Seed != 1 || s.Population.Patients != 20_000 || s.Replications != 1 {
			t.Errorf("configs/claims/%s.yaml: seed %d, %d patients, %d replications: want 1, 20000, 1", c.ID, s.Seed, s.Population.Patients, s.Replications)
		}
		var names []string
		for _, scenario := range s.Scenarios {
			names = append(names, scenario.Name)
			if scenario.Name == explore.RoutineCare && (len(scenario.Set)+len(scenario.Actions)+len(s.Set)+len(s.Population.Set) > 0) {
				t.Errorf("configs/claims/%s.yaml: routine care is shared, and must be as it ships", c.ID)
			}
		}
		if !slices.Equal(names, c.Scenarios) {
			t.Errorf("%s compares %v, its study has %v", c.ID, c.Scenarios, names)
		}
		if !slices.ContainsFunc(estimators, func(e analysis.Defined) bool { return e.Name == c.Estimator }) || c.Least <= 0 || c.Size == "" {
			t.Errorf("%s: estimator %q, least %v from %q", c.ID, c.Estimator, c.Least, c.Size)
		}
	}
	for _, k := range failing() {
		if !seen[k.ID] || k.Reason == "" {
			t.Errorf("%s is known to fail and no claim, or has no reason", k.ID)
		}
	}
}

func TestJudge(t *testing.T) {
	for _, c := range []struct {
		value, high float64
		want        Verdict
	}{{0.03, 0.1, Visible}, {0.02, 0.1, NameOnly}, {-0.01, 0.01, NameOnly}, {-0.02, -0.01, Wrong}, {0, 0, NameOnly}} {
		if got := judge(c.value, c.high, 0.03); got != c.want {
			t.Errorf("%v up to %v is %s, want %s", c.value, c.high, got, c.want)
		}
	}
}

// few are three claims on few patients: one of twins, one of one scenario, one absent.
func few(t *testing.T, workers int) *Table {
	t.Helper()
	keep := []string{"trust-empathy", "bond-in-five", "ownership"}
	all := slices.DeleteFunc(Claims(), func(c Claim) bool { return !slices.Contains(keep, c.ID) })
	for i := range all {
		if all[i].ID == "ownership" { // as a claim without a way to compute it stands
			all[i].Estimator, all[i].Absent = "", "nothing of this claim is in the model"
		}
	}
	table, err := Check(t.Context(), Options{Claims: all, Patients: 600, Workers: workers})
	if err != nil {
		t.Fatal(err)
	}
	return table
}

func TestCheck(t *testing.T) {
	table := few(t, 1)
	again := few(t, 3)
	for i := range table.Rows {
		a, b := table.Rows[i], again.Rows[i]
		if a.Absent == "" && (math.IsNaN(a.Value) || !reflect.DeepEqual(a, b)) {
			t.Errorf("%s: %v with one worker, %v with three", a.ID, a, b)
		}
	}
	absent := table.Rows[slices.IndexFunc(table.Rows, func(r Row) bool { return r.ID == "ownership" })]
	if absent.Verdict != Absent || !absent.fails() || table.Patients != 600 || table.Seed != 1 {
		t.Errorf("%+v, %d patients, seed %d", absent, table.Patients, table.Seed)
	}
	var text, page bytes.Buffer
	if table.WriteText(&text) != nil || table.WriteMarkdown(&page) != nil {
		t.Fatal("a buffer refuses text")
	}
	for _, want := range []string{"trust grows by empathy", "ownership: absent: ", "3 claims: ", "600 patients", "1 absent"} {
		if !strings.Contains(text.String(), want) {
			t.Errorf("the table lacks %q:\n%s", want, text.String())
		}
	}
	if n := strings.Count(page.String(), "\n| "); n != 3 {
		t.Errorf("%d rows for 3 claims:\n%s", n, page.String())
	}
	var decoded struct {
		Rows []map[string]any `json:"claims"`
	}
	if out, err := json.Marshal(table); err != nil || json.Unmarshal(out, &decoded) != nil || len(decoded.Rows) != 3 {
		t.Errorf("JSON: %v, %d rows", err, len(decoded.Rows))
	}
}

// The routine care that claims share changes nothing of what one alone shows.
func TestSharedRoutineCare(t *testing.T) {
	table := few(t, 2)
	for i := range table.Rows {
		if table.Rows[i].Absent != "" {
			continue
		}
		alone, err := Check(t.Context(), Options{Claims: []Claim{table.Rows[i].Claim}, Patients: 600})
		if err != nil || alone.Rows[0].Value != table.Rows[i].Value {
			t.Errorf("%s: %v with others, %v alone (%v)", table.Rows[i].ID, table.Rows[i].Value, alone.Rows[0].Value, err)
		}
	}
}
