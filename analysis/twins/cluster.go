package twins

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"

	"rapport/analysis"
	"rapport/sim/record"
)

// enoughReplications is how many replications serve as clusters by themselves. With
// fewer, Student's t has so few degrees of freedom that caseloads, which are
// many, give a better interval.
const enoughReplications = 10

// ClusterUnit says which twins count as dependent.
type ClusterUnit string

// The units.
const (
	OverReplications ClusterUnit = "replications"     // all twins of a replication
	OverCaseloads    ClusterUnit = "caseloads"        // twins who share a therapist under either scenario
	OverJoined       ClusterUnit = "joined caseloads" // the same, where scenarios assign patients differently and caseloads join
	OverPatients     ClusterUnit = "patients"         // each twin alone: no therapist on either side
)

// clusters are groups of twins, independent of each other.
type clusters struct {
	unit ClusterUnit
	of   []int // for each twin, its cluster
	n    int
}

// clusterTwins finds the clusters. Patients of a therapist are dependent, so twins
// belong together who share a therapist under either scenario; where scenarios
// assign patients differently, such caseloads join. With ten replications or more
// the replications are the clusters, which rests on nothing else.
func clusterTwins(a []*record.Patient, b []therapistKey) clusters {
	c := clusters{unit: OverReplications, of: make([]int, len(a))}
	number := map[int32]int{}
	for i, p := range a {
		k, known := number[p.Replication]
		if !known {
			k = len(number)
			number[p.Replication] = k
		}
		c.of[i] = k
	}
	if c.n = len(number); c.n >= enoughReplications {
		return c
	}
	return byCaseload(a, b)
}

// therapistKey names a therapist of a replication.
type therapistKey struct {
	replication int32
	therapist   int64
}

func keyOf(p *record.Patient) therapistKey { return therapistKey{p.Replication, p.Therapist} }

func byCaseload(a []*record.Patient, b []therapistKey) clusters {
	c := clusters{unit: OverPatients, of: make([]int, len(a))}
	var sets forest
	node := map[therapistKey]int{}
	find := func(one therapistKey) int {
		k, known := node[one]
		if !known {
			k = sets.add()
			node[one] = k
		}
		return k
	}
	for i := range a {
		at := sets.add() // the twin itself
		c.of[i] = at
		for _, one := range []therapistKey{keyOf(a[i]), b[i]} {
			if one.therapist >= 0 {
				sets.join(at, find(one))
				c.unit = OverCaseloads
			}
		}
	}
	therapists := map[int]bool{}
	for _, k := range node {
		therapists[sets.root(k)] = true
	}
	if len(therapists) < len(node) {
		c.unit = OverJoined
	}
	c.n = sets.number(c.of)
	return c
}

// number replaces nodes by the number of their set, counted from 0 in the order of
// the nodes, and returns how many sets there are.
func (f forest) number(nodes []int) int {
	known := map[int]int{}
	for i, at := range nodes {
		root := f.root(at)
		k, seen := known[root]
		if !seen {
			k = len(known)
			known[root] = k
		}
		nodes[i] = k
	}
	return len(known)
}

// forest is a union of disjoint sets: the parent of each node, itself at the root.
type forest []int

func (f *forest) add() int {
	*f = append(*f, len(*f))
	return len(*f) - 1
}

func (f forest) root(i int) int {
	for f[i] != i {
		f[i] = f[f[i]]
		i = f[i]
	}
	return i
}

func (f forest) join(i, j int) { f[f.root(i)] = f.root(j) }

// covariance is the cluster-robust covariance of estimates that are, up to a
// constant, sums over twins of their influences (Liang & Zeger 1986, Biometrika
// 73:13-22):
//
//	V(k,l) = G/(G-1) Σ_g u_gk u_gl,   u_gk = Σ_{i in g} influence_k(i),
//
// where G is the clusters that hold a twin with an influence. Influences are NaN
// for twins that do not enter. With equal clusters and a mean, √V is the standard
// deviation of the cluster means over √G. All NaN with fewer than 2 clusters.
func (c *clusters) covariance(influences ...[]float64) (v [][]float64, used int) {
	sums := make([][]float64, len(influences))
	seen := make([]bool, c.n)
	for k, u := range influences {
		sums[k] = make([]float64, c.n)
		for i, x := range u {
			if !math.IsNaN(x) {
				sums[k][c.of[i]] += x
				seen[c.of[i]] = true
			}
		}
	}
	for _, s := range seen {
		if s {
			used++
		}
	}
	v = make([][]float64, len(sums))
	for k := range sums {
		v[k] = make([]float64, len(sums))
		for l := range sums {
			total := 0.0
			for g := range sums[k] {
				total += sums[k][g] * sums[l][g]
			}
			v[k][l] = total * float64(used) / float64(used-1)
			if used < 2 {
				v[k][l] = math.NaN()
			}
		}
	}
	return v, used
}

// interval is the estimate with its 95 % interval by Student's t with one degree
// of freedom less than there are clusters. N is the twins that entered.
func (c *clusters) interval(value float64, influence []float64, n int) analysis.Result {
	v, used := c.covariance(influence)
	r := analysis.Result{Value: value, SE: math.Sqrt(v[0][0]), Low: math.NaN(), High: math.NaN(), N: n}
	if used >= 2 {
		t := distuv.StudentsT{Mu: 0, Sigma: 1, Nu: float64(used - 1)}.Quantile(0.975)
		r.Low, r.High = value-t*r.SE, value+t*r.SE
	}
	return r
}
