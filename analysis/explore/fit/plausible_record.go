package fit

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"regexp"
	"slices"
	"strings"

	"gonum.org/v1/gonum/stat"

	"rapport/analysis/descriptive"
	"rapport/analysis/explore"
	"rapport/scenarios/population"
	"rapport/scenarios/study"
)

// PlausibleSets are the sets that a search found, with how it found them.
type PlausibleSets struct {
	EngineVersion string   `json:"engine_version"`
	Command       string   `json:"command"`
	Seed          uint64   `json:"seed"`
	Patients      int64    `json:"patients"` // per scenario and evaluation
	Scored        int64    `json:"scored"`   // patients per scenario on which a set is judged
	Wanted        int      `json:"wanted"`
	Evaluations   int      `json:"evaluations"`
	First         int      `json:"first"` // places that the emulator learned from
	R2            float64  `json:"r2"`    // of the emulator, median over numbers
	Held          int      `json:"held"`  // directions of the space that the findings hold
	Rounds        []Round  `json:"rounds"`
	Start         Judged   `json:"start"`  // on single lucks
	Mended        []Judged `json:"mended"` // ends of chains on the mean of fresh lucks: as they are, then those that missed once they were mended, …

	Coverage  []Covered     `json:"coverage"`
	Distances Distances     `json:"distances"`
	Asked     []AskedNumber `json:"asked"`

	study.ParameterSets

	own bool // held to a user's own table

	Findings      []FoundColumn     `json:"findings"`
	Found         [][]explore.Maybe `json:"found"`          // of the start, then of the sets, by finding
	FoundPatients int64             `json:"found_patients"` // per scenario, on whom a set's were found
}

// Round is one step of all chains.
type Round struct {
	Round     int     `json:"round"`
	Step      float64 `json:"step"`      // of a proposal, prior standard deviations
	Proposed  int     `json:"proposed"`  // steps that the surrogate looked at
	Evaluated int     `json:"evaluated"` // of them, steps that it let pass
	Met       int     `json:"met"`       // of them, places that miss no number on either luck
	Accepted  int     `json:"accepted"`  // of them, steps that chains made
	Spread    float64 `json:"spread"`    // standard deviation over chains then, prior standard deviations, mean over parameters
}

// Judged is how often something missed no number.
type Judged struct {
	Of  int `json:"of"`
	Met int `json:"met"`
}

func (j *Judged) add(missed bool) {
	if j.Of++; !missed {
		j.Met++
	}
}

// Covered is how much of its plausible range a parameter has over the sets.
type Covered struct {
	Name    string  `json:"name"`
	Shipped float64 `json:"shipped"`
	Low     float64 `json:"low"` // two prior standard deviations below
	High    float64 `json:"high"`
	Least   float64 `json:"least"` // over the sets
	Most    float64 `json:"most"`
	Share   float64 `json:"share"`  // of low to high, in prior standard deviations, that least to most covers
	Spread  float64 `json:"spread"` // standard deviation over the sets, prior standard deviations
}

// Distances between sets: root mean square differences of parameters, in prior standard
// deviations.
type Distances struct {
	Least  float64 `json:"least"`
	Median float64 `json:"median"`
	Most   float64 `json:"most"`
	Prior  float64 `json:"prior"` // what draws of the prior would have, on average
}

// AskedNumber is a number that every set has to meet.
type AskedNumber struct {
	Finding string        `json:"finding"`
	Check   string        `json:"check,omitempty"`
	Low     *float64      `json:"low"`
	High    *float64      `json:"high"`
	Widened bool          `json:"widened,omitempty"` // the start misses it: a set is to be no worse
	R2      float64       `json:"r2"`                // of the emulator
	Beyond  float64       `json:"beyond"`            // share of places left out whose number it misses by more than three standard errors
	Off     float64       `json:"off"`               // standard error of the surrogate, by the steps that were simulated
	Start   explore.Maybe `json:"start"`             // of the start
	Below   float64       `json:"below"`             // share of sets whose number lies below that of the start
	Median  explore.Maybe `json:"median"`            // over the sets
}

// FoundColumn is a finding whose value under each set is known.
type FoundColumn struct {
	ID   string        `json:"id"`
	Text string        `json:"text"`
	SE   explore.Maybe `json:"se"` // Monte-Carlo standard error of the value, under a set
}

