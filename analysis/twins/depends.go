package twins

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"

	"gonum.org/v1/gonum/floats"
)

// Dependence is the parameter that an answer follows most over the plausible sets.
//
// It is the one with the largest rank correlation (Spearman) in size. The guard against
// finding one among so many by chance is the distribution of the largest correlation when
// the answers are dealt out to the sets anew (Westfall & Young 1993): P.
//
// Cut is where one split of the parameter parts the answers best (a regression tree of one
// split; Breiman, Friedman, Olshen & Stone 1984).
type Dependence struct {
	Parameter   string
	Correlation float64 // rank correlation over sets
	P           float64 // of so large a one of any parameter, by chance
	Cut         float64
	Below       Side
	Above       Side
	Splits      bool // the sides differ in sign: most sets below have one, most above the other
}

// Side is one side of a split.
type Side struct {
	Sets     int
	Positive int
	Mean     float64
}

// Permutations of the guard and the error it allows.
const (
	permutations = 999
	guardAlpha   = 0.05
	dealStream   = 0x6465616c
)

// fewSets is below how many sets no parameter is named and no verdict given: of fewer, all of
// one sign, more than a fifth may have the other (see [unseen]).
const fewSets = 12

// dependences finds what answers follow.
type dependences struct {
	names  []string
	rows   [][]float64 // by set
	ranked [][]float64 // by parameter, standardised
}

func newDependences(names []string, rows [][]float64) *dependences {
	d := &dependences{names: names, rows: rows}
	for i := range names {
		column := make([]float64, len(rows))
		for k := range rows {
			column[k] = rows[k][i]
		}
		d.ranked = append(d.ranked, standardRanks(column))
	}
	return d
}

// strongest is the parameter that the values follow, nil where none passes the guard.
func (d *dependences) strongest(values []float64) *Dependence {
	if len(values) < fewSets || slices.ContainsFunc(values, math.IsNaN) {
		return nil
	}
	y := standardRanks(values)
	if floats.Norm(y, 2) == 0 {
		return nil
	}
	best, at := d.largest(y)
	if at < 0 {
		return nil
	}
	rng := rand.New(rand.NewPCG(1, dealStream))
	exceed := 1
	dealt := slices.Clone(y)
	for range permutations {
		rng.Shuffle(len(dealt), func(i, j int) { dealt[i], dealt[j] = dealt[j], dealt[i] })
		if r, _ := d.largest(dealt); math.Abs(r) >= math.Abs(best)-1e-12 {
			exceed++
		}
	}
	p := float64(exceed) / (permutations + 1)
	if p > guardAlpha {
		return nil
	}
	found := &Dependence{Parameter: d.names[at], Correlation: best, P: p}
	found.split(d.column(at), values)
	return found
}

func (d *dependences) column(i int) []float64 {
	column := make([]float64, len(d.rows))
	for k := range column {
		column[k] = d.rows[k][i]
	}
	return column
}

// largest is the largest correlation in size, and whose it is.
func (d *dependences) largest(y []float64) (best float64, at int) {
	at = -1
	for i, x := range d.ranked {
		if r := floats.Dot(x, y); math.Abs(r) > math.Abs(best) {
			best, at = r, i
		}
	}
	return best, at
}

// leastSide is the smallest share of the sets on a side of a split.
const leastSide = 0.1

// split finds the cut with the least sum of squares within sides.
func (d *Dependence) split(x, values []float64) {
	order := ascending(x)
	total := floats.Sum(values)
	n, least := len(order), max(1, int(leastSide*float64(len(order))))
	best, left := math.Inf(-1), 0.0
	for k := 1; k < n; k++ {
		left += values[order[k-1]]
		if k < least || n-k < least || x[order[k]] == x[order[k-1]] {
			continue
		}
		right := total - left
		if between := left*left/float64(k) + right*right/float64(n-k); between > best {
			best, d.Cut = between, (x[order[k]]+x[order[k-1]])/2
		}
	}
	for i, v := range values {
		side := &d.Below
		if x[i] > d.Cut {
			side = &d.Above
		}
		side.Sets++
		side.Mean += v
		if v > 0 {
			side.Positive++
		}
	}
	d.Below.Mean /= float64(max(1, d.Below.Sets))
	d.Above.Mean /= float64(max(1, d.Above.Sets))
	d.Splits = 2*d.Below.Positive > d.Below.Sets != (2*d.Above.Positive > d.Above.Sets)
}

// ascending lists the places of x from its least value to its largest; equal ones stay in order.
func ascending(x []float64) []int {
	order := make([]int, len(x))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(x[a], x[b]) })
	return order
}

// standardRanks are ranks with mean 0 and length 1, so that a product is a correlation; ties
// share their mean rank. All 0 where nothing differs.
func standardRanks(x []float64) []float64 {
	order := ascending(x)
	ranks := make([]float64, len(x))
	for i := 0; i < len(order); {
		j := i
		for j < len(order) && x[order[j]] == x[order[i]] {
			j++
		}
		for k := i; k < j; k++ {
			ranks[order[k]] = float64(i+j-1) / 2
		}
		i = j
	}
	floats.AddConst(-float64(len(x)-1)/2, ranks)
	if length := floats.Norm(ranks, 2); length > 0 {
		floats.Scale(1/length, ranks)
	}
	return ranks
}
