package engine

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
)

// Has everything that the model can say words here?
func TestCatalogueIsComplete(t *testing.T) {
	for _, m := range Mechanisms() {
		if m.Title == "" || m.Meaning == "" || m.Key != "start" && len(m.Parameters) == 0 {
			t.Errorf("the mechanism %s has no words or no parameter", m.Key)
		}
	}
	if n := len(patients); n < 8 || n > 12 {
		t.Errorf("%d patients, want 8 to 12", n)
	}
	for who, c := range map[string]struct {
		people []Vignette
		traits []Trait
	}{"patient": {patients, patientTraits}, "therapist": {therapists, therapistTraits}} {
		keys := map[string]bool{}
		for _, v := range c.people {
			if _, err := v.Traits.complete(who, c.traits, nil); err != nil || keys[v.Key] || v.Portrait == "" || v.Name == "" {
				t.Errorf("%s %s: %v", who, v.Key, err)
			}
			keys[v.Key] = true
		}
	}
}

// Does the panel of the moves name what decides how much a move does, in whichever mechanism it stands?
func TestMovesNameTheirParameters(t *testing.T) {
	named := map[string]bool{}
	for _, m := range Mechanisms() {
		for _, p := range m.Parameters {
			named[m.Key+" "+p.Name] = true
		}
	}
	for _, name := range []string{"empathy.validate", "bond.empathy", "goals.renewed", "practice.warming", "practice.cooling", "feedback.adapt"} {
		if !named["moves "+name] {
			t.Errorf("the moves do not name %s", name)
		}
	}
	for _, c := range causes {
		for _, name := range strings.Fields(c.Takes) {
			if !named[c.Name+" "+name] {
				t.Errorf("the model has no parameter %s, which %s takes", name, c.Name)
			}
		}
	}
	if named["moves bond.chemistry"] {
		t.Error("the moves name parameters that have no part in them")
	}
}

// Do the tables hold a line for each session under the columns of the schema?
func TestTables(t *testing.T) {
	r := request()
	text, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	sessions, _, err := New(nil).rows(r)
	if err != nil {
		t.Fatal(err)
	}
	for _, op := range []string{OpTable, OpLedger, OpParquet} {
		reply, err := New(nil).Answer(context.Background(), op, text)
		if err != nil || reply.Name == "" {
			t.Fatalf("%s: %v", op, err)
		}
		if op == OpTable {
			lines := strings.Split(strings.TrimSpace(string(reply.Body)), "\n")
			if !strings.HasPrefix(lines[0], "branch,replication,patient,therapist,session,week,phq9,") || len(lines) != len(sessions)+1 {
				t.Errorf("%d lines under %s, want %d", len(lines), lines[0], len(sessions)+1)
			}
		}
		if op == OpParquet && string(reply.Body[:4]) != "PAR1" {
			t.Errorf("no Parquet file: %q", reply.Body[:4])
		}
	}
}
