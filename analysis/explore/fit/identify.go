package fit

import (
	"cmp"
	"context"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"

	"rapport/analysis/explore"
)

// reach bounds how far a direction is followed, in prior standard deviations: of
// one that no finding feels, this is reported as its length.
const reach = 10

// loading is the smallest share that a parameter must have in a direction to be
// named, and named the largest number of them.
const (
	loading = 0.25
	named   = 5
)

// Identifiability says how firmly the findings hold the parameters.
//
// It follows the findings linearly from the present values: with A = JᵀJ, J the
// change of each number, in half-widths of its acceptance, per prior standard
// deviation of each parameter, a step s of the parameters moves the findings by
// √(sᵀAs) half-widths in all. A direction's number is measured by its distance
// from the end of its acceptance.
type Identifiability struct {
	EngineVersion string            `json:"engine_version"`
	Seed          uint64            `json:"seed"`
	Patients      int64             `json:"patients"` // per scenario and evaluation
	Lucks         int               `json:"lucks"`    // seeds that the slopes are averaged over
	Rise          float64           `json:"rise"`     // half-widths by which the findings may move in all
	Parameters    []Firmness        `json:"parameters"`
	Directions    []FreeDirection   `json:"directions"` // the freest first
	Slopes        []FindingsOfParam `json:"slopes"`
}

// Hold says how firmly a parameter is held.
type Hold string

// The holds.
const (
	Held  Hold = "held"  // even if all others may follow, it moves less than a prior standard deviation
	Loose Hold = "loose" // held only as long as others stay where they are
	Free  Hold = "free"  // it moves further than a prior standard deviation even alone
)

// Firmness is how far one parameter could move before the findings move by Rise.
type Firmness struct {
	Name  string  `json:"name"`
	Unit  string  `json:"unit"`
	Value float64 `json:"value"`
	// Alone is the range with all others as they are, Together the range where
	// they follow so as to keep the findings where they are. Both end at the range
	// of the table, and at ten prior standard deviations.
	Alone    [2]float64 `json:"alone"`
	Together [2]float64 `json:"together"`
	Hold     Hold       `json:"hold"`

	aloneSDs, togetherSDs float64
}

// FreeDirection is a combination of parameters that the findings hardly feel.
type FreeDirection struct {
	Length   float64   `json:"length"` // prior standard deviations that it can be followed
	Loadings []Loading `json:"loadings"`
}

// Loading is the part of a parameter in a direction.
type Loading struct {
	Name string  `json:"name"`
	Part float64 `json:"part"` // squares of all parts sum to 1
}

// FindingsOfParam lists the findings that a parameter moves most.
type FindingsOfParam struct {
	Name     string         `json:"name"`
	Findings []FindingSlope `json:"findings"`
}

// FindingSlope is how a finding follows a parameter.
type FindingSlope struct {
	Finding string  `json:"finding"`
	Check   string  `json:"check,omitempty"`
	Slope   float64 `json:"slope"` // half-widths per prior standard deviation
}

// Identify finds out which parameters the findings pin down at the present
// values of the study. It uses Study, Findings, Parameters, Seed, Patients,
// Lucks (0: 4), Scored, Workers, Journal and Progress of the options. rise is by
// how many half-widths the findings may move in all; 0 means 1.
func Identify(ctx context.Context, o Options, rise float64) (*Identifiability, error) {
	if o.Lucks == 0 {
		o.Lucks = 4
	}
	if rise == 0 {
		rise = 1
	}
	s, _, err := prepare(ctx, &o)
	if err != nil {
		return nil, err
	}
	at, j, err := s.slopes(ctx, o.Lucks)
	if err = closing(s, err); err != nil {
		return nil, err
	}
	for t := range s.targets {
		h := s.targets[t].room(at.numbers[t])
		for i := range s.space {
			j.Set(t, i, j.At(t, i)/h)
		}
	}
	out := identify(s.space, j, rise)
	out.Seed, out.Patients, out.Lucks = o.Seed, o.Patients, o.Lucks
	out.Slopes = s.findingsOf(j)
	return out, nil
}

