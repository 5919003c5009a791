package fit

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"regexp"
	"slices"

	"rapport/analysis/explore"
	"rapport/scenarios/population"
	"rapport/scenarios/study"
)

// PlausibleSets are the sets that a search found, with how it found them.
type PlausibleSets struct {
	EngineVersion string  `json:"engine_version"`
	Command       string  `json:"command"`
	Seed          uint64  `json:"seed"`
	Patients      int64   `json:"patients"` // per scenario and evaluation
	Scored        int64   `json:"scored"`   // patients per scenario on which a set is judged
	Wanted        int     `json:"wanted"`
	Evaluations   int     `json:"evaluations"`
	Box           float64 `json:"box"` // prior standard deviations either way
	Waves         []Wave  `json:"waves"`

	Coverage  []Covered     `json:"coverage"`
	Distances Distances     `json:"distances"`
	Growth    []Growth      `json:"growth"`
	Asked     []AskedNumber `json:"asked"`

	study.ParameterSets

	Findings []FoundColumn     `json:"findings"`
	Found    [][]explore.Maybe `json:"found"` // of the start, then of the sets, by finding
}

// Wave is one wave of a search.
type Wave struct {
	Wave      int     `json:"wave"`
	Margin    float64 `json:"margin"`    // standard errors that predictions were kept inside
	Reach     float64 `json:"reach"`     // prior standard deviations that a parameter could lie from its start
	Slack     float64 `json:"slack"`     // half-widths that predictions may lie outside, where the emulator sees no place inside
	R2        float64 `json:"r2"`        // of the emulator, median over numbers
	Places    int     `json:"places"`    // evaluated
	Plausible int     `json:"plausible"` // not ruled out by an evaluation
	Accepted  int     `json:"accepted"`  // every number inside, on fresh luck at full size
	Coverage  float64 `json:"coverage"`  // mean over parameters, of all sets until then
}

// Covered is how much of its plausible range a parameter has over the sets.
type Covered struct {
	Name    string  `json:"name"`
	Shipped float64 `json:"shipped"`
	Low     float64 `json:"low"` // of the range that was searched
	High    float64 `json:"high"`
	Least   float64 `json:"least"` // over the sets
	Most    float64 `json:"most"`
	Share   float64 `json:"share"` // of the range, in prior standard deviations, from least to most
}

// Distances between sets: root mean square differences of parameters, in prior standard
// deviations.
type Distances struct {
	Least   float64 `json:"least"`
	Median  float64 `json:"median"`
	Most    float64 `json:"most"`
	Uniform float64 `json:"uniform"` // what places drawn evenly from the whole box would have
}

// Growth is how far the first sets reach.
type Growth struct {
	Sets     int     `json:"sets"`
	Coverage float64 `json:"coverage"` // mean over parameters
	Uniform  float64 `json:"uniform"`  // of as many places drawn evenly from the whole box
}

// AskedNumber is a number that every set has to meet.
type AskedNumber struct {
	Finding string   `json:"finding"`
	Check   string   `json:"check,omitempty"`
	Low     *float64 `json:"low"`
	High    *float64 `json:"high"`
	Widened bool     `json:"widened,omitempty"` // the start misses it: a set is to be no worse
	R2      float64  `json:"r2"`                // of the last emulator
	Beyond  float64  `json:"beyond"`            // share of places left out whose number it misses by more than three standard errors
}

// FoundColumn is a finding whose value under each set is known.
type FoundColumn struct {
	ID   string        `json:"id"`
	Text string        `json:"text"`
	SE   explore.Maybe `json:"se"` // Monte-Carlo standard error of the value at Scored patients
}

