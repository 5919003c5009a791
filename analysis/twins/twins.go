package twins

import (
	"fmt"

	"rapport/analysis/data"
	"rapport/analysis/descriptive"
	"rapport/sim/record"
)

// Twins are the patients of two scenarios, each paired with itself: the same
// person with the same luck under either. It holds outcomes, not sessions, some
// 300 bytes to a patient.
type Twins struct {
	Baseline, Scenario string // names of the scenarios

	patients []*record.Patient // under the baseline, in the order of its table
	parts    []int32           // first session at which the twins part, 0: never
	under    [2][][]float64    // outcomes under baseline and scenario, by outcome and twin; NaN: none
	clusters clusters
	data     *data.Data // of the baseline, for traits of therapists

	strangers int // twins who differ before treatment
}

// PairTwins pairs the patients that both scenarios have, by replication and
// number. It fails where they have none in common.
func PairTwins(baseline, scenario *data.Data) (*Twins, error) {
	t := &Twins{Baseline: baseline.Scenario, Scenario: scenario.Scenario, data: baseline}
	outcomes := CompareOutcomes()
	n := min(baseline.Len(), scenario.Len())
	for side := range t.under {
		t.under[side] = make([][]float64, len(outcomes))
		for k := range outcomes {
			t.under[side][k] = make([]float64, 0, n)
		}
	}
	var others []*record.Patient
	for i, j := 0, 0; i < len(baseline.List) && j < len(scenario.List); {
		a, b := &baseline.List[i], &scenario.List[j]
		switch {
		case a.Key().Less(b.Key()):
			i++
		case b.Key().Less(a.Key()):
			j++
		default:
			t.patients, others = append(t.patients, a.Patient), append(others, b.Patient)
			t.parts = append(t.parts, partingSession(a.Sessions, b.Sessions))
			if !samePerson(a.Patient, b.Patient) {
				t.strangers++
			}
			for k := range outcomes {
				t.under[0][k] = append(t.under[0][k], outcomes[k].of(a))
				t.under[1][k] = append(t.under[1][k], outcomes[k].of(b))
			}
			i++
			j++
		}
	}
	if len(t.patients) == 0 {
		return nil, fmt.Errorf("scenarios %s and %s have no patient in common: there is nothing to compare", baseline.Scenario, scenario.Scenario)
	}
	t.clusters = clusterTwins(t.patients, others)
	return t, nil
}

// samePerson says whether two patients have the same traits, as they do unless a
// scenario draws or screens its population in another way.
func samePerson(a, b *record.Patient) bool {
	traits := func(p *record.Patient) [14]float32 {
		return [14]float32{p.Agreeableness, p.Neuroticism, p.Extraversion, p.Conscientiousness, p.Openness, p.AttachmentAvoid, p.AttachmentAnxiety,
			p.Disclosure, p.Expectations, p.Directiveness, p.IntakeSeverity, p.NaturalCourse, p.AllianceToSymptoms, p.SymptomsToAlliance}
	}
	return traits(a) == traits(b)
}

// Len is the number of twins.
func (t *Twins) Len() int { return len(t.patients) }

// Parted counts the twins whose sessions differ at all, and returns the median of
// the first sessions that do; 0 where none does.
func (t *Twins) Parted() (n int, medianSession float64) {
	var at []float64
	for _, s := range t.parts {
		if s > 0 {
			at = append(at, float64(s))
		}
	}
	if len(at) == 0 {
		return 0, 0
	}
	return len(at), descriptive.Median(at)
}

// Differences are the outcome under the scenario minus that under the baseline,
// twin by twin; NaN where either has none. It panics at an unknown outcome.
func (t *Twins) Differences(outcome string) []float64 {
	k := findOutcome(outcome)
	if k < 0 {
		panic("analysis: unknown outcome " + outcome)
	}
	d := make([]float64, t.Len())
	for i := range d {
		d[i] = t.under[1][k][i] - t.under[0][k][i]
	}
	return d
}

// partingSession is the number of the first session whose rows differ in any
// column, or that only one of the two has; 0 where all are equal.
func partingSession(a, b []record.Session) int32 {
	for i := range min(len(a), len(b)) {
		if !sameSession(a[i], b[i]) {
			return min(a[i].Session, b[i].Session)
		}
	}
	switch n := min(len(a), len(b)); {
	case len(a) > n:
		return a[n].Session
	case len(b) > n:
		return b[n].Session
	}
	return 0
}

// sameSession compares two rows column by column. The arguments are copies: the
// pointers are compared by what they point to, and then taken away.
func sameSession(a, b record.Session) bool {
	if !sameValue(a.PHQ9, b.PHQ9) || !sameValue(a.RupturePatient, b.RupturePatient) ||
		!sameValue(a.RuptureTherapist, b.RuptureTherapist) || !sameValue(a.RuptureObserver, b.RuptureObserver) ||
		!sameValue(a.TrueRupture, b.TrueRupture) {
		return false
	}
	for _, s := range []*record.Session{&a, &b} {
		s.PHQ9, s.RupturePatient, s.RuptureTherapist, s.RuptureObserver, s.TrueRupture = nil, nil, nil, nil, nil
	}
	return a == b
}

func sameValue[T comparable](a, b *T) bool {
	return a == b || a != nil && b != nil && *a == *b
}
