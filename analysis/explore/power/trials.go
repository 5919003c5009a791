package power

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/stat"

	"rapport/analysis/descriptive"
)

// Trials is what trials of one size found.
type Trials struct {
	Size       int64   `json:"size"`  // of what varies
	Stage      string  `json:"stage"` // search, check, curve, null, asked
	Patients   int64   `json:"patients"`
	Therapists float64 `json:"therapists"` // mean over trials of those who treat patients
	Analysed   float64 `json:"analysed"`   // mean of the patients who enter the test
	Trials     int     `json:"trials"`
	Found      int     `json:"significant"`
	Up         int     `json:"significant_above_0"`
	Untestable int     `json:"untestable"` // trials whose data did not allow the test; they count as not significant

	Power float64 `json:"-"` // share of significant trials; NaN where not one allowed the test
	Low   float64 `json:"-"` // 95 % interval (Wilson)
	High  float64 `json:"-"`

	Estimate     float64 `json:"-"` // mean over trials; NaN where none could be tested
	SD           float64 `json:"-"` // of the estimates over trials
	SE           float64 `json:"-"` // mean of the standard errors that trials report
	Spread       float64 `json:"-"` // mean SD of the outcome within arms; 0 where there is none
	Exaggeration float64 `json:"-"` // mean of significant estimates' size over the size of Estimate

	Arms  []ArmFound `json:"arms,omitempty"`            // of each arm against the first, where there are several
	Ways  []Way      `json:"missing_answers,omitempty"` // the same trials by each way to deal with missing answers
	Looks []Look     `json:"looks,omitempty"`           // where the trial is looked at before its end
	Mean  float64    `json:"-"`                         // with looks, mean number of patients at the end

	p     []float64 // p values; 1 where the test was not possible
	sizes float64   // of the significant estimates, in all
}

// Sized is the power of a test whose threshold is moved so that it errs in alpha of
// the trials where there is nothing to find: what the test can tell apart, whatever
// its p values claim. It holds for this model's null alone.
type Sized struct {
	Threshold float64 `json:"threshold"` // p value below which a trial counts
	Power     float64 `json:"power"`     // of the trials of the size found, or of the last size asked for
	Low       float64 `json:"low"`       // 95 % interval (Wilson), the threshold taken as known
	High      float64 `json:"high"`
}

// sum counts what was found.
func (t *Trials) sum(all []verdict) {
	var estimates, errors, spreads, sizes, analysed []float64
	for _, v := range all {
		analysed = append(analysed, float64(v.patients))
		if !v.ok {
			t.Untestable++
			t.p = append(t.p, 1)
			continue
		}
		t.p = append(t.p, v.p)
		estimates, errors, spreads = append(estimates, v.estimate), append(errors, v.se), append(spreads, v.spread)
		if v.hit {
			t.Found++
			sizes = append(sizes, math.Abs(v.estimate))
			t.sizes += math.Abs(v.estimate)
			if v.estimate > 0 {
				t.Up++
			}
		}
	}
	t.share()
	t.Analysed = mean(analysed)
	t.Estimate, t.SE, t.Spread = mean(estimates), mean(errors), mean(spreads)
	t.SD = stat.StdDev(estimates, nil)
	t.Exaggeration = mean(sizes) / math.Abs(t.Estimate)
}

// ArmFound is what trials found of one arm against the first; power, its interval and the
// estimate are NaN where not one trial allowed the test.
type ArmFound struct {
	Scenario string  `json:"scenario"`
	Found    int     `json:"significant"` // with p adjusted for the number of arms
	Power    float64 `json:"power"`
	Low      float64 `json:"low"`
	High     float64 `json:"high"`
	Estimate float64 `json:"estimate"`
}

// parts counts what was found of each arm and at each look.
func (t *Trials) parts(o *Options, all []verdict) {
	if o.Detect == PowerContrast && len(o.Scenarios) > 2 {
		for k, name := range o.Scenarios[1:] {
			found, sum, n := 0, 0.0, 0
			for i := range all {
				if p := all[i].pairs; len(p) > k && p[k].ok {
					sum, n = sum+p[k].estimate, n+1
					if p[k].hit {
						found++
					}
				}
			}
			a := ArmFound{Scenario: name, Found: found, Estimate: sum / float64(n)}
			a.Power, a.Low, a.High = shareFound(found, len(all), len(all)-n)
			t.Arms = append(t.Arms, a)
		}
	}
	t.Looks = slices.Clone(o.looks)
	for i := range t.Looks {
		t.Looks[i].Patients = int64(math.Ceil(t.Looks[i].Share*float64(t.Patients) - 1e-9))
	}
	sum := 0.0
	for i := range all {
		if t.Looks != nil {
			at := &t.Looks[all[i].look]
			sum += float64(at.Patients)
			if all[i].hit {
				at.Ended++
			}
		}
	}
	t.Mean = sum / float64(max(1, len(all)))
}

// share sets the power and its interval.
func (t *Trials) share() { t.Power, t.Low, t.High = shareFound(t.Found, t.Trials, t.Untestable) }

// shareFound is the share of trials that found something, with its 95 % interval (Wilson); NaN
// where not one trial allowed the test, which is no power of 0.
func shareFound(found, trials, untestable int) (share, low, high float64) {
	if untestable == trials {
		return math.NaN(), math.NaN(), math.NaN()
	}
	return descriptive.Wilson(found, trials)
}

// mean is NaN without values.
func mean(x []float64) float64 {
	if len(x) == 0 {
		return math.NaN()
	}
	return stat.Mean(x, nil)
}

// sized moves the threshold of the trials t so that alpha of the null's would count; nil where
// not one of these allowed the test.
func sized(t, null *Trials, alpha float64) *Sized {
	if null.Untestable == len(null.p) {
		return nil
	}
	ordered := slices.Sorted(slices.Values(null.p))
	s := &Sized{Threshold: ordered[int(alpha*float64(len(ordered)))]}
	found := 0
	for _, p := range t.p {
		if p < s.Threshold {
			found++
		}
	}
	s.Power, s.Low, s.High = descriptive.Wilson(found, len(t.p))
	return s
}
