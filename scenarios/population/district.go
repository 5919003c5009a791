package population

import (
	"cmp"
	"math"
	"slices"

	"rapport/sim"
	"rapport/sim/luck"
)

// A district is a fixed number of clinics among which therapists are sorted, so that
// who works where does not depend on the number of patients.

// clinicSeverity is how ill the patients of clinic k are, in SD among clinics; 0 where
// clinics have the same patients.
func (q *people) clinicSeverity(seed uint64, replication int, k int64) float64 {
	if q.Service.ClinicSeverity == 0 {
		return 0
	}
	var n luck.Noise
	luck.Of(seed, replication, luck.Clinic, 2*k*int64(q.ClinicPairs)).At(&n, 0)
	return n.Normal(luck.ClinicSeverity)
}

// sorted are the therapists of clinic k, by the numbers that they have where chance
// decides, ascending; nil where it does.
func (q *people) sorted(m *sim.Model, seed uint64, replication int, k int64) []int64 {
	s := &q.Service
	if s.Sorting == sortedByChance {
		return nil
	}
	size, clinics := 2*int64(q.ClinicPairs), int64(s.District)
	first := k / clinics * clinics
	all, sought := make([]int64, clinics*size), make([]float64, clinics*size)
	for i := range all {
		all[i] = first*size + int64(i)
		sought[i] = q.sought(m, luck.Of(seed, replication, luck.Therapist, all[i]), all[i])
	}
	slices.SortStableFunc(all, func(a, b int64) int { return cmp.Compare(sought[b-first*size], sought[a-first*size]) })
	of := q.turn(seed, replication, k) * size
	mine := all[of : of+size]
	slices.Sort(mine)
	return mine
}

// sought is how much a therapist is sought:
//
//	Pull·trait + √(1 − Pull²)·ε,   ε standard normal
func (q *people) sought(m *sim.Model, own luck.Person, id int64) float64 {
	var n luck.Noise
	own.At(&n, 0)
	t := q.therapist(m, own, id, 0)
	value := t.Record
	if k := int(q.Service.SortingTrait); k < len(sim.TherapistTraitNames) {
		value = *trait(&t, k)
	}
	pull := q.Service.SortingPull
	return pull*value + math.Sqrt(1-pull*pull)*n.Normal(luck.ClinicPull)
}

// turn is the place of clinic k among those of its district: the first has the therapists
// who are sought most.
func (q *people) turn(seed uint64, replication int, k int64) (before int64) {
	clinics := int64(q.Service.District)
	if q.Service.Sorting == sortedByTrait {
		return k % clinics
	}
	sign := 1.0
	if q.Service.Sorting == sortedToMild {
		sign = -1
	}
	own := sign * q.clinicSeverity(seed, replication, k)
	for other := k / clinics * clinics; other < (k/clinics+1)*clinics; other++ {
		if x := sign * q.clinicSeverity(seed, replication, other); x > own || x == own && other < k {
			before++
		}
	}
	return before
}
