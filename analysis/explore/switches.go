package explore

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"runtime"
	"slices"
	"strings"

	"gonum.org/v1/gonum/stat"

	"rapport/analysis/descriptive"
	"rapport/scenarios/population"
	"rapport/scenarios/study"
	"rapport/sim"
	"rapport/sim/record"
)

// SwitchOptions of [Switches]. The zero value of each field takes its default.
type SwitchOptions struct {
	Study    *study.Study // nil: the shipped evidence study
	Scenario string       // of the study; "": routine-care
	Seed     uint64       // first of the lucks; 0: that of the study
	Lucks    int          // seeds; 0: 10
	Patients int64        // of each; 0: 2000
	Workers  int          // 0: one to a core. Changes no result
}

// SwitchTable says what each mechanism does to the outcome.
type SwitchTable struct {
	EngineVersion string      `json:"engine_version"`
	Scenario      string      `json:"scenario"`
	Seed          uint64      `json:"seed"`
	Lucks         int         `json:"lucks"`
	Patients      int64       `json:"patients"` // of each luck
	Outcomes      []string    `json:"outcomes"`
	Baseline      []Effect    `json:"baseline"` // values, in the order of Outcomes
	Switched      []SwitchRow `json:"switched"`
}

// SwitchRow is one mechanism switched off.
type SwitchRow struct {
	Parameter string   `json:"parameter"` // set to 0
	Was       float64  `json:"was"`
	Meaning   string   `json:"meaning"`
	Effects   []Effect `json:"effects"` // differences: off minus on, same patients and luck
}

// Effect is a mean with its 95 % interval over lucks (Student's t).
type Effect struct{ Mean, Low, High float64 }

// MarshalJSON writes null for an outcome that no patient has, such as the
// alliance at session 5 where treatment is shorter.
func (e Effect) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Mean *float64 `json:"mean"`
		Low  *float64 `json:"low"`
		High *float64 `json:"high"`
	}{Known(e.Mean), Known(e.Low), Known(e.High)})
}

// None says that switching off changed no patient.
func (r *SwitchRow) None() bool {
	for _, e := range r.Effects {
		if e.Mean != 0 || e.Low != 0 || e.High != 0 {
			return false
		}
	}
	return true
}

// outcomes are what switching off is judged by.
var outcomes = []struct {
	name string
	of   func(r *record.Rows) float64
}{
	{"last PHQ-9 (points)", func(r *record.Rows) float64 {
		return perPatient(r, func(p *record.Patient) float64 { return float64(p.PHQ9Last) })
	}},
	{"alliance at session 5 (WAI-SR)", allianceAtFive},
	{"dropout (share)", func(r *record.Rows) float64 {
		return perPatient(r, func(p *record.Patient) float64 { return One(strings.HasSuffix(p.Ending, "dropout")) })
	}},
	{"response (share)", func(r *record.Rows) float64 {
		return perPatient(r, func(p *record.Patient) float64 { return One(p.Response) })
	}},
	{"ruptures (per patient)", func(r *record.Rows) float64 {
		return perPatient(r, func(p *record.Patient) float64 { return float64(p.Ruptures) })
	}},
	{"sessions (per patient)", func(r *record.Rows) float64 {
		return perPatient(r, func(p *record.Patient) float64 { return float64(p.SessionsHeld) })
	}},
}

func perPatient(r *record.Rows, of func(*record.Patient) float64) float64 {
	sum := 0.0
	for i := range r.Patients {
		sum += of(&r.Patients[i])
	}
	return sum / float64(len(r.Patients))
}

// allianceAtFive is the mean rating of the patients who answered there.
func allianceAtFive(r *record.Rows) float64 {
	sum, n := 0.0, 0.0
	for i := range r.Sessions {
		if s := &r.Sessions[i]; s.Session == 5 && s.WAIPatient > 0 {
			sum += float64(s.WAIPatient)
			n++
		}
	}
	return sum / n
}

// switchable are the parameters that at 0 switch a mechanism off, as the model
// says, and that are not 0 already.
func switchable(m *sim.Model) []sim.Param {
	var out []sim.Param
	for _, x := range m.Mechanisms() {
		for _, p := range x.Params {
			if slices.Contains(x.Switch, p.Name) && *p.Value != 0 {
				out = append(out, p)
			}
		}
	}
	return out
}

