package analysis

import (
	"math"
	"math/rand/v2"
	"testing"

	"rapport/analysis/data"
	"rapport/analysis/runtest"
	"rapport/sim/record"
)

// lagged draws patients in whom alliance is white noise within the patient and
// symptoms follow s(t+1) = β a(t) + e, both with variance 1, so that β is the
// standardised coefficient.
func lagged(patients, sessions int, beta float64, seed uint64) *panelWorld {
	luck := rand.New(rand.NewPCG(seed, 2))
	w := &panelWorld{}
	for range patients {
		a, s := make([]float64, sessions), make([]float64, sessions)
		carry := luck.NormFloat64()
		for t := range sessions {
			s[t] = carry
			a[t] = luck.NormFloat64()
			carry = beta*a[t] + math.Sqrt(1-beta*beta)*luck.NormFloat64()
		}
		w.alliance, w.symptoms = append(w.alliance, a), append(w.symptoms, s)
	}
	return w
}

// panelWorld holds exact scores, off the instruments' grids, a row per patient.
type panelWorld struct{ alliance, symptoms [][]float64 }

func (w *panelWorld) lag(direction Lag, detrend bool) Result {
	width := len(w.alliance[0])
	a, s := panel{width, nil}, panel{width, nil}
	for i := range w.alliance {
		a.cell, s.cell = append(a.cell, w.alliance[i]...), append(s.cell, w.symptoms[i]...)
	}
	return crossLag(&a, &s, direction, detrend)
}

func TestCrossLagRecoversKnownEffect(t *testing.T) {
	// Centring on 80 sessions biases by about β/80, far below the error.
	r := lagged(250, 80, -0.12, 1).lag(AllianceToSymptoms, false)
	withinError(t, "alliance to symptoms", r, -0.12)
	withinError(t, "symptoms to alliance", lagged(250, 80, -0.12, 1).lag(SymptomsToAlliance, false), 0)
}

// TestCrossLagIgnoresWhatIsBetween adds differences between patients, the mean
// course and, for the detrended form, a slope of each patient's own: none of it
// may matter, where nothing is missing.
func TestCrossLagIgnoresWhatIsBetween(t *testing.T) {
	for _, direction := range []Lag{AllianceToSymptoms, SymptomsToAlliance} {
		for _, detrend := range []bool{false, true} {
			w := lagged(50, 7, -0.3, 5)
			before := w.lag(direction, detrend)
			for i := range w.alliance {
				for j := range w.alliance[i] {
					w.alliance[i][j] += float64(i%5) + math.Sqrt(float64(j))
					w.symptoms[i][j] += float64(i%7) - math.Sqrt(float64(j))
					if detrend {
						w.symptoms[i][j] += float64(j) * float64(i%3)
					}
				}
			}
			after := w.lag(direction, detrend)
			if !(math.Abs(after.Value-before.Value) <= 1e-9) || !(math.Abs(after.SE-before.SE) <= 1e-9) {
				t.Errorf("%s, detrended %v: %v becomes %v", direction, detrend, before.Value, after.Value)
			}
		}
	}
}

func TestCrossLagNeedsNeighbouringAnswers(t *testing.T) {
	h := &runtest.Hand{}
	for i := range 6 {
		h.Add("completed", []int{10 + i, runtest.None, 12, 9 + i%3, runtest.None, 8}, 3, 3.5+float64(i)/10, 0, 4, 4.5, 3+float64(i%2))
	}
	r := CrossLag(mustData(t, &h.Rows), LagQuery{AllianceToSymptoms, data.WAIPatient, data.Span{From: 1, To: 6}, 2, false})
	// Only session 3 to 4 has both PHQ-9, and there the alliance of session 3 is missing.
	if !math.IsNaN(r.Value) || len(r.Warnings) != 1 {
		t.Errorf("value %v, warnings %v: want none and one warning", r.Value, r.Warnings)
	}
}

func TestCrossLagKeepsPatientsWithEnoughAnswers(t *testing.T) {
	d := mustData(t, runtest.StandardSample.Draw())
	all := CrossLag(d, LagQuery{AllianceToSymptoms, data.WAIPatient, data.Span{From: 1, To: 7}, 2, false})
	full := CrossLag(d, LagQuery{AllianceToSymptoms, data.WAIPatient, data.Span{From: 1, To: 7}, 7, false})
	complete := 0
	for i := range d.List {
		a, s := 0, 0
		for j := range d.List[i].Sessions {
			if row := &d.List[i].Sessions[j]; row.Session <= 7 {
				if row.WAIPatient != 0 {
					a++
				}
				if row.PHQ9 != nil {
					s++
				}
			}
		}
		if a == 7 && s == 7 {
			complete++
		}
	}
	if full.N != complete || all.N <= full.N {
		t.Errorf("N = %d with all seven answers and %d with two, want %d and more", full.N, all.N, complete)
	}
	runtest.Near(t, "rows of the complete", full.Detail("rows"), float64(6*complete))
}

func TestPanelReadsWindow(t *testing.T) {
	h := &runtest.Hand{}
	h.Add("completed", []int{10, runtest.None, 12, 14})
	p := panels(mustData(t, &h.Rows), data.Span{From: 2, To: 4}, 2, data.PHQ9Of)[0]
	if p.patients() != 1 || !math.IsNaN(p.row(0)[0]) || p.row(0)[1] != 12 || p.row(0)[2] != 14 {
		t.Errorf("window holds %v, want NaN 12 14", p.cell)
	}
	if p := panels(mustData(t, &h.Rows), data.Span{From: 2, To: 4}, 3, func(s *record.Session) float64 { return data.PHQ9Of(s) })[0]; p.patients() != 0 {
		t.Errorf("%d patients with three answers, want none", p.patients())
	}
}
