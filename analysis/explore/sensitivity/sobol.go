package sensitivity

import (
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat/distmv"
	"gonum.org/v1/gonum/stat/samplemv"
)

// SobolIndex is the share of an outcome's variance over the design that one
// factor accounts for.
type SobolIndex struct {
	Parameter string   `json:"parameter"`
	First     Estimate `json:"first"` // by itself
	Total     Estimate `json:"total"` // with all its interactions
}

// sobolPoints are the rows of two independent samples A and B of n points in k
// dimensions and of the k mixtures AB_i, which are A with column i of B: for
// each row j the points A_j, B_j, AB_1j … AB_kj, one after the other. More rows
// keep the first ones.
func sobolPoints(k, n int, seed uint64) [][]float64 {
	batch := mat.NewDense(n, 2*k, nil)
	samplemv.Halton{Kind: samplemv.Owen, Q: distmv.NewUnitUniform(2*k, nil), Src: rand.NewPCG(seed, haltonStream)}.Sample(batch)
	points := make([][]float64, 0, n*(k+2))
	for j := range n {
		row := batch.RawRowView(j)
		a, b := row[:k:k], row[k:]
		points = append(points, a, b)
		for i := range k {
			mixed := append([]float64(nil), a...)
			mixed[i] = b[i]
			points = append(points, mixed)
		}
	}
	return points
}

// sobolOf are the indices of k factors from the outcome y of the points: with f
// the outcome less its mean and V its variance,
//
//	first = mean of f(B) · (f(AB_i) − f(A)) / V         (Saltelli et al. 2010)
//	total = mean of ½ · (f(A) − f(AB_i))² / V           (Jansen 1999)
//
// Rows with a missing value are left out, used is the number of the others.
// Without variance there are no indices.
func sobolOf(k int, y []float64, seed uint64) (indices []SobolIndex, used int) {
	var rows [][]float64 // f(A), f(B), f(AB_1) …
	for from := 0; from+k+2 <= len(y); from += k + 2 {
		row := y[from : from+k+2]
		if complete(row) {
			rows = append(rows, row)
		}
	}
	indices = make([]SobolIndex, k)
	if len(rows) < 2 {
		for i := range indices {
			none := Estimate{math.NaN(), math.NaN(), math.NaN()}
			indices[i].First, indices[i].Total = none, none
		}
		return indices, len(rows)
	}
	estimates := bootstrapped(len(rows), seed, func(pick []int) []float64 { return sobolShares(k, rows, pick) })
	for i := range indices {
		indices[i].First, indices[i].Total = estimates[i], estimates[k+i]
	}
	return indices, len(rows)
}

func complete(row []float64) bool {
	for _, v := range row {
		if math.IsNaN(v) {
			return false
		}
	}
	return true
}

// onlyRounding is the variance, as a share of the squared mean, that rounding leaves of values
// which are all the same.
const onlyRounding = 1e-28

// sobolShares are the first and then the total shares from the picked rows.
func sobolShares(k int, rows [][]float64, pick []int) []float64 {
	n := float64(len(pick))
	mean := 0.0
	for _, j := range pick {
		mean += (rows[j][0] + rows[j][1]) / (2 * n)
	}
	shares := make([]float64, 2*k)
	variance := 0.0
	for _, j := range pick {
		a, b := rows[j][0]-mean, rows[j][1]-mean
		variance += (a*a + b*b) / (2 * n)
		for i := range k {
			d := rows[j][2+i] - rows[j][0]
			shares[i] += b * d / n
			shares[k+i] += d * d / (2 * n)
		}
	}
	if variance <= mean*mean*onlyRounding {
		variance = 0
	}
	for i := range shares {
		shares[i] /= variance
	}
	return shares
}
