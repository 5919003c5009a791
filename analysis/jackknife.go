package analysis

import (
	"math"
	"slices"

	"rapport/analysis/data"
)

// groups is the largest number of groups of the delete-group jackknife. Some thirty
// leave the interval hardly wider than with every cluster alone.
const groups = 32

// enoughCourses is of how many courses the error is found by the jackknife, at most. It
// falls with the root of their number, so that of more courses is known from theirs.
// Runs with more are scored in parts ([ScoreRun]).
const enoughCourses = 40_000

// manyCourses are so many that 32 groups of them are large enough to be scored alone.
const manyCourses = 10_000

// groupErrors is the standard error of each of some values from how they differ between
// groups of caseloads, each scored alone,
//
//	SE² = 1/(G(G-1)) Σ (θ(g) - mean θ)²,
//
// the method of random groups (Wolter 2007, Introduction to Variance Estimation, ch. 2),
// for a thirty-second of the jackknife's work and with the same degrees of freedom. Not
// ok of few courses, which [inGroups] does not deal, and where a group allows no value:
// the jackknife then says more.
func groupErrors(theta [][]float64) (se []float64, df int, ok bool) {
	for _, of := range theta {
		if len(of) != len(theta[0]) || slices.ContainsFunc(of, math.IsNaN) {
			return nil, 0, false
		}
	}
	if theta == nil {
		return nil, 0, false
	}
	g := len(theta)
	se = errorsOf(theta)
	for i := range se { // left out, a group moves the value by a (G-1)th of how far it is off
		se[i] /= float64(g - 1)
	}
	return se, g - 1, true
}

// values are numbers that courses give.
type values func([]*data.Data) []float64

// inEachGroup are such numbers in each of the groups, alone; nil of few courses. All look at
// a group while it is at hand.
func inEachGroup(given []*data.Data, of ...values) [][][]float64 {
	only := inGroups(given)
	theta := make([][][]float64, len(of))
	if only == nil {
		return theta
	}
	for i := range theta {
		theta[i] = make([][]float64, len(only))
	}
	data.InParallel(len(only), func(g int) {
		for i := range theta {
			theta[i][g] = of[i](only[g])
		}
	})
	return theta
}

// inGroups are the courses of every scenario, group by group; nil of few courses.
func inGroups(given []*data.Data) [][]*data.Data {
	if given[0].Len() < manyCourses {
		return nil
	}
	group, g := groupsOf(given)
	only := make([][]*data.Data, g)
	for i, d := range given {
		for k, one := range d.Split(group[i], g) {
			only[k] = append(only[k], one)
		}
	}
	return only
}

// groupsOf deals the courses of every scenario to the same groups.
func groupsOf(given []*data.Data) (group [][]uint8, g int) {
	group = make([][]uint8, len(given))
	first := *given[0]
	for _, d := range given {
		first.Clinic = max(first.Clinic, d.Clinic)
	}
	group[0], g = caseloadGroups(&first)
	for i := range given[1:] {
		group[i+1] = twinGroups(given[0], group[0], given[i+1], g)
	}
	return group, g
}

// jackknifeOf is the jackknife of at most so many courses, at the size of all. Where
// they allow no error, all do.
func jackknifeOf(given []*data.Data, most int, values func([]*data.Data) []float64) (se []float64, df int) {
	n := given[0].Len()
	if n <= most {
		return jackknife(given, values)
	}
	some := make([]*data.Data, len(given))
	last := given[0].List[most-1]
	for i, d := range given {
		some[i] = d.Select(func(c data.Course) bool { return !last.Key().Less(c.Key()) })
	}
	se, df = jackknife(some, values)
	for i := range se {
		if math.IsNaN(se[i]) {
			return jackknife(given, values)
		}
		se[i] *= math.Sqrt(float64(most) / float64(n))
	}
	return se, df
}

// jackknife is the delete-group standard error of each of some values,
//
//	SE² = (G-1)/G Σ (θ(g) - mean θ)²,
//
// where θ(g) leaves group g out (Kott 2001, J Off Stat 17:521-526). Groups are
// made of whole caseloads, because patients of a therapist are alike, or of
// patients where there are no therapists; twins fall into the same group in every
// scenario. With fewer than 32 caseloads each is a group, and G-1, the degrees of
// freedom, are few. NaN where a group allows no value. It draws nothing: the same
// data give the same error.
func jackknife(given []*data.Data, values func([]*data.Data) []float64) (se []float64, df int) {
	group, g := groupsOf(given)
	theta := make([][]float64, g)
	without := make([]*data.Data, len(given))
	for k := range theta {
		for i, d := range given {
			var room []data.Course
			if without[i] != nil {
				room = without[i].List
			}
			without[i] = d.Without(group[i], uint8(k), room)
		}
		theta[k] = values(without)
	}
	return errorsOf(theta), g - 1
}

// errorsOf is the standard error of each value over the groups.
func errorsOf(theta [][]float64) []float64 {
	g := float64(len(theta))
	se := make([]float64, len(theta[0]))
	for v := range se {
		mean, ss := 0.0, 0.0
		for _, t := range theta {
			if len(t) <= v { // a group in which there is no such value
				mean = math.NaN()
				break
			}
			mean += t[v] / g
		}
		for _, t := range theta {
			if len(t) > v {
				ss += (t[v] - mean) * (t[v] - mean)
			}
		}
		se[v] = math.Sqrt(ss * (g - 1) / g)
	}
	return se
}

// caseloadGroups deals caseloads to groups in turn, and returns how many groups
// there are. Patients without a therapist count as caseloads of their own, as do
// all patients where there is one therapist or none is known. Where the patients of a
// clinic are alike, clinics are dealt in the place of caseloads, if there are several.
func caseloadGroups(d *data.Data) (group []uint8, n int) {
	if d.Clinic > 0 {
		if group, clinics := dealt(d, d.Clinic); clinics > 1 {
			return group, min(groups, clinics)
		}
	}
	group, caseloads := dealt(d, 1)
	if caseloads < 2 {
		caseloads = max(2, len(d.List))
		for i := range group {
			group[i] = uint8(i % groups)
		}
	}
	return group, min(groups, caseloads)
}

// dealt deals the patients of so many therapists at a time to groups in turn, and counts
// these.
func dealt(d *data.Data, therapists int64) (group []uint8, n int) {
	type id struct {
		replication int32
		therapist   int64
	}
	group = make([]uint8, len(d.List))
	order := map[id]int{}
	for i := range d.List {
		p := d.List[i].Patient
		who := id{p.Replication, p.Therapist / therapists}
		at, known := order[who]
		if !known || p.Therapist < 0 {
			at = n
			n++
			if p.Therapist >= 0 {
				order[who] = at
			}
		}
		group[i] = uint8(at % groups)
	}
	return group, n
}

// twinGroups gives the courses of other the group of their twins in first;
// those without a twin are dealt by number.
func twinGroups(first *data.Data, group []uint8, other *data.Data, n int) []uint8 {
	out := make([]uint8, len(other.List))
	j := 0
	for i := range other.List {
		k := other.List[i].Key()
		for j < len(first.List) && first.List[j].Key().Less(k) {
			j++
		}
		if j < len(first.List) && first.List[j].Key() == k {
			out[i] = group[j]
		} else {
			out[i] = uint8(i % n)
		}
	}
	return out
}
