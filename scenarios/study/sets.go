package study

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"math"
	"strings"
	"sync"

	"rapport/scenarios/population"
	"rapport/sim/record"
	"rapport/sim/record/bounded"
)

// ParameterSets are parameter sets that each meet what is known, as
// rapport calibrate --plausible finds them. They hold for one model and its defaults.
type ParameterSets struct {
	Model      string      `json:"model"`      // see [ModelMark]
	Parameters []string    `json:"parameters"` // dotted names, of all that differ between sets
	Shipped    []float64   `json:"shipped"`    // the defaults that the sets were found for: set 0
	Sets       [][]float64 `json:"sets"`       // set 1, 2 …, each in the order of the parameters
}

// markPatients are simulated for the mark of a model: few, since it is asked often.
const markPatients = 60

// ModelMark names the shipped model by what it does: two models have the same mark
// where sixty patients of routine care have the same symptoms, session by session.
var ModelMark = sync.OnceValue(func() string {
	s := population.Simulation{Scenario: "mark", Seed: 1, Patients: markPatients, Replications: 1, Setting: population.DefaultSetting()}
	if err := s.Check(); err != nil {
		panic("study: the shipped model cannot be simulated: " + err.Error())
	}
	var rows record.Rows
	s.Block(&rows, 0, markPatients)
	h := sha256.New()
	var b [8]byte
	for i := range rows.Sessions {
		score := int32(-1)
		if at := rows.Sessions[i].PHQ9; at != nil {
			score = *at
		}
		binary.LittleEndian.PutUint32(b[:], uint32(rows.Sessions[i].Session))
		binary.LittleEndian.PutUint32(b[4:], uint32(score))
		h.Write(b[:])
	}
	return fmt.Sprintf("%x", h.Sum(nil)[:8])
})

// ReadSets reads the record of a search for plausible sets, whatever else it holds.
// The error says what is wrong with it, or that it was made for another model.
func ReadSets(text []byte) (*ParameterSets, error) {
	var p ParameterSets
	if err := bounded.JSON(text, &p); err != nil {
		return nil, fmt.Errorf("no record of plausible sets: %w", err)
	}
	if len(p.Parameters) == 0 || len(p.Sets) == 0 {
		return nil, fmt.Errorf("no record of plausible sets: it names no parameters, or holds no set")
	}
	return &p, p.check(ShippedTable())
}

// check says why the sets cannot be used with the shipped model.
func (p *ParameterSets) check(t paramTable) error {
	if len(p.Shipped) != len(p.Parameters) {
		return fmt.Errorf("the sets have %d parameters and %d shipped values", len(p.Parameters), len(p.Shipped))
	}
	var other []string
	for i, name := range p.Parameters {
		param, ok := t.find(name)
		switch {
		case !ok:
			other = append(other, name+" is no parameter now")
		case *param.Value != p.Shipped[i]:
			other = append(other, fmt.Sprintf("%s was %s and is %s now", name, formatNumber(p.Shipped[i]), formatNumber(*param.Value)))
		}
	}
	if more := len(other) - 3; more > 0 {
		other = append(other[:3], fmt.Sprintf("and %d more", more))
	}
	switch {
	case len(other) > 0:
		return &otherModel{"these sets were found for other defaults: " + strings.Join(other, ", ")}
	case p.Model != ModelMark():
		return &otherModel{fmt.Sprintf("these sets were found for another version of the model (%s, this is %s)", p.Model, ModelMark())}
	}
	for k, set := range p.Sets {
		if len(set) != len(p.Parameters) {
			return fmt.Errorf("set %d has %d values, want %d", k+1, len(set), len(p.Parameters))
		}
		for i, value := range set {
			if param, _ := t.find(p.Parameters[i]); !allowed(param, value) || math.IsNaN(value) {
				return fmt.Errorf("set %d: %s = %s: %s", k+1, p.Parameters[i], formatNumber(value), wanted(param))
			}
		}
	}
	return nil
}

// otherModel is the error of sets that were found for another model than the shipped one.
type otherModel struct{ why string }

func (e *otherModel) Error() string { return e.why }

// Hint says what to do about it.
func (e *otherModel) Hint() string {
	return "find sets for this model with rapport calibrate --plausible"
}
