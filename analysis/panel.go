package analysis

import (
	"math"

	"gonum.org/v1/gonum/stat"

	"rapport/analysis/data"
	"rapport/sim/record"
)

// panel holds one score of each patient in the sessions of a window, a row per
// patient, NaN where missing.
type panel struct {
	width int
	cell  []float64
}

func (p *panel) row(i int) []float64 { return p.cell[i*p.width : (i+1)*p.width] }

// panels reads several scores over the sessions of the window, of the patients
// with at least enough answers in each.
func panels(d *data.Data, window data.Span, enough int, scores ...func(*record.Session) float64) []panel {
	width := window.To - window.From + 1
	out := make([]panel, len(scores))
	for k := range out {
		out[k] = panel{width, make([]float64, 0, d.Len()*width)}
	}
	for i := range d.List {
		c := &d.List[i]
		short := false
		for k, score := range scores {
			answers := 0
			for n := window.From; n <= window.To; n++ {
				v := c.Read(n, score)
				if !math.IsNaN(v) {
					answers++
				}
				out[k].cell = append(out[k].cell, v)
			}
			short = short || answers < enough
		}
		if short {
			for k := range out {
				out[k].cell = out[k].cell[:len(out[k].cell)-width]
			}
		}
	}
	return out
}

// patients is the number of rows.
func (p *panel) patients() int { return len(p.cell) / p.width }

// centreOnPerson takes each patient's own mean out of the scores.
func (p *panel) centreOnPerson() {
	for i := range p.patients() {
		subtractMean(p.row(i), 1)
	}
}

// detrendPerson takes each patient's own straight line over sessions out.
func (p *panel) detrendPerson() {
	t, v := make([]float64, 0, p.width), make([]float64, 0, p.width)
	for i := range p.patients() {
		row := p.row(i)
		t, v = t[:0], v[:0]
		for j, x := range row {
			if !math.IsNaN(x) {
				t, v = append(t, float64(j)), append(v, x)
			}
		}
		a, b := stat.LinearRegression(t, v, nil, false)
		for j := range row {
			row[j] -= a + b*float64(j)
		}
	}
}

// centreOnSession takes the sample's mean course out: each session's mean over
// the patients answering there.
func (p *panel) centreOnSession() {
	for j := range min(p.width, len(p.cell)) {
		subtractMean(p.cell[j:], p.width)
	}
}

// subtractMean centres every step-th value of x on their mean; NaN stay.
func subtractMean(x []float64, step int) {
	sum, n := 0.0, 0
	for i := 0; i < len(x); i += step {
		if !math.IsNaN(x[i]) {
			sum += x[i]
			n++
		}
	}
	for i := 0; i < len(x); i += step {
		x[i] -= sum / float64(n)
	}
}

// Lag is the direction of a cross-lagged effect.
type Lag string

// The two directions between alliance and symptoms.
const (
	AllianceToSymptoms Lag = "alliance_to_symptoms"
	SymptomsToAlliance Lag = "symptoms_to_alliance"
)

// LagQuery asks for a cross-lagged effect within patients.
type LagQuery struct {
	Direction  Lag
	Alliance   data.Measure
	Window     data.Span // session numbers that enter, lagged ones included
	MinAnswers int       // patients with fewer answers of either score in the window stay out; at least 2, detrended 3
	Detrend    bool      // take each patient's own straight line out, not the mean alone
}

// CrossLag is the within-patient cross-lagged effect as a standardised
// regression coefficient. Symptoms s(t) are answered before session t, the
// alliance a(t) after it, so that one exchange reads s(t), a(t), s(t+1):
//
//	alliance → symptoms:  s(t+1) = β a(t) + γ s(t) + e
//	symptoms → alliance:  a(t) = β s(t) + γ a(t-1) + e
//
// Both scores are first centred on the patient's own mean over the window (or
// cleared of the patient's own straight line), then cleared of each session's
// mean over patients, so that neither differences between patients nor the mean
// course over treatment enter. Pooled least squares over all patients and
// sessions where the three scores are present; β is scaled by SD(x)/SD(y) of
// those rows. Standard error robust to dependence within the patient; N is the
// patients; detail: rows. (Flückiger et al. 2020, J Consult Clin Psychol
// 88:829-843.)
//
// Traps: centring with a lagged outcome is biased when sessions are few (Nickell
// 1981, Econometrica 49:1417-1426), so compare only values of the same estimator
// over the same window; detrending asks another question (fluctuation about the
// patient's own path) and takes part of a true effect away.
func CrossLag(d *data.Data, q LagQuery) Result {
	enough := max(q.MinAnswers, 2)
	if q.Detrend {
		enough = max(enough, 3)
	}
	p := panels(d, q.Window, enough, q.Alliance.Reader(), data.PHQ9Of)
	return crossLag(&p[0], &p[1], q.Direction, q.Detrend)
}

// crossLag is CrossLag on the scores themselves, which it changes.
func crossLag(alliance, symptoms *panel, direction Lag, detrend bool) Result {
	for _, p := range []*panel{alliance, symptoms} {
		if detrend {
			p.detrendPerson()
		} else {
			p.centreOnPerson()
		}
		p.centreOnSession()
	}
	y, x, control, cluster := direction.rows(alliance, symptoms)
	f, ok := regress(y, x, control)
	if !ok {
		return Nothing(alliance.patients(), "only %d rows have all three scores, or they do not vary", len(y))
	}
	beta, factor := f.standardised(0)
	r := estimate(beta, f.clusterSE(0, cluster)*factor, alliance.patients())
	r.count("rows", len(y))
	r.detail("autoregression", f.slope[1]*f.sdX[1]/f.sdY)
	return r
}

// rows lays the lagged scores side by side, those of a patient together.
func (l Lag) rows(alliance, symptoms *panel) (y, x, control []float64, cluster []int) {
	size := len(alliance.cell)
	y, x, control = make([]float64, 0, size), make([]float64, 0, size), make([]float64, 0, size)
	cluster = make([]int, 0, size)
	for i := range alliance.patients() {
		a, s := alliance.row(i), symptoms.row(i)
		for t := 0; t+1 < alliance.width; t++ {
			yt, xt, ct := s[t+1], a[t], s[t]
			if l == SymptomsToAlliance {
				yt, xt, ct = a[t+1], s[t+1], a[t]
			}
			if math.IsNaN(yt) || math.IsNaN(xt) || math.IsNaN(ct) {
				continue
			}
			y, x, control = append(y, yt), append(x, xt), append(control, ct)
			cluster = append(cluster, i)
		}
	}
	return y, x, control, cluster
}
