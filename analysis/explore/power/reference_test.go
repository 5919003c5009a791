package power

import (
	"encoding/csv"
	"math"
	"os"
	"strconv"
	"testing"
)

// referenceTrial reads the trial that testdata/reference.R wrote: a row per
// patient, NaN where missing.
func referenceTrial(t *testing.T) (rows [][]float64) {
	t.Helper()
	for _, line := range referenceLines(t, "trial.csv") {
		row := make([]float64, len(line))
		for i, cell := range line {
			row[i] = math.NaN()
			if cell != "" {
				v, err := strconv.ParseFloat(cell, 64)
				if err != nil {
					t.Fatal(err)
				}
				row[i] = v
			}
		}
		rows = append(rows, row)
	}
	return rows
}

func referenceLines(t *testing.T, name string) [][]string {
	t.Helper()
	file, err := os.Open("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	in := csv.NewReader(file)
	in.Comment = '#'
	lines, err := in.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return lines[1:]
}

// The columns of trial.csv.
const (
	inArm = iota
	inTherapist
	inIntake
	inFirst
	inLast = inFirst + 3
)

// referenceSample is the complete cases; the patients of therapist alone have none.
func referenceSample(t *testing.T, alone int) *powerSample {
	t.Helper()
	s := &powerSample{nested: true}
	place := map[int]int{}
	for _, row := range referenceTrial(t) {
		if math.IsNaN(row[inLast]) {
			continue
		}
		therapist := int(row[inTherapist])
		g, known := place[therapist]
		if !known || therapist == alone {
			g = len(s.alone)
			place[therapist] = g
			s.alone = append(s.alone, therapist == alone)
		}
		s.y, s.entry, s.arm, s.cluster = append(s.y, row[inLast]), append(s.entry, row[inIntake]), append(s.arm, row[inArm]), append(s.cluster, g)
	}
	return s
}

// referenceSeries is all patients with their assessments.
func referenceSeries(t *testing.T) *powerSeries {
	t.Helper()
	s := &powerSeries{powerSample: powerSample{nested: true}, times: 4}
	place := map[int]int{}
	for _, row := range referenceTrial(t) {
		g, known := place[int(row[inTherapist])]
		if !known {
			g = len(s.alone)
			place[int(row[inTherapist])] = g
			s.alone = append(s.alone, false)
		}
		s.entry, s.arm, s.cluster = append(s.entry, row[inIntake]), append(s.arm, row[inArm]), append(s.cluster, g)
		var visits []float64
		for _, v := range row[inFirst:] {
			if !math.IsNaN(v) {
				visits = append(visits, v)
			}
		}
		s.visits = append(s.visits, visits)
	}
	return s
}

// Estimates, standard errors, degrees of freedom and p values are those of R's
// t.test, clubSandwich, lmerTest and nlme on the same data. Closed forms agree to
// ten digits. lme4 and nlme stop their search at about six; lmerTest's degrees of
// freedom rest on the observed information and ours on the expected one, as those
// of Kenward and Roger do.
func TestTrialTestsAgreeWithR(t *testing.T) {
	whole, some, series := referenceSample(t, -1), referenceSample(t, 3), referenceSeries(t)
	got := map[string]float64{}
	put := func(name string, v verdict) {
		if !v.ok {
			t.Fatalf("%s could not be tested", name)
		}
		got[name+" estimate"], got[name+" se"], got[name+" df"], got[name+" p"] = v.estimate, v.se, v.df, v.p
	}
	put("t-test", whole.welch())
	put("ancova", whole.ancova())
	put("ancova alone", some.ancova())
	put("mixed", whole.mixed())
	got["mixed df observed"] = got["mixed df"]
	put("mmrm", series.sequence())
	put("anova", whole.therapistsDiffer())
	for _, line := range referenceLines(t, "reference.csv") {
		want, err := strconv.ParseFloat(line[1], 64)
		if err != nil {
			t.Fatal(err)
		}
		within := map[string]float64{"mixed estimate": 1e-5, "mixed se": 1e-5, "mmrm estimate": 1e-5, "mixed df": 1e-5, "mixed df observed": 0.05}[line[0]]
		if within == 0 {
			within = 1e-10
		}
		if g, ok := got[line[0]]; !ok || !(math.Abs(g-want) <= within*math.Abs(want)) {
			t.Errorf("%s = %.12g, R has %.12g", line[0], g, want)
		}
	}
}
