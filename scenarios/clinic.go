package scenarios

import "rapport/sim"

// A clinic is a fixed number of places shared by a fixed number of therapists.
// Therapists come in pairs whose two caseloads add up to caseload_min +
// caseload_max, so who treats whom is a function of the patient's id alone: a
// study with more patients has more clinics, and changes none.
type clinic struct {
	therapists []sim.Therapist
	first      []int // for each therapist, the first place of the caseload
}

func (q *people) pairPlaces() int64   { return int64(q.CaseloadMin) + int64(q.CaseloadMax) }
func (q *people) clinicPlaces() int64 { return int64(q.ClinicPairs) * q.pairPlaces() }

// clinic draws clinic number k of a replication into c, reusing its memory.
func (q *people) clinic(c *clinic, m *sim.Model, seed uint64, replication int, k int64) {
	c.therapists, c.first = c.therapists[:0], c.first[:0]
	var n sim.Noise
	place := 0
	for pair := range int64(q.ClinicPairs) {
		id := 2 * (k*int64(q.ClinicPairs) + pair)
		sim.NewLuck(seed, replication, sim.OfClinic, id).At(&n, 0)
		choices := int(q.CaseloadMax) - int(q.CaseloadMin) + 1
		size := int(q.CaseloadMin) + int(n.Uniform(sim.CaseloadSplit)*float64(choices))
		for i, places := range [2]int{size, int(q.pairPlaces()) - size} {
			t := id + int64(i)
			c.therapists = append(c.therapists, q.therapist(m, sim.NewLuck(seed, replication, sim.OfTherapist, t), t, places))
			c.first = append(c.first, place)
			place += places
		}
	}
}

// assigned is the therapist of a place, as an index into c.therapists.
func (c *clinic) assigned(place int) int {
	i := len(c.first) - 1
	for c.first[i] > place {
		i--
	}
	return i
}
