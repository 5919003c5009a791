package power

import (
	"math"
)

// BySize pools the trials of a size, but not those of the null, from the smallest
// size to the largest.
func (p *Power) BySize() []Trials {
	var out []Trials
	for _, h := range p.sizes() {
		out = append(out, p.pool(h))
	}
	return out
}

// sizes are those of all trials that had something to find.
func (p *Power) sizes() []int64 {
	var all []hits
	for _, t := range p.Points {
		if t.Stage != stageNull {
			all = append(all, hits{t.Size, t.Trials, t.Found})
		}
	}
	var out []int64
	for _, h := range pooled(all) {
		out = append(out, h.size)
	}
	return out
}

// pool joins all trials of a size.
func (p *Power) pool(size int64) Trials {
	var out Trials
	var means, squares, errors, spreads, tested float64
	for _, t := range p.Points {
		if t.Size != size || t.Stage == stageNull {
			continue
		}
		n, ok := float64(t.Trials), float64(t.Trials-t.Untestable)
		out.Size, out.Patients = t.Size, t.Patients
		out.Therapists += n * t.Therapists
		out.Analysed += n * t.Analysed
		out.Trials, out.Found, out.Up = out.Trials+t.Trials, out.Found+t.Found, out.Up+t.Up
		if out.Untestable += t.Untestable; ok > 0 {
			means, tested = means+ok*t.Estimate, tested+ok
			errors, spreads = errors+ok*t.SE, spreads+ok*t.Spread
		}
		if ok > 1 {
			squares += (ok-1)*t.SD*t.SD + ok*t.Estimate*t.Estimate
		} else if ok == 1 {
			squares += t.Estimate * t.Estimate
		}
		out.sizes += t.sizes
	}
	out.Stage = "all"
	out.Therapists, out.Analysed = out.Therapists/float64(out.Trials), out.Analysed/float64(out.Trials)
	out.share()
	out.Estimate, out.SE, out.Spread = means/tested, errors/tested, spreads/tested
	out.SD = math.Sqrt(max(0, squares-tested*out.Estimate*out.Estimate) / (tested - 1))
	out.Exaggeration = out.sizes / float64(out.Found) / math.Abs(out.Estimate)
	return out
}
