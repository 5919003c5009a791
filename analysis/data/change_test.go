package data

import (
	"math"
	"strings"
	"testing"
)

// By Jacobson & Truax (1991) a change is reliable from 1.96 SD √(2 (1 − r)) on: with SD 10
// and r .88, 9.6; a published one goes before it.
func TestReliableChange(t *testing.T) {
	for _, c := range []struct {
		n    Norms
		want float64
	}{{Norms{SD: 10, Retest: 0.88}, 9.602}, {Norms{SD: 10, Retest: 0.88, ReliableChange: 5}, 5}, {Norms{SD: 10}, 0}} {
		if got := c.n.reliable(); !(math.Abs(got-c.want) <= 0.001) {
			t.Errorf("%+v: %.3f, want %.3f", c.n, got, c.want)
		}
	}
}

// Changes follow the direction; the cut-off itself belongs to the higher side.
func TestChangesByNorms(t *testing.T) {
	none := math.NaN()
	ors := Instrument{Name: "ors", HighIsWell: true, Norms: Norms{Construct: "distress", ReliableChange: 5, CutOff: 25}}
	bdi := Instrument{Name: "bdi", Norms: Norms{Construct: "severity", ReliableChange: 9, CutOff: 14}}
	kept := func(score float32) float64 { return float64(score) } // as a run keeps it: 25.3 is 25.299999
	tenths, mean := ors, bdi
	tenths.Norms.CutOff, mean.Norms.CutOff, mean.Norms.ReliableChange = 25.3, 1.3, 1
	for _, c := range []struct {
		q        Instrument
		first, x float64
		want     [3]float64 // better, worse, recovered
	}{
		{ors, 20, 25, [3]float64{1, 0, 1}},
		{ors, 20, 24.9, [3]float64{0, 0, 0}},
		{ors, 19, 24.9, [3]float64{1, 0, 0}},
		{ors, 25, 19, [3]float64{0, 1, none}},
		{bdi, 28, 14, [3]float64{1, 0, 0}},
		{bdi, 28, 13, [3]float64{1, 0, 1}},
		{bdi, 13, 22, [3]float64{0, 1, none}},
		{bdi, none, 22, [3]float64{none, none, none}},
		{tenths, 20, kept(25.3), [3]float64{1, 0, 1}},
		{tenths, kept(25.3), 19, [3]float64{0, 1, none}},
		{tenths, 20, kept(25.2), [3]float64{1, 0, 0}},
		{mean, 3, kept(1.3), [3]float64{1, 0, 0}},
		{mean, 3, kept(1.2), [3]float64{1, 0, 1}},
	} {
		for i, change := range c.q.Changes() {
			if got := change.Became(c.first, c.x); got != c.want[i] && !(math.IsNaN(got) && math.IsNaN(c.want[i])) {
				t.Errorf("%s from %v to %v, %s: %v, want %v", c.q.Name, c.first, c.x, change.Name, got, c.want[i])
			}
		}
	}
	srs := Instrument{Name: "srs", Norms: Norms{Construct: "alliance", ReliableChange: 5}}
	if bdi.Norms.CutOff = 0; len(bdi.Changes()) != 2 || len(srs.Changes()) != 0 {
		t.Errorf("%d changes without a cut-off, %d of the alliance", len(bdi.Changes()), len(srs.Changes()))
	}
	if why := bdi.WhyNoChange(Recovered); !strings.Contains(why, "give cut_off") {
		t.Errorf("no recovery because %q", why)
	}
}

// Norms stand in the study of the manifest.
func TestNormsOfTheStudy(t *testing.T) {
	all, err := normsOf("title: x\ninstruments:\n  - name: ors\n    construct: distress\n    sd: 8.7\n    cut_off: 25\n    items: [{times: 4}]\n")
	if err != nil || all["ors"] != (Norms{Construct: "distress", SD: 8.7, CutOff: 25}) {
		t.Errorf("%+v, %v", all, err)
	}
	if _, err := normsOf("instruments: 3"); err == nil {
		t.Error("a study that cannot be read is read")
	}
}
