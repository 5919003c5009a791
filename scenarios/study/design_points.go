package study

import (
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat/distmv"
	"gonum.org/v1/gonum/stat/samplemv"
)

// designStream tells the points' random numbers from those of other purposes.
const designStream = 0x64657369676e

// points lists the points in order, each with a value for each of the names.
// They depend on the design alone. The design must be valid.
func (d *Design) points(t paramTable) [][]float64 {
	switch d.Kind {
	case designTable:
		return d.Rows
	case designGrid:
		return d.grid(t)
	}
	return d.spread(t)
}

// grid lists every combination, the last parameter varying fastest.
func (d *Design) grid(t paramTable) [][]float64 {
	whole := d.whole(t)
	points := make([][]float64, d.Size())
	for k := range points {
		points[k] = make([]float64, len(d.Parameters))
		rest := k
		for i := len(d.Parameters) - 1; i >= 0; i-- {
			x := &d.Parameters[i]
			points[k][i] = x.level(rest%x.levels(), whole[i])
			rest /= x.levels()
		}
	}
	return points
}

// spread draws points that fill the ranges. Halton points are scrambled after
// Owen (2017, arXiv:1706.02808); with more points the first ones stay.
func (d *Design) spread(t paramTable) [][]float64 {
	source := rand.NewPCG(d.Seed, designStream)
	unit := distmv.NewUnitUniform(len(d.Parameters), nil)
	batch := mat.NewDense(d.Points, len(d.Parameters), nil)
	if d.Kind == designHalton {
		samplemv.Halton{Kind: samplemv.Owen, Q: unit, Src: source}.Sample(batch)
	} else {
		samplemv.LatinHypercube{Q: unit, Src: source}.Sample(batch)
	}
	whole := d.whole(t)
	points := make([][]float64, d.Points)
	for k := range points {
		points[k] = make([]float64, len(d.Parameters))
		for i := range d.Parameters {
			points[k][i] = d.Parameters[i].At(batch.At(k, i), whole[i])
		}
	}
	return points
}

// whole says which parameters take whole numbers only.
func (d *Design) whole(t paramTable) []bool {
	whole := make([]bool, len(d.Parameters))
	for i := range d.Parameters {
		param, _ := t.find(d.Parameters[i].Name) // found: the study has been checked
		whole[i] = param.Whole()
	}
	return whole
}
