package twins

import (
	"cmp"
	"math"
	"slices"
	"sync"

	"gonum.org/v1/gonum/stat"

	"rapport/sim/record"
)

// caseloads are the twins of an arm by their therapist, in the order of
// replications and therapists; who has none is left out.
type caseloads struct {
	twin []int // by therapist
	of   []therapistKey
	end  []int // of each therapist's twins
}

// caseloadsOf sorts twins by therapist.
func caseloadsOf(n int, therapist func(twin int) therapistKey) *caseloads {
	c := &caseloads{}
	for i := range n {
		if therapist(i).therapist >= 0 {
			c.twin = append(c.twin, i)
		}
	}
	slices.SortStableFunc(c.twin, func(i, j int) int { return therapist(i).compare(therapist(j)) })
	for at, i := range c.twin {
		if key := therapist(i); at == 0 || key != c.of[len(c.of)-1] {
			c.of, c.end = append(c.of, key), append(c.end, at)
		}
		c.end[len(c.end)-1] = at + 1
	}
	return c
}

func (k therapistKey) compare(o therapistKey) int {
	return cmp.Or(cmp.Compare(k.replication, o.replication), cmp.Compare(k.therapist, o.therapist))
}

// known is what all twins that have all patients of a baseline have in common, once it is
// worked out.
type known struct {
	factors []float64          // by outcome ([Twins.alike]); 0: not yet
	ranked  map[string]*ranked // by trait
	once    sync.Once
	seated  *caseloads
}

func newKnown(outcomes int) *known {
	return &known{factors: make([]float64, outcomes), ranked: map[string]*ranked{}}
}

// seats are the patients of the baseline by their therapists.
func (k *known) seats(patients []*record.Patient) *caseloads {
	k.once.Do(func() { k.seated = seatsOf(patients) })
	return k.seated
}

// seatsOf are patients by their therapists.
func seatsOf(patients []*record.Patient) *caseloads {
	return caseloadsOf(len(patients), func(i int) therapistKey { return keyOf(patients[i]) })
}

// alike is by how much therapists multiply the variance of an arm's mean, under
// baseline and scenario: 1 + (m-1)ρ, with ρ from a one-way analysis of variance
// within replications, not below 0, and m the mean caseload.
//
// All twins of a baseline that have all its patients have its factor in common.
func (t *Twins) alike(k int, under [2][]float64) (factor [2]float64) {
	if t.base == nil {
		factor[0] = t.seats[0].factor(under[0])
	} else {
		if t.base.factors[k] == 0 {
			t.base.factors[k] = t.seats[0].factor(under[0])
		}
		factor[0] = t.base.factors[k]
	}
	factor[1] = t.seats[1].factor(under[1])
	return factor
}

// factor is 1 + (m-1)ρ of values by twin; 1 where it cannot be told.
func (c *caseloads) factor(values []float64) float64 {
	v := anova{x: roomOfValues.Get().(*room).of[:0]}
	defer func() { roomOfValues.Put(&room{v.x}) }()
	begin := 0
	for g, end := range c.end {
		if g > 0 && c.of[g].replication != c.of[g-1].replication {
			v.closeReplication()
		}
		first := len(v.x)
		for _, i := range c.twin[begin:end] {
			if x := values[i]; !math.IsNaN(x) {
				v.x = append(v.x, x)
			}
		}
		v.group(v.x[first:])
		begin = end
	}
	v.closeReplication()
	return v.factor()
}

// room is memory for values that is used again.
type room struct{ of []float64 }

var roomOfValues = sync.Pool{New: func() any { return new(room) }}

// anova is a one-way analysis of variance within replications.
type anova struct {
	x                   []float64 // of the replication at hand
	all, squares        float64   // values, and the squared sizes of groups
	within, total       float64   // sums of squares
	groups, replication float64   // how many
}

func (v *anova) group(x []float64) {
	if len(x) == 0 {
		return
	}
	n := float64(len(x))
	v.groups, v.all, v.squares = v.groups+1, v.all+n, v.squares+n*n
	v.within += squaresAround(stat.Mean(x, nil), x)
}

func (v *anova) closeReplication() {
	if len(v.x) > 0 {
		v.replication++
		v.total += squaresAround(stat.Mean(v.x, nil), v.x)
	}
	v.x = v.x[:0]
}

func squaresAround(mean float64, x []float64) (sum float64) {
	for _, v := range x {
		sum += (v - mean) * (v - mean)
	}
	return sum
}

// factor is 1 + (m-1)ρ.
func (v *anova) factor() float64 {
	k, r := v.groups, v.replication
	if k-r < 2 || v.all-k < 2 || v.within == 0 {
		return 1
	}
	size := (v.all - v.squares/v.all*r) / (k - r) // n0 of unequal groups, replications of like size
	between, inside := (v.total-v.within)/(k-r), v.within/(v.all-k)
	share := max(0, (between-inside)/(between+(size-1)*inside))
	return 1 + (v.all/k-1)*share
}
