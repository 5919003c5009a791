package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"rapport/analysis/data"
	"rapport/analysis/twins"
	"rapport/configs"
	"rapport/scenarios/run"
	"rapport/scenarios/study"
)

// answered is one contrast under sets and truths.
type answered struct {
	study, contrast, outcome string
	shipped                  float64
	sets, truths             []float64
}

// recover answers all contrasts and writes the table; share is that of answers in the range.
func (o *options) recover(ctx context.Context) (share float64, err error) {
	sets, truths, err := o.read()
	if err != nil {
		return 0, err
	}
	if !slices.Equal(sets.Parameters, truths.Parameters) {
		return 0, errors.New("the truths have other parameters than the sets")
	}
	dir, err := os.MkdirTemp("", "rapport-recovery-")
	if err != nil {
		return 0, err
	}
	defer os.RemoveAll(dir)
	together := *sets
	together.Sets = slices.Concat(sets.Sets, truths.Sets)
	record := filepath.Join(dir, "sets.json")
	text, err := json.Marshal(&together)
	if err == nil {
		err = os.WriteFile(record, text, 0o600)
	}
	if err != nil {
		return 0, err
	}
	var all []answered
	for _, name := range asked {
		own, err := answers(ctx, name, record, filepath.Join(dir, name), o.patients, len(sets.Sets))
		if err != nil {
			return 0, fmt.Errorf("%s: %w", name, err)
		}
		all = append(all, own...)
	}
	t := tableOf(all)
	if o.write == "" {
		return t.share(), t.tell(os.Stdout, o)
	}
	file, err := os.Create(o.write)
	if err != nil {
		return 0, err
	}
	err = t.tell(file, o)
	if closed := file.Close(); err == nil {
		err = closed
	}
	return t.share(), err
}

// answers runs a study under the first sets of a record and, after those, under truths.
func answers(ctx context.Context, name, record, folder string, patients int64, sets int) (all []answered, err error) {
	text, err := configs.Read(name)
	if err != nil {
		return nil, err
	}
	one := 1
	plan, err := study.Parse(name, text, study.Overrides{NoEnvironment: true, PlausibleFrom: record, Patients: &patients, Replications: &one})
	if err != nil {
		return nil, err
	}
	if _, err := run.Run(ctx, plan, run.Options{Dir: folder}); err != nil {
		return nil, err
	}
	done, err := data.Read(folder)
	if err != nil {
		return nil, err
	}
	c, err := twins.Compare(done, twins.CompareOptions{TrialN: twins.DefaultTrialN, Traits: []string{}})
	if err != nil {
		return nil, err
	}
	for i := range c.Sets {
		if s := &c.Sets[i]; s.Outcome.Name == c.Primary {
			all = append(all, answered{name, s.Contrast, s.Outcome.Label, s.Shipped.Value, s.Values[:sets], s.Values[sets:]})
		}
	}
	return all, os.RemoveAll(folder)
}

// line is what became of one contrast.
type line struct {
	*answered
	low, high     float64 // middle 90 % of the sets
	least, most   float64
	within, whole int // truths in the middle 90 %, and from least to most
}

type table []line

func tableOf(all []answered) table {
	var t table
	for i := range all {
		a := &all[i]
		l := line{answered: a}
		l.least, l.low, l.high, l.most = ends(a.sets)
		for _, truth := range a.truths {
			if truth >= l.low && truth <= l.high {
				l.within++
			}
			if truth >= l.least && truth <= l.most {
				l.whole++
			}
		}
		t = append(t, l)
	}
	return t
}

// ends are the least, the ends of the middle 90 %, and the most.
func ends(values []float64) (least, low, high, most float64) {
	sorted := slices.Sorted(slices.Values(values))
	n := len(sorted)
	at := func(p float64) float64 {
		k := p * float64(n-1)
		i := int(k)
		return sorted[i] + (k-float64(i))*(sorted[min(i+1, n-1)]-sorted[i])
	}
	return sorted[0], at(0.05), at(0.95), sorted[n-1]
}

// share of all truths' answers that lie from the least to the most of the sets.
func (t table) share() float64 {
	whole, of := 0, 0
	for i := range t {
		whole, of = whole+t[i].whole, of+len(t[i].truths)
	}
	return float64(whole) / math.Max(1, float64(of))
}

// ofEach is in how many of the contrasts the answer under each truth lies in the range, and in
// the middle 90 %.
func (t table) ofEach() (whole, within []int) {
	whole, within = make([]int, len(t[0].truths)), make([]int, len(t[0].truths))
	for i := range t {
		for k, v := range t[i].truths {
			if v >= t[i].least && v <= t[i].most {
				whole[k]++
			}
			if v >= t[i].low && v <= t[i].high {
				within[k]++
			}
		}
	}
	return whole, within
}

// enough counts truths with so large a share of their answers inside.
func enough(inside []int, of int) (n int) {
	for _, k := range inside {
		if float64(k) >= wanted*float64(of) {
			n++
		}
	}
	return n
}

const heading = `# Truths that are none of the plausible sets

Written by ` + "`go run ./analysis/recovery`" + `. A truth is a parameter set of another search (seed 2): it meets the findings on luck of its own
and is none of the sets that ship. Asked is whether what is true under it lies in what the sets that ship say. Patients and
luck are the same under truths and sets, so that luck parts no answer from them.

What it shows: that 64 sets are enough to span what such a search reaches. What it does not show: how much further the findings
would let an answer go. Both searches begin at the shipped values and are stopped early, that for truths after half as many rounds.

`

// tell writes the table in Markdown.
func (t table) tell(w io.Writer, o *options) error {
	var b strings.Builder
	within, of := 0, 0
	for i := range t {
		within, of = within+t[i].within, of+len(t[i].truths)
	}
	b.WriteString(heading)
	each, middle := t.ofEach()
	fmt.Fprintf(&b, "%d sets, %d truths; %d patients of each study. Of %d answers under truths, %.0f %% lie in the range over the sets, %.0f %% in the middle 90 %% of them.\n",
		len(t[0].sets), len(t[0].truths), o.patients, of, 100*t.share(), 100*float64(within)/math.Max(1, float64(of)))
	fmt.Fprintf(&b, "At least 85 %% of the %d contrasts lie in the range for %d of the %d truths (the fewest are %d), and in the middle 90 %% for %d.\n\n",
		len(t), enough(each, len(t)), len(each), slices.Min(each), enough(middle, len(t)))
	b.WriteString("| study | contrast | outcome | shipped | range over sets | middle 90 % | truths | in the range | in the middle 90 % |\n|:---|:---|:---|---:|---:|---:|---:|---:|---:|\n")
	for i := range t {
		l := &t[i]
		fmt.Fprintf(&b, "| %s | %s | %s | %+.3f | %+.3f to %+.3f | %+.3f to %+.3f | %d | %d | %d |\n", l.study, l.contrast, l.outcome, l.shipped, l.least, l.most,
			l.low, l.high, len(l.truths), l.whole, l.within)
	}
	_, err := io.WriteString(w, b.String())
	return err
}