// slopes are the numbers at the start and their Jacobian, averaged over lucks.
func (s *search) slopes(ctx context.Context, lucks int) (point, *mat.Dense, error) {
	planned := lucks * (2*len(s.space) + 1)
	if err := s.measureErrors(ctx, lucks, s.patients); err != nil {
		return point{}, nil, err
	}
	points, err := s.evaluate(ctx, [][]float64{make([]float64, len(s.space))}, lucks)
	if err != nil {
		return point{}, nil, err
	}
	s.note(stageStart, points[0], planned)
	j, err := s.jacobian(ctx, points[0].y, lucks)
	return points[0], j, err
}

// room is what a movement of the number v is measured in.
func (t *target) room(v float64) float64 {
	h := t.halfWidth()
	switch {
	case !math.IsInf(t.high-t.low, 0):
		return h
	case math.IsInf(t.high, 1):
		return max(h, v-t.low)
	}
	return max(h, t.high-v)
}

// identify reads the scaled Jacobian j, targets × parameters.
func identify(s space, j *mat.Dense, rise float64) *Identifiability {
	n := len(s)
	a := mat.NewSymDense(n, nil)
	a.SymOuterK(1, j.T())
	out := &Identifiability{EngineVersion: explore.EngineVersion, Rise: rise}
	bounded := mat.NewSymDense(n, nil)
	bounded.CopySym(a)
	for i := range n {
		bounded.SetSym(i, i, a.At(i, i)+1/(reach*reach/(rise*rise)))
	}
	var eigen mat.EigenSym
	if !eigen.Factorize(bounded, true) {
		panic("explore: the curvature has no eigenvectors") // cannot happen: it is symmetric and finite
	}
	var v mat.Dense
	eigen.VectorsTo(&v)
	values := eigen.Values(nil)
	for i := range n {
		together := 0.0
		for k := range n {
			together += v.At(i, k) * v.At(i, k) / values[k]
		}
		out.Parameters = append(out.Parameters, s[i].firmness(rise/math.Sqrt(bounded.At(i, i)), rise*math.Sqrt(together)))
	}
	for k := range n { // ascending eigenvalues: the freest first
		if length := rise / math.Sqrt(values[k]); length >= 1 {
			out.Directions = append(out.Directions, direction(s, v.ColView(k), length))
		}
	}
	return out
}

func (a *axis) firmness(alone, together float64) Firmness {
	f := Firmness{Name: a.param.Name, Unit: a.param.Unit, Value: a.start, Hold: Held,
		Alone:    [2]float64{a.value(-alone), a.value(alone)},
		Together: [2]float64{a.value(-together), a.value(together)}, aloneSDs: alone, togetherSDs: together}
	switch {
	case alone >= 1:
		f.Hold = Free
	case together >= 1:
		f.Hold = Loose
	}
	return f
}

// direction names the parameters that make it up, the largest part first and
// that positive.
func direction(s space, v mat.Vector, length float64) FreeDirection {
	d := FreeDirection{Length: length}
	for i := range s {
		d.Loadings = append(d.Loadings, Loading{s[i].param.Name, v.AtVec(i)})
	}
	slices.SortStableFunc(d.Loadings, func(a, b Loading) int { return cmp.Compare(math.Abs(b.Part), math.Abs(a.Part)) })
	sign := math.Copysign(1, d.Loadings[0].Part)
	keep := 0
	for i := range d.Loadings {
		d.Loadings[i].Part *= sign
		if i < named && (i == 0 || math.Abs(d.Loadings[i].Part) >= loading) {
			keep++
		}
	}
	d.Loadings = d.Loadings[:keep]
	return d
}

// findingsOf lists what each parameter moves most.
func (s *search) findingsOf(j *mat.Dense) []FindingsOfParam {
	out := make([]FindingsOfParam, len(s.space))
	for i := range s.space {
		all := make([]FindingSlope, len(s.targets))
		for t := range s.targets {
			all[t] = FindingSlope{s.targets[t].id, s.targets[t].name, j.At(t, i)}
		}
		slices.SortStableFunc(all, func(a, b FindingSlope) int { return cmp.Compare(math.Abs(b.Slope), math.Abs(a.Slope)) })
		out[i] = FindingsOfParam{s.space[i].param.Name, all[:min(named, len(all))]}
	}
	return out
}
