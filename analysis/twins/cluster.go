package twins

import (
	"math"
	"slices"

	"rapport/analysis"
	"rapport/analysis/descriptive"
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
	OverJoined       ClusterUnit = "joined caseloads" // the same, where patients have different therapists, or clinics differ, and caseloads join
	OverPatients     ClusterUnit = "patients"         // each twin alone: no therapist on either side
)

// clusters are groups of twins, independent of each other.
type clusters struct {
	unit ClusterUnit
	of   []int // for each twin, its cluster
	n    int
}

// clusterTwins finds the clusters. Patients of a therapist are dependent, so twins
// belong together who share a therapist, be it that under the baseline or one of those
// named beside it; where scenarios assign patients differently, or many come to another
// therapist later, such caseloads join. With ten replications or more
// the replications are the clusters, which rests on nothing else.
func clusterTwins(a []*record.Patient, others ...[]therapistKey) clusters {
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
	return byCaseload(a, others)
}

// therapistKey names a therapist of a replication.
type therapistKey struct {
	replication int32
	therapist   int64
}

func keyOf(p *record.Patient) therapistKey { return therapistKey{p.Replication, p.Therapist} }

func byCaseload(a []*record.Patient, others [][]therapistKey) clusters {
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
		with := func(one therapistKey) {
			if one.therapist >= 0 {
				sets.join(at, find(one))
				c.unit = OverCaseloads
			}
		}
		with(keyOf(a[i]))
		for _, b := range others {
			with(b[i])
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

// influence is what an estimate that is, up to a constant, a sum over twins takes from
// each cluster.
type influence struct {
	of    []float64 // by cluster, the sum over its twins
	twins []float64 // by cluster, how many of them enter
	n     int       // clusters with one that does
}

func (c *clusters) influence() *influence {
	return &influence{of: make([]float64, c.n), twins: make([]float64, c.n)}
}

// add takes in a twin of a cluster.
func (u *influence) add(cluster int, x float64) { u.addAll(cluster, x, 1) }

// addAll takes in so many twins of a cluster together.
func (u *influence) addAll(cluster int, x, twins float64) {
	if u.twins[cluster] == 0 {
		u.n++
	}
	u.of[cluster], u.twins[cluster] = u.of[cluster]+x, u.twins[cluster]+twins
}

// pairUp counts the pairs, and takes the influence of each cluster on the mean under the
// baseline, (Σa - n_g ma)/n over its n_g of n twins, under the scenario, and on their
// difference.
func (c *clusters) pairUp(both *pairs, ma, mb float64) (p paired, of [3]*influence) {
	sums := make([]struct{ a, b, n float64 }, c.n)
	for i, a := range both.a {
		if b := both.b[i]; !math.IsNaN(a) {
			p.add(a, b)
			s := &sums[c.of[i]]
			s.a, s.b, s.n = s.a+a, s.b+b, s.n+1
		}
	}
	for j := range of {
		of[j] = c.influence()
	}
	n := float64(p.n)
	for g, s := range sums {
		if s.n > 0 {
			da, db := (s.a-s.n*ma)/n, (s.b-s.n*mb)/n
			of[0].addAll(g, da, s.n)
			of[1].addAll(g, db, s.n)
			of[2].addAll(g, db-da, s.n)
		}
	}
	return p, of
}

// covariance is the cluster-robust covariance of two such estimates (Liang & Zeger
// 1986, Biometrika 73:13-22),
//
//	V = G/(G-1) Σ_g u_g w_g,
//
// where u_g is the sum of the influences over the twins of cluster g, and G is the
// clusters that hold a twin with an influence on any estimate at hand. With equal
// clusters and a mean, √V is the standard deviation of the cluster means over √G.
// NaN with fewer than 2 clusters.
func (u *influence) covariance(w *influence, clusters int) float64 {
	if clusters < 2 {
		return math.NaN()
	}
	total := 0.0
	for g := range u.of {
		total += u.of[g] * w.of[g]
	}
	return total * float64(clusters) / float64(clusters-1)
}

// variance is the covariance of an estimate with itself.
func (u *influence) variance() float64 { return u.covariance(u, u.n) }

// largeCluster is the share of all twins from which on a cluster is far larger than others,
// however many there are.
const largeCluster = 0.2

// degrees are the degrees of freedom of the variance that clusters of their sizes leave, by
// Bell & McCaffrey (2002, Surv Methodol 28:169-181) for a mean of twins who are independent,
//
//	ν = 1 / (Σw² + Σ_g≠h a_g a_h),  a = w²/(1-w),
//
// where w is a cluster's share of the twins. They are one less than the clusters where all are
// of one size; ten and more of which none is large are taken to be so.
func (u *influence) degrees() float64 {
	all := 0.0
	for _, n := range u.twins {
		all += n
	}
	if u.n >= enoughReplications && slices.Max(u.twins) < largeCluster*all {
		return float64(u.n - 1)
	}
	below, sum := 0.0, 0.0
	for _, n := range u.twins {
		w := n / all
		a := w * w / (1 - w)
		below, sum = below+w*w-a*a, sum+a
	}
	return 1 / (below + sum*sum)
}

// fewestUnlike is how many clusters tell whether some are unlike the others.
const fewestUnlike = 8

// freedom is the degrees of freedom of the variance where clusters are unlike, by
// Satterthwaite (1946, Biometrics Bulletin 2:110-114) with fourth powers in place of
// variances that are not known,
//
//	ν = 3G/(G+2) · (Σu²)²/Σu⁴ - 2,
//
// which is close to G-1 of normal clusters alike, and small where few carry most of the
// variance; [influence.degrees] at the most, and of fewer clusters than their fourth powers tell
// anything of.
func (u *influence) freedom() float64 {
	squares, fourths := 0.0, 0.0
	for _, x := range u.of {
		squares, fourths = squares+x*x, fourths+x*x*x*x
	}
	g := float64(u.n)
	if u.n < fewestUnlike || !(fourths > 0) {
		return u.degrees()
	}
	return math.Floor(max(1, min(u.degrees(), 3*g/(g+2)*squares*squares/fourths-2)))
}

// interval is the estimate with its 95 % interval by Student's t. N is the twins that
// entered.
func (u *influence) interval(value float64, n int) analysis.Result {
	r := analysis.Result{Value: value, SE: math.Sqrt(u.variance()), Low: math.NaN(), High: math.NaN(), N: n}
	if u.n >= 2 {
		t := descriptive.T95(u.degrees())
		r.Low, r.High = value-t*r.SE, value+t*r.SE
	}
	return r
}