// record puts together what the search found.
func (m *match) record() *PlausibleSets {
	m.apart()
	p := &PlausibleSets{EngineVersion: explore.EngineVersion, Command: m.o.Command, Seed: m.o.Seed, Patients: m.o.Patients, Scored: m.o.Scored,
		Wanted: m.o.Sets, Evaluations: m.evaluations, First: m.o.First, R2: descriptive.Median(m.emulator.R2), Held: len(m.kernel.shrink), Rounds: m.rounds,
		Start: m.start, Mended: m.mended, FoundPatients: lastLucks * m.o.Scored, Coverage: m.coverage(), Distances: m.distances(), own: m.o.own != nil}
	for t := range m.targets {
		p.Asked = append(p.Asked, m.asked(t))
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
	for i := range m.sets {
		p.Sets, p.Found = append(p.Sets, m.values(m.sets[i].y)), append(p.Found, m.foundOf(m.sets[i].numbers))
	}
	for k := range m.findings {
		p.Findings = append(p.Findings, FoundColumn{m.nameOf(k), m.textOf(k), explore.Maybe(m.errs[len(m.targets)+k] / math.Sqrt(lastLucks))})
	}
	return p
}

// apart puts the sets in an order in which each is as far as can be from those before
// (maximin; Johnson, Moore & Ylvisaker 1990).
func (m *match) apart() {
	nearest := make([]float64, len(m.sets))
	zero := make([]float64, len(m.space))
	for i := range m.sets {
		nearest[i] = distance(m.sets[i].y, zero)
	}
	for k := range m.sets {
		best := k
		for i := k; i < len(m.sets); i++ {
			if nearest[i] > nearest[best] {
				best = i
			}
		}
		m.sets[k], m.sets[best] = m.sets[best], m.sets[k]
		nearest[k], nearest[best] = nearest[best], nearest[k]
		for i := k + 1; i < len(m.sets); i++ {
			nearest[i] = min(nearest[i], distance(m.sets[i].y, m.sets[k].y))
		}
	}
}

// distance is the root mean square difference of the coordinates, in prior standard deviations.
func distance(x, y []float64) float64 {
	ss := 0.0
	for i := range x {
		ss += (x[i] - y[i]) * (x[i] - y[i])
	}
	return math.Sqrt(ss / float64(len(x)))
}

// asked says where a number lies under the start and under the sets.
func (m *match) asked(t int) AskedNumber {
	x := &m.targets[t]
	a := AskedNumber{Finding: m.nameOf(x.finding), Check: x.name, Low: explore.Known(x.low), High: explore.Known(x.high), Widened: m.widened[t],
		R2: m.emulator.R2[t], Beyond: m.emulator.Beyond[t], Off: m.off[t], Start: explore.Maybe(m.shipped[t])}
	var all []float64
	for i := range m.sets {
		v := m.sets[i].numbers[t]
		if all = append(all, v); v < m.shipped[t] {
			a.Below += 1 / float64(len(m.sets))
		}
	}
	if len(all) > 0 {
		a.Median = explore.Maybe(descriptive.Median(all))
	}
	return a
}

// nameOf a finding is its id or, of a user's own table, what was computed.
func (m *match) nameOf(k int) string {
	if m.o.own != nil {
		return m.textOf(k)
	}
	return m.findings[k].ID
}

// textOf a finding, also where that goes on from the text before.
func (m *match) textOf(k int) string {
	// The texts of own data are told one below the other.
	return strings.Replace(m.findings[k].Text, "… ", "ended before the planned session, ", 1)
}

// foundOf are the findings' values among the numbers of a trial.
func (m *match) foundOf(numbers []float64) []explore.Maybe {
	values := make([]explore.Maybe, len(m.findings))
	for k := range values {
		values[k] = explore.Maybe(numbers[len(m.targets)+k])
	}
	return values
}

// plausibleRange is how many prior standard deviations either way coverage is told of.
const plausibleRange = 2

// coverage of the parameters by the sets.
func (m *match) coverage() []Covered {
	all := make([]Covered, len(m.space))
	for i := range m.space {
		a := &m.space[i]
		c := Covered{Name: a.param.Name, Shipped: a.start, Low: a.value(-plausibleRange), High: a.value(plausibleRange)}
		var own []float64
		for k := range m.sets {
			own = append(own, m.sets[k].y[i])
		}
		if len(own) > 1 {
			least, most := slices.Min(own), slices.Max(own)
			c.Least, c.Most, c.Spread = a.value(least), a.value(most), stat.StdDev(own, nil)
			c.Share = max(0, min(plausibleRange, most)-max(-plausibleRange, least)) / (2 * plausibleRange)
		}
		all[i] = c
	}
	return all
}

func (m *match) distances() Distances {
	var all []float64
	for i := range m.sets {
		for k := range i {
			all = append(all, distance(m.sets[i].y, m.sets[k].y))
		}
	}
	d := Distances{Prior: math.Sqrt2}
	if len(all) > 0 {
		d.Least, d.Median, d.Most = slices.Min(all), descriptive.Median(all), slices.Max(all)
	}
	return d
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
