package power

import (
	"math"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/distuv"
)

// powerSample is what the analyst of a trial with two arms has: one row for each
// patient whose outcome is known.
type powerSample struct {
	y       []float64   // outcome
	entry   []float64   // PHQ-9 at entry, points
	more    [][]float64 // further covariates, each by patient
	bare    bool        // that at entry is no covariate
	arm     []float64   // 0 or 1
	cluster []int       // the therapist, 0 … clusters-1; a patient without one is alone
	alone   []bool      // by cluster: a patient without a therapist
	nested  bool        // no therapist treats patients of both arms
}

// verdict is what one test of one trial found.
type verdict struct {
	estimate float64
	se       float64
	df       float64   // of Student's t
	p        float64   // two-sided; of the F test one-sided
	ok       bool      // false: the data did not allow the test
	hit      bool      // the trial claims what it set out to claim
	pairs    []verdict // of each arm against the first, where there are several
	look     int       // at which the trial ended
	patients int       // who entered
	spread   float64   // SD of the outcome within arms; 0: not told
}

// byT tests an estimate against no effect, two-sided.
func byT(estimate, se, df float64, patients int) verdict {
	if !(se > 0) || !(df > 0) || math.IsInf(df, 0) || math.IsNaN(estimate) {
		return verdict{patients: patients}
	}
	t := distuv.StudentsT{Mu: 0, Sigma: 1, Nu: df}
	return verdict{estimate: estimate, se: se, df: df, p: 2 * t.CDF(-math.Abs(estimate/se)), ok: true, patients: patients}
}

// clusters is the number of therapists and of patients without one.
func (s *powerSample) clusters() int { return len(s.alone) }

// clustersIn counts the clusters with a patient in the arm.
func (s *powerSample) clustersIn(arm float64) int {
	seen := make([]bool, s.clusters())
	n := 0
	for i, c := range s.cluster {
		if s.arm[i] == arm && !seen[c] {
			seen[c] = true
			n++
		}
	}
	return n
}

// testable says whether there are enough therapists to tell the treatment from
// the therapists who give it: two in each arm, or two in all where they treat
// patients of both.
func (s *powerSample) testable() bool {
	if s.nested {
		return s.clustersIn(0) >= 2 && s.clustersIn(1) >= 2
	}
	return s.clusters() >= 2
}

// inArm are the values of the arm.
func (s *powerSample) inArm(values []float64, arm float64) []float64 {
	out := make([]float64, 0, len(values))
	for i, v := range values {
		if s.arm[i] == arm {
			out = append(out, v)
		}
	}
	return out
}

// spread is the pooled standard deviation of the outcome within arms.
func (s *powerSample) spread() float64 {
	a, b := s.inArm(s.y, 0), s.inArm(s.y, 1)
	if len(a) < 2 || len(b) < 2 {
		return 0
	}
	na, nb := float64(len(a)-1), float64(len(b)-1)
	return math.Sqrt((na*stat.Variance(a, nil) + nb*stat.Variance(b, nil)) / (na + nb))
}

// welch compares the arms' means by Welch's t test (Welch 1947, Biometrika
// 34:28-35), as if patients were independent.
//
// Trap: patients of one therapist are not, so with therapists who differ it finds
// effects that are not there.
func (s *powerSample) welch() verdict {
	a, b := s.inArm(s.y, 0), s.inArm(s.y, 1)
	if len(a) < 2 || len(b) < 2 {
		return verdict{patients: len(s.y)}
	}
	ma, va := stat.MeanVariance(a, nil)
	mb, vb := stat.MeanVariance(b, nil)
	va, vb = va/float64(len(a)), vb/float64(len(b))
	df := (va + vb) * (va + vb) / (va*va/float64(len(a)-1) + vb*vb/float64(len(b)-1))
	return byT(mb-ma, math.Sqrt(va+vb), df, len(s.y))
}

// onArm is the column of the arm in the regressions: constant, arm, covariates.
const onArm = 1

// covariates are what the regressions adjust for.
func (s *powerSample) covariates() [][]float64 {
	if s.bare {
		return s.more
	}
	return append([][]float64{s.entry}, s.more...)
}

// columns is the number of regressors.
func (s *powerSample) columns() int { return 2 + len(s.covariates()) }

// centres are the means of the covariates, taken out for the numbers' sake.
func (s *powerSample) centres() []float64 {
	var out []float64
	for _, x := range s.covariates() {
		out = append(out, stat.Mean(x, nil))
	}
	return out
}

// row is the regressors of patient i.
func (s *powerSample) row(i int, centres []float64) []float64 {
	x := make([]float64, 2, 2+len(centres)+quarters+1)
	x[0], x[1] = 1, s.arm[i]
	for k, v := range s.covariates() {
		x = append(x, v[i]-centres[k])
	}
	return x
}

// inverted is the inverse of a symmetric matrix; false where it is (nearly) singular.
func inverted(a *mat.SymDense) (*mat.SymDense, *mat.Cholesky, bool) {
	var chol mat.Cholesky
	if !chol.Factorize(a) || chol.Cond() > 1e12 {
		return nil, nil, false
	}
	inverse := mat.NewSymDense(a.SymmetricDim(), nil)
	if chol.InverseTo(inverse) != nil {
		return nil, nil, false
	}
	return inverse, &chol, true
}
