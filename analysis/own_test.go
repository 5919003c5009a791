package analysis

import (
	"errors"
	"strings"
	"testing"

	"rapport/analysis/data"
)

// A table without the column of a finding is no miss.
func TestFindingsOfOwnTables(t *testing.T) {
	d, err := data.ReadCSV(data.Tables{Sessions: strings.NewReader("patient,session,phq9\n1,1,15\n1,2,12\n2,1,20\n")})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Evaluate(&Finding{ID: "X", Scenarios: []string{"a"}, Estimator: "dropout_share"}, d); !errors.Is(err, errNoColumn) || !strings.Contains(err.Error(), "patients.ending") {
		t.Errorf("dropout without endings: error %v", err)
	}
	if r, err := Evaluate(&Finding{ID: "X", Scenarios: []string{"a"}, Estimator: "intake_mean"}, d); err != nil || r.Value != 17.5 {
		t.Errorf("intake: %v, error %v", r.Value, err)
	}
	card := Score(Findings(), func(string) (*data.Data, error) { return d, nil })
	for _, row := range card.Rows {
		if row.Finding.ID == "X01" && row.Verdict != Skipped {
			t.Errorf("dropout without endings is %s, want skipped", row.Verdict)
		}
	}
}
