package power

import (
	"math"

	"gonum.org/v1/gonum/mat"
)

// powerSeries is what the analyst of a trial with several assessments has: for
// each patient the PHQ-9 at entry and at the assessments until the patient left.
type powerSeries struct {
	powerSample             // y is not used
	visits      [][]float64 // scores by patient; those who left have fewer than times
	times       int         // planned assessments after entry
}

// sequence is the difference of the arms at the last assessment by maximum
// likelihood from all that was assessed, which is right if leaving depends on
// nothing but the arm and what was assessed before (missing at random). The model
// is that of a mixed model for repeated measures with a covariance of its own for
// every pair of assessments: jointly normal scores with means linear in arm,
// entry and further covariates. As patients who left do not come back, the likelihood falls apart into
// regressions of each assessment on all that came before it,
//
//	y_k = a_k + d_k·arm + c_k·entry + Σ_j<k b_kj·y_j + e_k,
//
// over the patients still there (Anderson 1957, J Am Stat Assoc 52:200-203; Little
// & Rubin 2002, Statistical Analysis with Missing Data, ch. 7), and the difference
// is δ_K by δ_k = d_k + Σ_j<k b_kj δ_j.
//
// Standard error by the jackknife over therapists (Bell & McCaffrey 2002, Surv
// Methodol 28:169-181); where therapists are nested in arms, arm by arm, with the
// degrees of freedom of Welch and Satterthwaite; else therapists less one.
func (s *powerSeries) sequence() verdict {
	n := len(s.visits)
	if !s.testable() {
		return verdict{patients: n}
	}
	all, own := s.products()
	effect, ok := throughVisits(all, nil, s.columns())
	if !ok {
		return verdict{patients: n}
	}
	armOf := make([]int, s.clusters())
	for i, c := range s.cluster {
		armOf[c] = int(s.arm[i])
	}
	var squares [2]float64
	var count [2]float64
	for g := range own {
		without, ok := throughVisits(all, own[g], s.columns())
		if !ok {
			return verdict{patients: n}
		}
		k := 0
		if s.nested {
			k = armOf[g]
		}
		squares[k] += (without - effect) * (without - effect)
		count[k]++
	}
	variance, below := 0.0, 0.0
	for k := range squares {
		if count[k] > 1 {
			v := squares[k] * (count[k] - 1) / count[k]
			variance += v
			below += v * v / (count[k] - 1)
		}
	}
	return byT(effect, math.Sqrt(variance), variance*variance/below, n)
}

// products are Σ w w' over the patients assessed at each visit, w = (1, arm,
// entry, y_1 … y_k): of all, and of each cluster where it has such patients.
func (s *powerSeries) products() (all []*mat.SymDense, own [][]*mat.SymDense) {
	centres, columns := s.centres(), s.columns()
	all = make([]*mat.SymDense, s.times)
	for k := range all {
		all[k] = mat.NewSymDense(columns+k+1, nil)
	}
	own = make([][]*mat.SymDense, s.clusters())
	for g := range own {
		own[g] = make([]*mat.SymDense, s.times)
	}
	for i, visits := range s.visits {
		w := append(s.row(i, centres), visits...)
		for k := range visits {
			v := mat.NewVecDense(columns+k+1, w[:columns+k+1])
			at := &own[s.cluster[i]][k]
			if *at == nil {
				*at = mat.NewSymDense(columns+k+1, nil)
			}
			(*at).SymRankOne(*at, 1, v)
			all[k].SymRankOne(all[k], 1, v)
		}
	}
	return all, own
}

// throughVisits is δ_K from all products less those of one cluster, if any.
func throughVisits(all, less []*mat.SymDense, columns int) (float64, bool) {
	var effects []float64
	for k := range all {
		size := columns + k
		cross := mat.NewSymDense(size, nil)
		right := mat.NewVecDense(size, nil)
		at := func(i, j int) float64 {
			if less == nil || less[k] == nil {
				return all[k].At(i, j)
			}
			return all[k].At(i, j) - less[k].At(i, j)
		}
		for i := range size {
			right.SetVec(i, at(i, size))
			for j := range i + 1 {
				cross.SetSym(i, j, at(i, j))
			}
		}
		if at(0, 0) < float64(size+2) { // patients
			return 0, false
		}
		var chol mat.Cholesky
		var b mat.VecDense
		if !chol.Factorize(cross) || chol.Cond() > 1e12 || chol.SolveVecTo(&b, right) != nil {
			return 0, false
		}
		effect := b.AtVec(onArm)
		for j, earlier := range effects {
			effect += b.AtVec(columns+j) * earlier
		}
		effects = append(effects, effect)
	}
	return effects[len(effects)-1], true
}