// Switches runs the scenario with each mechanism switched off in turn, on the
// same patients with the same luck, and reports what changes.
func Switches(ctx context.Context, o SwitchOptions) (*SwitchTable, error) {
	base, err := o.fill()
	if err != nil {
		return nil, err
	}
	rows := switchable(&base.Setting.Model)
	values := make([][][]float64, len(rows)+1) // switch (the first: none) × luck × outcome
	for i := range values {
		values[i] = make([][]float64, o.Lucks)
	}
	run := func(k, luck int) {
		s := &population.Simulation{Scenario: base.Scenario, Seed: o.Seed + uint64(luck), Patients: o.Patients, Replications: 1,
			Setting: Copied(&base.Setting), Rules: base.Rules, Weeks: base.Weeks, Instruments: base.Instruments}
		if k > 0 {
			for _, p := range s.Setting.Params() {
				if p.Name == rows[k-1].Name {
					*p.Value = 0
				}
			}
		}
		var r record.Rows
		s.Block(&r, 0, s.Courses())
		for _, outcome := range outcomes {
			values[k][luck] = append(values[k][luck], outcome.of(&r))
		}
	}
	if err := SideBySide(ctx, o.Workers, len(values)*o.Lucks, func(i int) { run(i/o.Lucks, i%o.Lucks) }); err != nil {
		return nil, err
	}
	return o.table(base.Scenario, rows, values), nil
}

// fill sets defaults and finds the scenario.
func (o *SwitchOptions) fill() (*population.Simulation, error) {
	Standard(&o.Lucks, 10)
	Standard(&o.Patients, 2000)
	Standard(&o.Workers, runtime.GOMAXPROCS(0))
	if o.Scenario == "" {
		o.Scenario = RoutineCare
	}
	var faults []error
	if o.Lucks < 2 {
		faults = append(faults, fmt.Errorf("lucks = %d: want at least 2, or there is no interval", o.Lucks))
	}
	if o.Patients < 1 {
		faults = append(faults, fmt.Errorf("patients = %d: want at least 1", o.Patients))
	}
	study := o.Study
	if study == nil {
		shipped, err := EvidenceStudy()
		if err != nil {
			return nil, err
		}
		study = shipped
	}
	if o.Seed == 0 {
		o.Seed = study.Seed
	}
	all, err := study.Simulations()
	if err != nil {
		return nil, errors.Join(append(faults, err)...)
	}
	var names []string
	for _, s := range all {
		if names = append(names, s.Scenario); s.Scenario == o.Scenario {
			return s, errors.Join(append(faults, s.Check())...)
		}
	}
	return nil, errors.Join(append(faults, fmt.Errorf("the study has no scenario %q%s", o.Scenario, Nearest(o.Scenario, names)))...)
}

// table compares.
func (o *SwitchOptions) table(scenario string, rows []sim.Param, values [][][]float64) *SwitchTable {
	t := &SwitchTable{EngineVersion: EngineVersion, Scenario: scenario, Seed: o.Seed, Lucks: o.Lucks, Patients: o.Patients}
	for i, outcome := range outcomes {
		t.Outcomes = append(t.Outcomes, outcome.name)
		t.Baseline = append(t.Baseline, effectOf(o.Lucks, func(luck int) float64 { return values[0][luck][i] }))
	}
	for k, p := range rows {
		row := SwitchRow{Parameter: p.Name, Was: *p.Value, Meaning: p.Meaning}
		for i := range outcomes {
			row.Effects = append(row.Effects, effectOf(o.Lucks, func(luck int) float64 {
				return values[k+1][luck][i] - values[0][luck][i]
			}))
		}
		t.Switched = append(t.Switched, row)
	}
	return t
}

func effectOf(lucks int, of func(luck int) float64) Effect {
	x := make([]float64, lucks)
	for i := range x {
		x[i] = of(i)
	}
	mean, sd := stat.MeanStdDev(x, nil)
	half := descriptive.T95(lucks-1) * sd / math.Sqrt(float64(lucks))
	return Effect{mean, mean - half, mean + half}
}
