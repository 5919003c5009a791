package main

import (
	"fmt"
	"math"
	"os"
	"strings"
)

// count is how often an interval held the truth, or a test found something.
type count struct {
	held, given, asked int
}

// table counts by row and size.
type table struct {
	sizes []size // of which there are studies, with how many there are
	truth size
	order []string
	cells map[string][]count

	names []string          // of the tests of power
	rates map[string][]rate // of their trials, by size
}

// table counts what is done.
func (o *store) table(sizes []size, truth size) (*table, error) {
	truths, err := o.truths(&truth)
	if err != nil {
		return nil, err
	}
	t := &table{truth: truth, cells: map[string][]count{}, rates: map[string][]rate{}}
	for _, z := range sizes {
		if _, err := os.Stat(o.file(z)); err == nil {
			t.sizes = append(t.sizes, z)
		}
	}
	for at := range t.sizes {
		z := &t.sizes[at]
		wanted := z.studies
		z.studies = 0
		err := read(o.file(*z), func(d done) {
			if d.Seed < firstSeed || d.Seed >= firstSeed+uint64(wanted) {
				return
			}
			z.studies++
			for i := range d.Found {
				t.add(at, &d.Found[i], truths)
			}
		})
		if err != nil {
			return nil, err
		}
	}
	return t, t.addErrors(o)
}

// truths are the means of the large studies, and how many of these there are.
func (o *store) truths(z *size) (map[string]float64, error) {
	sums, n := map[string]float64{}, map[string]float64{}
	wanted := z.studies
	z.studies = 0
	err := read(o.file(*z), func(d done) {
		if d.Seed < truthSeed || d.Seed >= truthSeed+uint64(wanted) {
			return
		}
		z.studies++
		for _, f := range d.Found {
			if v := float64(f.Value); !math.IsNaN(v) {
				sums[f.Row], n[f.Row] = sums[f.Row]+v, n[f.Row]+1
			}
		}
	})
	for row := range sums {
		sums[row] /= n[row]
	}
	return sums, err
}

// add counts what one study found.
func (t *table) add(at int, f *found, truths map[string]float64) {
	truth, known := truths[f.Row]
	if !f.Test && !known {
		return
	}
	if t.cells[f.Row] == nil {
		t.order = append(t.order, f.Row)
		t.cells[f.Row] = make([]count, len(t.sizes))
	}
	c := &t.cells[f.Row][at]
	c.asked++
	switch {
	case f.Marked:
	case f.Test && !math.IsNaN(float64(f.P)):
		c.given++
		if f.P < 0.05 {
			c.held++
		}
	case !f.Test && !math.IsNaN(float64(f.Low)):
		c.given++
		if float64(f.Low) <= truth && truth <= float64(f.High) {
			c.held++
		}
	}
}

// chance is what the numbers of studies alone do to a share of 95 per cent.
func (t *table) chance() string {
	parts := make([]string, len(t.sizes))
	for i, s := range t.sizes {
		parts[i] = fmt.Sprintf("%.1f", 200*math.Sqrt(0.95*0.05/float64(s.studies)))
	}
	return strings.Join(parts, ", ")
}

// text is the table as a page.
func (t *table) text() string {
	var b strings.Builder
	sizes := make([]string, len(t.sizes))
	for i, z := range t.sizes {
		sizes[i] = z.flag()
	}
	trials := 0
	for _, rates := range t.rates {
		for _, r := range rates {
			trials = max(trials, r.Trials)
		}
	}
	b.WriteString("# How often the intervals hold\n\n")
	fmt.Fprintf(&b, "Made by `go run ./analysis/coverage --truth %s --sizes %s --trials %d --write analysis/coverage/coverage.md`.\n\n",
		t.truth.flag(), strings.Join(sizes, ","), trials)
	fmt.Fprintf(&b, "Studies of *repair-training* (patients × replications). The truth is the mean of %d studies of %d patients of other seeds. ", t.truth.studies, t.truth.patients)
	fmt.Fprintf(&b, "Per cent of 95 %% intervals that hold the truth; of tests, per cent below 0.05 where there is nothing to find. "+
		"The counts alone carry two standard errors of ± %s. In brackets: per cent of studies in which the output itself marks that no interval, "+
		"or none to rely on, can be had; these are not counted, and where most are marked no share is told, because those that are left were chosen by what they found.\n\n", t.chance())
	b.WriteString("| interval or test |")
	for _, s := range t.sizes {
		fmt.Fprintf(&b, " %s (%d studies) |", s, s.studies)
	}
	b.WriteString("\n|---|" + strings.Repeat("---:|", len(t.sizes)) + "\n")
	for _, row := range t.order {
		fmt.Fprintf(&b, "| %s |", row)
		for _, c := range t.cells[row] {
			fmt.Fprintf(&b, " %s |", c.text())
		}
		b.WriteString("\n")
	}
	t.errorText(&b)
	return b.String()
}

// text is the share with the share of what is marked. Where most are marked there is
// no share: those that are left were chosen by what they found.
func (c count) text() string {
	cell := "–"
	if 2*c.given >= c.asked && c.given > 0 {
		cell = fmt.Sprintf("%.1f", 100*float64(c.held)/float64(c.given))
	}
	if none := c.asked - c.given; none > 0 {
		cell += fmt.Sprintf(" (%.0f)", math.Ceil(100*float64(none)/float64(c.asked)))
	}
	return cell
}
