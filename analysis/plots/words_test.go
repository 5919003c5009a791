package plots

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"

	"rapport/analysis"
	"rapport/analysis/twins"
	"rapport/sim/record"
)

// written is a text of a figure with the box that its letters take, in points.
type written struct {
	text                     string
	left, right, low, height vg.Length
}

// wordsOf are the texts of a figure that are not turned.
func wordsOf(t *testing.T, f *Figure) (all []written) {
	t.Helper()
	var b bytes.Buffer
	if err := f.WriteSVG(&b); err != nil {
		t.Fatal(err)
	}
	d, groups := xml.NewDecoder(&b), 0
	var at *written
	for {
		token, err := d.Token()
		if err != nil {
			return all
		}
		switch e := token.(type) {
		case xml.StartElement:
			if e.Name.Local == "g" {
				groups++
			}
			if e.Name.Local != "text" || groups > 1 {
				continue
			}
			at = &written{}
			for _, a := range e.Attr {
				v, _ := strconv.ParseFloat(a.Value, 64)
				switch a.Name.Local {
				case "x":
					at.left = vg.Length(v)
				case "y":
					at.low = vg.Length(-v)
				case "style":
					_, size, _ := strings.Cut(a.Value, "font-size:")
					size, _, _ = strings.Cut(size, "px")
					v, _ := strconv.ParseFloat(size, 64)
					at.height = vg.Length(v)
				}
			}
		case xml.CharData:
			if at != nil {
				at.text += string(e)
			}
		case xml.EndElement:
			if e.Name.Local == "g" {
				groups--
			}
			if e.Name.Local == "text" && at != nil {
				at.right = at.left + textStyle(at.height, false).Width(at.text)
				at.height *= 0.9 // with the gap to the next line
				all, at = append(all, *at), nil
			}
		}
	}
}

// standApart reports texts that stand on each other.
func standApart(t *testing.T, f *Figure) {
	t.Helper()
	all := wordsOf(t, f)
	if len(all) == 0 {
		t.Errorf("%s: no words", f.Name)
	}
	for i, a := range all {
		for _, b := range all[i+1:] {
			if a.left < b.right && b.left < a.right && a.low < b.low+b.height && b.low < a.low+a.height {
				t.Errorf("%s: %q stands on %q", f.Name, a.text, b.text)
			}
		}
	}
}

// Can every value be read where many scenarios lie beyond the scale of one row?
func TestValuesBeyondTheScaleStandApart(t *testing.T) {
	row := forestRow{label: "weeks to the last"}
	var styles []int
	for k := range 6 {
		row.points, styles = append(row.points, analysis.Result{Value: 1.2 + float64(k), Low: math.NaN(), High: math.NaN()}), append(styles, k+1)
	}
	low := forestRow{label: "sessions held"}
	for _, p := range row.points {
		p.Value = -p.Value
		low.points = append(low.points, p)
	}
	standApart(t, forestFigure(&Figure{Name: "contrasts"}, []forestRow{row, low, row}, "d", farthest, styles, nil))
}

// Can the shares of twins be read where there are many panels?
func TestSharesOfTwinsStandApart(t *testing.T) {
	primary := twins.ScenarioEffect{Outcome: twins.CompareOutcome{Label: "PHQ-9, week 16", Week: 16}}
	m := &Material{Scenarios: []Scenario{{Name: "baseline"}}, Comparison: &twins.Comparison{Scenarios: []twins.ScenarioComparison{{Effects: []twins.ScenarioEffect{primary}}}}}
	for k := range 6 {
		m.Scenarios = append(m.Scenarios, Scenario{Name: fmt.Sprintf("scenario-%d", k), Twins: map[int]int{-2: 10, 0: 70, 3: 20}})
	}
	figure := twinDifferences(m)
	standApart(t, figure)
	if len(wordsOf(t, figure)) < 6*3 {
		t.Error("not all shares are written")
	}
	for i := range m.Scenarios[1:] {
		m.Scenarios[i+1].Twins = map[int]int{0: 99, 1: 1}
	}
	for _, w := range wordsOf(t, twinDifferences(m)) {
		if strings.Contains(w.text, ".5") && strings.HasPrefix(w.text, "−") {
			t.Errorf("bars of a point are drawn up to %s, beneath the shares", w.text)
		}
	}
}