// record puts together what the search found.
func (m *match) record() *PlausibleSets {
	chosen := m.chosen()
	p := &PlausibleSets{EngineVersion: explore.EngineVersion, Command: m.o.Command, Seed: m.o.Seed, Patients: m.o.Patients, Scored: m.o.Scored,
		Wanted: m.o.Sets, Evaluations: m.evaluations, Box: m.o.Box, Waves: m.waves, Coverage: m.coverage(chosen)}
	p.Distances = distancesOf(placesOf(chosen), m.o.Box)
	for n := 8; n/2 < len(chosen); n *= 2 {
		k := min(n, len(chosen))
		p.Growth = append(p.Growth, Growth{k, meanCoverage(m.coverage(chosen[:k])), float64(k-1) / float64(k+1)})
	}
	for t := range m.targets {
		x := &m.targets[t]
		a := AskedNumber{Finding: x.id, Check: x.name, Low: explore.Known(x.low), High: explore.Known(x.high), Widened: m.widened[t]}
		if m.emulator != nil {
			a.R2, a.Beyond = m.emulator.R2[t], m.emulator.Beyond[t]
		}
		p.Asked = append(p.Asked, a)
	}
	p.Model = study.ModelMark()
	setting := population.DefaultSetting()
	defaults := map[string]float64{}
	for _, row := range setting.Params() {
		defaults[row.Name] = *row.Value
	}
	for i := range m.space {
		name := m.space[i].param.Name
		p.Parameters, p.Shipped = append(p.Parameters, name), append(p.Shipped, defaults[name])
	}
	p.Found = append(p.Found, m.foundOf(m.shipped))
	if m.o.own != nil {
		start := m.values(make([]float64, len(m.space)))
		p.Sets, p.Found = append(p.Sets, start), append(p.Found, m.foundOf(m.shipped))
	}
	for i := range chosen {
		p.Sets, p.Found = append(p.Sets, m.values(chosen[i].y)), append(p.Found, m.foundOf(chosen[i].full))
	}
	root := math.Sqrt(float64(m.o.Patients) / float64(m.o.Scored))
	for k := range m.findings {
		p.Findings = append(p.Findings, FoundColumn{m.findings[k].ID, m.findings[k].Text, explore.Maybe(m.spread[len(m.targets)+k] * root)})
	}
	return p
}

// chosen are the sets of the record, the first ones as far apart as can be.
func (m *match) chosen() []trial {
	var all []trial
	for _, y := range spreadOut(placesOf(m.accepted), [][]float64{make([]float64, len(m.space))}, m.o.Sets) {
		all = append(all, m.accepted[slices.IndexFunc(m.accepted, func(t trial) bool { return &t.y[0] == &y[0] })])
	}
	return all
}

// foundOf are the findings' values among the numbers of a trial.
func (m *match) foundOf(numbers []float64) []explore.Maybe {
	values := make([]explore.Maybe, len(m.findings))
	for k := range values {
		values[k] = explore.Maybe(numbers[len(m.targets)+k])
	}
	return values
}

// coverage of the parameters by some sets.
func (m *match) coverage(sets []trial) []Covered {
	all := make([]Covered, len(m.space))
	for i := range m.space {
		a := &m.space[i]
		c := Covered{Name: a.param.Name, Shipped: a.start, Low: a.value(-m.o.Box), High: a.value(m.o.Box)}
		least, most := math.Inf(1), math.Inf(-1)
		for k := range sets {
			least, most = min(least, sets[k].y[i]), max(most, sets[k].y[i])
		}
		if len(sets) > 0 {
			c.Least, c.Most, c.Share = a.value(least), a.value(most), (most-least)/(2*m.o.Box)
		}
		all[i] = c
	}
	return all
}

func meanCoverage(all []Covered) float64 {
	sum := 0.0
	for i := range all {
		sum += all[i].Share / float64(len(all))
	}
	return sum
}

func distancesOf(places [][]float64, box float64) Distances {
	var all []float64
	for i := range places {
		for k := range i {
			all = append(all, distance(places[i], places[k]))
		}
	}
	d := Distances{Uniform: box * math.Sqrt(2.0/3)}
	if len(all) > 0 {
		d.Least, d.Median, d.Most = slices.Min(all), median(all), slices.Max(all)
	}
	return d
}

func median(x []float64) float64 {
	if len(x) == 0 {
		return math.NaN()
	}
	sorted := slices.Sorted(slices.Values(x))
	n := len(sorted)
	return (sorted[(n-1)/2] + sorted[n/2]) / 2
}

// numbersApart is a list of numbers over many lines.
var numbersApart = regexp.MustCompile(`\[\s+(?:(?:-?[0-9][-+.0-9eE]*|null),?\s+)+\]`)

// WriteRecord writes everything as JSON, a set to a line. The same search gives the same bytes.
func (p *PlausibleSets) WriteRecord(w io.Writer) error {
	text, err := json.MarshalIndent(p, "", "  ")
	if err != nil {
		return fmt.Errorf("write the record of the search: %w", err)
	}
	text = numbersApart.ReplaceAllFunc(text, func(list []byte) []byte {
		fields := bytes.Fields(list)
		return bytes.ReplaceAll(bytes.Join(fields, nil), []byte(","), []byte(", "))
	})
	_, err = w.Write(append(text, '\n'))
	return err
}
