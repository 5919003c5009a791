package population

import (
	"slices"

	"rapport/sim"
	"rapport/sim/luck"
)

// A clinic is a fixed number of places shared by a fixed number of therapists.
// Therapists come in pairs whose two caseloads add up to caseload_min +
// caseload_max, so who treats whom is a function of the patient's id alone: a
// study with more patients has more clinics, and changes none.
type clinic struct {
	therapists []sim.Therapist
	first      []int   // for each therapist, the first place of the caseload
	seats      []int   // for each place, the therapist; empty: in the order of the places
	severity   float64 // how ill its patients are, in SD among clinics
}

func (q *people) pairPlaces() int64   { return int64(q.CaseloadMin) + int64(q.CaseloadMax) }
func (q *people) clinicPlaces() int64 { return int64(q.ClinicPairs) * q.pairPlaces() }

// clinic draws clinic number k of a replication into c, reusing its memory.
func (q *people) clinic(c *clinic, m *sim.Model, seed uint64, replication int, k int64) {
	c.therapists, c.first = c.therapists[:0], c.first[:0]
	var n luck.Noise
	place := 0
	c.severity = q.clinicSeverity(seed, replication, k)
	sorted := q.sorted(m, seed, replication, k)
	for pair := range int64(q.ClinicPairs) {
		id := 2 * (k*int64(q.ClinicPairs) + pair)
		luck.Of(seed, replication, luck.Clinic, id).At(&n, 0)
		choices := int(q.CaseloadMax) - int(q.CaseloadMin) + 1
		size := int(q.CaseloadMin) + int(n.Uniform(luck.CaseloadSplit)*float64(choices))
		for i, places := range [2]int{size, int(q.pairPlaces()) - size} {
			t := id + int64(i)
			who := t
			if sorted != nil {
				who = sorted[len(c.therapists)]
			}
			c.therapists = append(c.therapists, q.therapist(m, luck.Of(seed, replication, luck.Therapist, who), t, places))
			c.first = append(c.first, place)
			place += places
		}
	}
	luck.Of(seed, replication, luck.Clinic, 2*k*int64(q.ClinicPairs)).At(&n, 0)
	q.Service.settle(c.therapists, &n)
	q.assign(c, m, seed, replication, k)
}

// rank is how many patients the therapist of a place has had before the one there.
func (c *clinic) rank(place int) (n int) {
	at := c.assigned(place)
	if len(c.seats) == 0 {
		return place - c.first[at]
	}
	for _, seat := range c.seats[:place] {
		if seat == at {
			n++
		}
	}
	return n
}

// inOrder is the therapist of a place where patients are assigned as they come,
// as an index into c.therapists. Patients are drawn independently, so this is an
// assignment at random.
func (c *clinic) inOrder(place int) int {
	i := len(c.first) - 1
	for c.first[i] > place {
		i--
	}
	return i
}

// assigned is the therapist of a place, as an index into c.therapists.
func (c *clinic) assigned(place int) int {
	if len(c.seats) > 0 {
		return c.seats[place]
	}
	return c.inOrder(place)
}

// Policies of assignment, in the order of the choices of population.assignment.
const (
	atRandom = iota
	byMatch
	byRecord
	byTraits
	byApproach
)

// assign fills c.seats where the policy is not at random. It looks at every
// place of the clinic, whether the study fills it or not, so that who treats
// whom does not depend on the number of patients.
func (q *people) assign(c *clinic, m *sim.Model, seed uint64, replication int, k int64) {
	c.seats = c.seats[:0]
	if q.Assignment == atRandom {
		return
	}
	patients := make([]sim.Patient, q.clinicPlaces())
	order := make([]int, len(patients))
	for i := range patients {
		id := k*q.clinicPlaces() + int64(i)
		patients[i] = q.patient(m, luck.Of(seed, replication, luck.Patient, id), id, c.severity)
		order[i] = i
		c.seats = append(c.seats, 0)
	}
	if q.Assignment == byRecord {
		slices.SortStableFunc(order, func(a, b int) int { return patients[b].Screening - patients[a].Screening })
	}
	free := make([]int, len(c.therapists))
	for t := range free {
		free[t] = c.therapists[t].Caseload
	}
	for _, i := range order {
		best := q.place(c, m, free, &patients[i], luck.Of(seed, replication, luck.Patient, patients[i].ID))
		free[best]--
		c.seats[i] = best
	}
}

// place is the therapist whom a patient gets, of those with free places.
func (q *people) place(c *clinic, m *sim.Model, free []int, p *sim.Patient, own luck.Person) int {
	switch {
	case q.Assignment == byRecord:
		return fitting(free, func(t int) float64 { return -c.therapists[t].Record })
	case !q.wishes(own):
		return q.anyPlace(free, own)
	case q.Assignment == byApproach: // many suit equally
		return q.anyPlace(suiting(free, c.therapists, p), own)
	case q.Assignment == byTraits:
		matching := q.Service.matching()
		return fitting(free, func(t int) float64 { return matching.Cost(p, &c.therapists[t]) })
	}
	return fitting(free, func(t int) float64 { return m.Match.Mismatch(p, &c.therapists[t], false) })
}

// fitting is the therapist with a free place at the least cost.
func fitting(free []int, cost func(t int) float64) int {
	best, least := -1, 0.0
	for t := range free {
		if free[t] > 0 {
			if x := cost(t); best < 0 || x < least {
				best, least = t, x
			}
		}
	}
	return best
}

// wishes says whether a patient's wish counts.
func (q *people) wishes(own luck.Person) bool {
	if q.Service.Choosers >= 1 {
		return true
	}
	var n luck.Noise
	own.At(&n, 0)
	return n.Uniform(luck.PatientChooses) < q.Service.Choosers
}

// suiting are the free places with therapists who work in the approach that the patient
// prefers; all free places where there is none, or no preference.
func suiting(free []int, therapists []sim.Therapist, p *sim.Patient) []int {
	met, any := make([]int, len(free)), false
	for t, f := range free {
		if p.Prefers.Unmet(&therapists[t]) < 0 {
			met[t], any = f, any || f > 0
		}
	}
	if !any {
		return free
	}
	return met
}

// anyPlace is the therapist of one of the free places.
func (q *people) anyPlace(free []int, own luck.Person) int {
	var n luck.Noise
	own.At(&n, 0)
	places := 0
	for _, f := range free {
		places += f
	}
	at := int(n.Uniform(luck.AnyPlace) * float64(places))
	for t, f := range free {
		if at < f {
			return t
		}
		at -= f
	}
	panic("population: no place is free")
}
