package population

import (
	"testing"

	"rapport/sim/luck"
)

// A trait that is added last changes none of the others: whoever extends the model keeps the
// people that there were.
func TestALastTraitChangesNoOther(t *testing.T) {
	p := DefaultPopulation()
	before, after := make([]float64, patientTraits), make([]float64, patientTraits)
	for last := symptomsToAlliance; last > leniency; last-- {
		factors := func(n int) []float64 {
			var pairs []pair
			for _, one := range p.Correlations {
				if max(one.a, one.b) < n {
					pairs = append(pairs, one)
				}
			}
			l, err := factor(n, pairs)
			if err != nil {
				t.Fatal(err)
			}
			return l
		}
		without, with := factors(last), factors(last+1)
		for id := range int64(50) {
			var n luck.Noise
			luck.Of(1, 0, luck.Patient, id).At(&n, 0)
			traits(before[:last], without, &n)
			traits(after[:last+1], with, &n)
			for i := range last {
				if before[i] != after[i] {
					t.Fatalf("patient %d: with trait %d, trait %d is %g, not %g", id, last, i, after[i], before[i])
				}
			}
		}
	}
}

// Each trait with a mean and a standard deviation has words, and is named once.
func TestShapedTraitsHaveWords(t *testing.T) {
	for who, of := range map[string]struct {
		texts  []TraitText
		shaped []int
	}{"patients": {PatientTraits[:], shaped[:]}, "therapists": {TherapistTraits[:], shapedOfTherapists[:]}} {
		seen := map[int]bool{}
		for _, i := range of.shaped {
			if i >= len(of.texts) || of.texts[i] == (TraitText{}) || seen[i] {
				t.Errorf("trait %d of %s: no words, or named twice", i, who)
			}
			seen[i] = true
		}
	}
}
