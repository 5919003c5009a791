package claims

import (
	"bytes"
	_ "embed"
	"encoding/csv"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"rapport/analysis"
	"rapport/configs"
	"rapport/scenarios/study"
)

//go:embed claims.csv
var claimsCSV []byte

//go:embed failing.csv
var failingCSV []byte

// Claim is something that the theory says, and how to see it.
type Claim struct {
	ID        string   `json:"id"` // also the name of the study in configs/claims
	Text      string   `json:"claim"`
	Scenarios []string `json:"scenarios"` // in the order of the estimator's roles
	Estimator string   `json:"estimator"`
	Arguments string   `json:"arguments"`
	Least     float64  `json:"least"`   // from this value on it is visible
	Size      string   `json:"size"`    // where Least is from
	Sources   string   `json:"sources"` // of the claim
	Absent    string   `json:"absent,omitempty"`
}

// Claims returns the claims that ship.
func Claims() []Claim {
	out, err := read(claimsCSV)
	if err != nil {
		panic("claims: the shipped table is faulty: " + err.Error())
	}
	return out
}

// failing returns the claims that the shipped model is known to fail, with reasons.
func failing() []analysis.KnownMiss { return analysis.ReadKnownMisses(failingCSV) }

var header = []string{"id", "claim", "scenarios", "estimator", "arguments", "least", "size", "sources", "absent"}

func read(table []byte) ([]Claim, error) {
	rows, err := csv.NewReader(bytes.NewReader(table)).ReadAll()
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 || !slices.Equal(rows[0], header) {
		return nil, fmt.Errorf("want the columns %s", strings.Join(header, ", "))
	}
	var out []Claim
	for _, row := range rows[1:] {
		c := Claim{ID: row[0], Text: row[1], Scenarios: strings.Fields(row[2]), Estimator: row[3], Arguments: row[4],
			Size: row[6], Sources: row[7], Absent: row[8]}
		if c.Absent == "" {
			if c.Least, err = strconv.ParseFloat(row[5], 64); err != nil {
				return nil, fmt.Errorf("claim %s: %w", c.ID, err)
			}
		}
		out = append(out, c)
	}
	return out, nil
}

// Study is the study of the claim; nothing but its file says what it is.
func (c *Claim) Study() (*study.Study, error) {
	text, err := configs.Claim(c.ID)
	if err != nil {
		return nil, fmt.Errorf("claim %s: %w", c.ID, err)
	}
	return study.Parse("claims/"+c.ID+".yaml", text, study.Overrides{NoEnvironment: true})
}

// finding is the claim as the scorecard evaluates it.
func (c *Claim) finding() analysis.Finding {
	return analysis.Finding{ID: c.ID, Text: c.Text, Scenarios: c.Scenarios, Kind: analysis.Band,
		Estimator: c.Estimator, Arguments: c.Arguments, Accept: analysis.Interval{Low: c.Least, High: math.Inf(1)}}
}
