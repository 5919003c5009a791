package analysis

import (
	"math"
	"rapport/analysis/data"

	"gonum.org/v1/gonum/stat/distuv"
)

// groups is the number of parts of the delete-group jackknife. Some thirty
// leave the interval hardly wider than with every cluster alone.
const groups = 32

// jackknifeT is the 97.5 % point of Student's t with groups-1 degrees of freedom.
var jackknifeT = distuv.StudentsT{Mu: 0, Sigma: 1, Nu: groups - 1}.Quantile(0.975)

// jackknife is the delete-group standard error of a value,
//
//	SE² = (G-1)/G Σ (θ(g) - mean θ)²,
//
// where θ(g) leaves group g out (Kott 2001, J Off Stat 17:521-526). Groups are
// made of whole caseloads, because patients of a therapist are alike, or of
// patients where there are no therapists; twins fall into the same group in every
// scenario. NaN where a part allows no value. It draws nothing: the same data
// give the same error.
func jackknife(given []*data.Data, value func([]*data.Data) float64) float64 {
	part := make([][]uint8, len(given))
	part[0] = caseloadGroups(given[0])
	for i := range given[1:] {
		part[i+1] = twinGroups(given[0], part[0], given[i+1])
	}
	var theta [groups]float64
	mean := 0.0
	without := make([]*data.Data, len(given))
	for g := range theta {
		for i, d := range given {
			without[i] = d.Without(part[i], uint8(g))
		}
		theta[g] = value(without)
		mean += theta[g] / groups
	}
	ss := 0.0
	for _, v := range theta {
		ss += (v - mean) * (v - mean)
	}
	return math.Sqrt(ss * (groups - 1) / groups)
}

// caseloadGroups deals caseloads to groups in turn; single patients where there
// are fewer than two caseloads per group.
func caseloadGroups(d *data.Data) []uint8 {
	type id struct {
		replication int32
		therapist   int64
	}
	order := map[id]int{}
	part := make([]uint8, len(d.List))
	for i := range d.List {
		p := d.List[i].Patient
		who := id{p.Replication, p.Therapist}
		n, known := order[who]
		if !known {
			n = len(order)
			order[who] = n
		}
		part[i] = uint8(n % groups)
	}
	if len(order) < 2*groups {
		for i := range part {
			part[i] = uint8(i % groups)
		}
	}
	return part
}

// twinGroups gives the courses of other the group of their twins in first;
// those without a twin are dealt by number.
func twinGroups(first *data.Data, part []uint8, other *data.Data) []uint8 {
	out := make([]uint8, len(other.List))
	j := 0
	for i := range other.List {
		k := other.List[i].Key()
		for j < len(first.List) && first.List[j].Key().Less(k) {
			j++
		}
		if j < len(first.List) && first.List[j].Key() == k {
			out[i] = part[j]
		} else {
			out[i] = uint8(i % groups)
		}
	}
	return out
}