// Numbers under a panel that ends before them would stand under the panel beside it.
func TestNumbersEndWithTheirPanel(t *testing.T) {
	p := newPanel("", "session", "")
	sessionAxis(p, 6)
	p.Y.Min, p.Y.Max = 0, 1
	foot := &footnote{heading: "still in treatment", at: []float64{1, 5, 9}, rows: []footRow{{0, func(at float64) string { return fmt.Sprintf("n%.0f", at) }}}}
	f := &Figure{Name: "foot", width: pageWidth, height: 200}
	f.draw = footed([]*plot.Plot{p, p}, []*footnote{foot, foot}, 2, nil)
	count := map[string]int{}
	for _, w := range wordsOf(t, f) {
		count[w.text]++
	}
	if count["n1"] != 2 || count["n5"] != 2 || count["n9"] != 0 {
		t.Errorf("numbers under panels of six sessions: %v", count)
	}
}

// A panel for which there are too few patients says so.
func TestEmptyPanelsSayWhy(t *testing.T) {
	f := &Figure{Name: "few"}
	p := newPanel("", "session", "")
	f.put(p, []named{{label: "one", curve: curve{xs: []float64{1}, ys: []float64{2}}}}, 1, 1, 8, 0, 5)
	q := newPanel("", "session", "")
	f.put(q, []named{{label: "two", curve: curve{xs: []float64{1, 2}, ys: []float64{2, 3}}}}, 1, 1, 8, 0, 5)
	told := 0
	for _, w := range wordsOf(t, f.pair(p, q, nil)) {
		if w.text == "too few patients" {
			told++
		}
	}
	if told != 1 {
		t.Errorf("said in %d panels, want the one without a curve", told)
	}
}

// Nobody rates an alliance on a waiting list; who always gives the best rating is drawn on the
// scale; and a run without weeks has no figure by week to look at.
func TestPanelsOfOneValueAndOfNone(t *testing.T) {
	run := runOf(t, map[string]*record.Rows{"c-wait": waiting()})
	m, err := Gather(run, twins.CompareOptions{TrialN: 100})
	if err != nil {
		t.Fatal(err)
	}
	f := bySession(m)
	if !slices.ContainsFunc(wordsOf(t, f), func(w written) bool { return w.text == "nobody was asked" }) || !strings.Contains(f.Caption, "everybody by week above.") {
		t.Errorf("a waiting list: %s", f.Caption)
	}
	m.Scenarios[0].Summary.ByWeek = nil
	if f := bySession(m); !strings.HasSuffix(f.Caption, "in treatment stands below.") {
		t.Errorf("without weeks: %s", f.Caption)
	}
	p := newPanel("", "session", "")
	drawCurves(p, []curve{{xs: []float64{1, 2}, ys: []float64{5, 5}, low: []float64{5, 5}, up: []float64{5, 5}}}, 1, 5)
	if p.Y.Min != 4 || p.Y.Max != 5 {
		t.Errorf("ratings of 5 on an axis from %v to %v", p.Y.Min, p.Y.Max)
	}
}

// One patient is not told as several.
func TestOneIsTold(t *testing.T) {
	m := gathered(t)
	for i := range m.Scenarios {
		m.Scenarios[i].Sample = m.Scenarios[i].Sample[:1]
	}
	m.Marked = m.Marked[:1]
	m.Marked[0].One.Patient.Ruptures = 1
	for _, f := range Figures(m) {
		if text := f.Caption + f.Alt; strings.Contains(text, "1 patients") || strings.Contains(text, "1 courses") || strings.Contains(text, "1 ruptures") {
			t.Errorf("%s: %s", f.Name, text)
		}
	}
}

// Where no truth stands in for those who did not answer, the figure by week is of those who did.
func TestWhoAnsweredIsTold(t *testing.T) {
	m := gathered(t)
	if f := byWeek(m); !strings.Contains(f.Caption, "of everybody who entered") {
		t.Errorf("everybody is known: %s", f.Caption)
	}
	m.Scenarios[0].Summary.ByWeek[0].PHQ9.N--
	if f := byWeek(m); !strings.Contains(f.Caption, "of those who answered") || strings.Contains(f.Title, "everybody") {
		t.Errorf("%s: %s", f.Title, f.Caption)
	}
}
