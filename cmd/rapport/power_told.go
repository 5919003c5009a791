package main

import (
	"fmt"
	"io"
	"math"

	"rapport/analysis/data"
	"rapport/analysis/explore/power"
	"rapport/analysis/plots"
)

// tell prints what was found.
func (k *powerCommand) tell(w io.Writer, dir string, found *power.Power) error {
	switch {
	case k.asJSON:
		return found.WriteJSON(w)
	case k.quiet:
		return nil
	}
	if err := found.WriteText(w); err != nil {
		return err
	}
	p := &printer{w: w}
	all := 0
	for _, t := range found.Points {
		all += t.Trials
	}
	p.line("")
	p.line("%s, seed %d; in %s:", data.Counted(all, "simulated trial"), found.Seed, dir)
	p.line("  %s (all that was found), %s (a line for each step), %s, %s", powerFile, trialsFile, figureInSVG, figureInPNG)
	return p.err
}

// powerMaterial is what the figure shows.
func powerMaterial(p *power.Power) plots.PowerMaterial {
	m := plots.PowerMaterial{Title: "Power by number of " + p.Vary, Question: p.Question(), Answer: p.Answer(), Varies: p.Vary, Alpha: p.Alpha, Target: p.Target}
	for _, t := range p.BySize() {
		if math.IsNaN(t.Power) {
			continue // not testable
		}
		m.Points = append(m.Points, plots.Share{Size: float64(t.Size), Value: t.Power, Low: t.Low, High: t.High})
	}
	if p.Null != nil && !math.IsNaN(p.Null.Power) {
		m.Null = &plots.Share{Size: float64(p.Null.Size), Value: p.Null.Power, Low: p.Null.Low, High: p.Null.High}
	}
	if p.Curve != nil && (p.End == power.PowerFound || p.End == power.PowerStopped) {
		m.Needed, m.Low, m.High = float64(p.Needed), p.Low, p.High
	}
	if p.Curve != nil {
		const pieces = 200
		first, last := m.Points[0].Size, m.Points[len(m.Points)-1].Size
		for i := range pieces + 1 {
			size := first * math.Pow(last/first, float64(i)/pieces)
			power, low, high := p.Curve.At(size)
			m.Curve = append(m.Curve, plots.Share{Size: size, Value: power, Low: low, High: high})
		}
	}
	return m
}

// trialProgress tells what is being simulated.
func trialProgress(told *statusLine) func(power.PowerProgress) {
	return func(at power.PowerProgress) {
		told.tell(fmt.Sprintf("%s at size %s: %s of %s trials, %s in all, %s so far", at.Stage, data.Grouped(at.Size), data.Grouped(at.Done),
			data.Grouped(at.Trials), data.Grouped(at.All), roughly(told.passed())), at.Done == at.Trials)
	}
}
