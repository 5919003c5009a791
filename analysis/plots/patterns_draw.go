package plots

import (
	"fmt"
	"math"
	"slices"
	"strconv"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg/draw"
)

// fewest is from how many patients on a session is drawn.
const fewest = 30

// Figures draws the patterns for which there are courses.
func (p *Patterns) Figures() []*Figure {
	var all []*Figure
	if p.waits() {
		all = append(all, p.waitingList())
	}
	if p.treated >= fewest {
		all = append(all, p.floor(), p.lengths(), p.ruptures(), p.alliance())
	}
	return all
}

// ofPatterns draws the patterns of a run: those of treatment in the first scenario that has
// any, and those of waiting in the first that waits. Each says whose it is.
func ofPatterns(m *Material) (all []*Figure) {
	drawn := map[string]bool{}
	for i := range m.Scenarios {
		s := &m.Scenarios[i]
		if s.Patterns == nil {
			continue
		}
		for _, f := range s.Patterns.Figures() {
			if !drawn[f.Name] {
				drawn[f.Name] = true
				f.Caption = "In " + s.Name + ". " + f.Caption
				all = append(all, f)
			}
		}
	}
	return all
}

// named is a curve with its entry in the legend.
type named struct {
	label string
	curve
}

// pair makes a figure of two panels, with the curves of both in its table; the
// legend is that of the left, unless the right has curves of its own.
func (f *Figure) pair(left, right *plot.Plot, keys []key) *Figure {
	f.width, f.height = pageWidth, panelsHeight(1, 1, 210, 0, keys)
	f.draw = panels([]*plot.Plot{left, right}, 2, keys)
	return f
}

// put draws curves over given axes and adds their numbers to the table.
func (f *Figure) put(p *plot.Plot, all []named, decimals int, ranges ...float64) (keys []key) {
	setRange(&p.X, ranges[0], ranges[1], 7)
	setRange(&p.Y, ranges[2], ranges[3], 5)
	grid(p, false, true)
	p.Add(layer(func(pen *pen) {
		for _, c := range all {
			if len(c.up) > 0 {
				pen.band(alpha(palette[c.style], 0.14), c.xs, c.low, c.up)
			}
		}
		for i := len(all) - 1; i >= 0; i-- {
			pen.path(line(all[i].style, 1.6), all[i].xs, all[i].ys)
		}
		if !slices.ContainsFunc(all, func(c named) bool { return len(c.xs) > 1 }) {
			pen.beside("too few patients", (p.X.Min+p.X.Max)/2, (p.Y.Min+p.Y.Max)/2, 0, draw.XCenter)
		}
	}))
	f.Table.Header = []string{"panel", "curve", "axis across", "at", "axis up", "value"} // panels have axes of their own
	for _, c := range all {
		keys = append(keys, lineKey(c.label, line(c.style, 1.6)))
		for i := range c.xs {
			f.Table.Rows = append(f.Table.Rows, []string{p.Title.Text, c.label, p.X.Label.Text, short(c.xs[i]), p.Y.Label.Text, number(c.ys[i], decimals)})
		}
	}
	return keys
}

// short is a whole number, or one with a decimal.
func short(x float64) string {
	if x == math.Round(x) {
		return number(x, 0)
	}
	return number(x, 1)
}

// highest is the largest value of the curves, with room above it.
func highest(all []named, least float64) float64 {
	top := least
	for _, c := range all {
		for i, y := range c.ys {
			top = max(top, y)
			if len(c.up) > 0 {
				top = max(top, c.up[i])
			}
		}
	}
	return top
}

// scoresCurve is a distribution of scores in percent.
func scoresCurve(label string, style int, count *[phqScores]float64) named {
	c := named{label: label, curve: curve{style: style}}
	_, _, n := spreadOf(count)
	for v, k := range count {
		c.xs, c.ys = append(c.xs, float64(v)), append(c.ys, 100*k/n)
	}
	return c
}

func (p *Patterns) waitingList() *Figure {
	f := &Figure{Name: "pattern-waiting", Title: "A waiting list, week by week",
		Caption: "Left: how PHQ-9 is distributed at up to four times without treatment. Right: its mean, with one standard deviation of patients to either side. To look for: one hump that moves and widens a little; two humps, or a spread that goes on growing, are no waiting list."}
	left, right := newPanel("distribution", "PHQ-9, points", "patients, %"), newPanel("mean and spread", "week", "PHQ-9, points (0–27)")
	var all []named
	for k, week := range waitingWeeks {
		if mean, sd, n := spreadOf(&p.waiting[week]); n > 0 {
			all = append(all, scoresCurve("week "+strconv.Itoa(week), k, &p.waiting[week]))
			f.Alt += fmt.Sprintf("Week %d: mean %s, SD %s. ", week, number(mean, 1), number(sd, 1))
		}
	}
	keys := f.put(left, all, 1, 0, 27, 0, highest(all, 5))
	mean := named{label: "mean", curve: curve{style: 0}}
	for week := range p.waiting {
		if m, sd, n := spreadOf(&p.waiting[week]); n > 0 {
			mean.xs, mean.ys = append(mean.xs, float64(week)), append(mean.ys, m)
			mean.low, mean.up = append(mean.low, m-sd), append(mean.up, m+sd)
		}
	}
	f.put(right, []named{mean}, 1, 0, patternWeeks, 0, 27)
	setTicks(&left.X, 0, 27, 9)
	setTicks(&right.X, 0, patternWeeks, 13)
	setTicks(&right.Y, 0, 27, 9)
	return f.pair(left, right, keys)
}

func (p *Patterns) floor() *Figure {
	f := &Figure{Name: "pattern-floor", Title: "The floor, and courses by severity at intake",
		Caption: "Left: PHQ-9 at intake and the last one. Right: mean PHQ-9 by session of those still in treatment, by PHQ-9 at intake (at least 30 patients). To look for: some who end at 0 or 1; courses that flatten; nobody who begins mild and gets worse on average. Curves of those who stay flatter or flatter less than they would if all stayed."}
	left, right := newPanel("intake and end", "PHQ-9, points", "patients, %"), newPanel("by severity at intake", "session", "PHQ-9, points (0–27)")
	ends := []named{scoresCurve("intake", 0, &p.first), scoresCurve("last", 1, &p.last)}
	keys := f.put(left, ends, 1, 0, 27, 0, highest(ends, 5))
	var all []named
	last := 1.0
	for k, b := range intakeBands {
		c := named{label: b.name, curve: curve{style: k + 2}}
		for i := range p.growth {
			if m := &p.growth[i][k]; m.n >= fewest {
				c.xs, c.ys = append(c.xs, float64(i+1)), append(c.ys, m.mean())
				last = max(last, float64(i+1))
			}
		}
		if len(c.xs) > 0 {
			all = append(all, c)
			f.Alt += fmt.Sprintf("%s: from %s to %s at session %s. ", b.name, number(c.ys[0], 1), number(c.ys[len(c.ys)-1], 1), number(c.xs[len(c.xs)-1], 0))
		}
	}
	keys = append(keys, f.put(right, all, 1, 1, last, 0, 27)...)
	sessionAxis(right, int(last))
	setTicks(&left.X, 0, 27, 9)
	setTicks(&right.Y, 0, 27, 9)
	f.Alt = fmt.Sprintf("%s %% end at 0 or 1. ", number(ends[1].ys[0]+ends[1].ys[1], 1)) + f.Alt
	return f.pair(left, right, keys)
}

// lengths draws numbers of sessions and the hazard of leaving.
func (p *Patterns) lengths() *Figure {
	f := &Figure{Name: "pattern-lengths", Title: "Numbers of sessions, and the hazard of leaving",
		Caption: "Left: how many patients hold so many sessions and no more. Right: of those who hold a session, how many leave after it, by dropout or as planned (at least 30 patients). To look for: lengths that spread as services report; dropout that is likeliest early."}
	left, right := newPanel("how long treatment is", "sessions held", "patients, %"), newPanel("leaving after a session", "session", "of those who hold it, %")
	kinds := []named{{label: "dropout", curve: curve{style: 2}}, {label: "planned ending", curve: curve{style: 1}}}
	hazard := []named{{label: "dropout", curve: curve{style: 2}}, {label: "planned ending", curve: curve{style: 1}}}
	dropped := 0.0
	for i := range p.session {
		s, x := &p.session[i], float64(i+1)
		dropped += s.dropped
		for k, n := range []float64{s.dropped, s.planned} {
			kinds[k].xs, kinds[k].ys = append(kinds[k].xs, x), append(kinds[k].ys, 100*n/p.treated)
			if s.held >= fewest {
				hazard[k].xs, hazard[k].ys = append(hazard[k].xs, x), append(hazard[k].ys, 100*n/s.held)
			}
		}
	}
	last := len(p.session)
	if n := len(hazard[1].ys); n > 1 && hazard[1].ys[n-1] > 99 { // everybody ends at the last planned session
		for k := range hazard {
			hazard[k].xs, hazard[k].ys = hazard[k].xs[:n-1], hazard[k].ys[:n-1]
		}
		f.Caption += " The last planned session, at which all who are left end, is not drawn on the right."
	}
	keys := f.put(left, kinds, 1, 1, float64(last), 0, highest(kinds, 5))
	f.put(right, hazard, 1, 1, float64(last), 0, highest(hazard, 2))
	sessionAxis(left, last)
	sessionAxis(right, last)
	f.Alt = fmt.Sprintf("%s %% drop out; %s %% end as planned at session %d.", number(100*dropped/p.treated, 0), number(kinds[1].ys[last-1], 0), last)
	return f.pair(left, right, keys)
}

// bySessions is a curve of a number per session, where enough patients hold it.
func (p *Patterns) bySessions(label string, style int, of func(*sessionPattern) float64) named {
	c := named{label: label, curve: curve{style: style}}
	for i := range p.session {
		if s := &p.session[i]; s.held >= fewest && !math.IsNaN(of(s)) {
			c.xs, c.ys = append(c.xs, float64(i+1)), append(c.ys, of(s))
		}
	}
	return c
}

func (p *Patterns) ruptures() *Figure {
	f := &Figure{Name: "pattern-ruptures", Title: "Ruptures by session, and two raters over time",
		Caption: "Left: of the sessions held, in how many a rupture begins, is open (begun or still open), or is reported by the patient. Right: how the patient's and the therapist's rating of the same session correlate. To look for: few ruptures before there is an alliance, most sessions without one; raters who agree moderately from the beginning."}
	left, right := newPanel("ruptures", "session", "sessions, %"), newPanel("patient and therapist", "session", "correlation of WAI-SR")
	all := []named{
		p.bySessions("begins", 0, func(s *sessionPattern) float64 { return 100 * s.began / s.held }),
		p.bySessions("open", 2, func(s *sessionPattern) float64 { return 100 * s.open / s.known }),
		p.bySessions("reported by the patient", 1, func(s *sessionPattern) float64 { return 100 * s.told / s.answered }),
	}
	r := []named{p.bySessions("correlation", 3, func(s *sessionPattern) float64 { return s.both.r() })}
	last := len(p.session)
	keys := f.put(left, all, 1, 1, float64(last), 0, max(50, highest(all, 0)))
	keys = append(keys, f.put(right, r, 2, 1, float64(last), 0, 1)...)
	sessionAxis(left, last)
	sessionAxis(right, last)
	for _, c := range append(all, r...) {
		if n := len(c.ys); n > 0 {
			f.Alt += fmt.Sprintf("%s: %s in session 1, %s in session %s. ", c.label, number(c.ys[0], 2), number(c.ys[n-1], 2), number(c.xs[n-1], 0))
		}
	}
	return f.pair(left, right, keys)
}

func (p *Patterns) alliance() *Figure {
	f := &Figure{Name: "pattern-alliance", Title: "Shapes of the alliance, and three raters over time",
		Caption: "Left: how the patient's rating moves from session 4 on: the slope of each patient's own line over at least four ratings; the ends of the axis hold all beyond. Right: mean ratings by session. To look for: courses that rise, stay and fall; raters whose levels differ and move together."}
	left, right := newPanel("slopes after session 4", "WAI-SR, points in ten sessions", "patients, %"), newPanel("mean ratings", "session", "WAI-SR, item mean (1–5)")
	slopes := named{label: "slope", curve: curve{style: 3}}
	falling, rising := 0.0, 0.0
	for k, n := range p.slopes {
		x := slopeWidth * float64(k-slopeBins/2)
		slopes.xs, slopes.ys = append(slopes.xs, x), append(slopes.ys, 100*n/max(1, p.sloped))
		if x < -0.25 {
			falling += n
		} else if x > 0.25 {
			rising += n
		}
	}
	var drawn []named
	if p.sloped > 0 {
		drawn = append(drawn, slopes)
	}
	keys := f.put(left, drawn, 1, -slopeWidth*float64(slopeBins/2), slopeWidth*float64(slopeBins/2), 0, highest(drawn, 5))
	raters := []named{
		p.bySessions("patient", 1, func(s *sessionPattern) float64 { return s.patient.mean() }),
		p.bySessions("therapist", 2, func(s *sessionPattern) float64 { return s.therapist.mean() }),
		p.bySessions("observer", 0, func(s *sessionPattern) float64 { return s.observer.mean() }),
	}
	keys = append(keys, f.put(right, raters, 2, 1, float64(len(p.session)), 1, 5)...)
	sessionAxis(right, len(p.session))
	f.Alt = fmt.Sprintf("From session 4 on %s %% rise and %s %% fall by .3 points or more in ten sessions.",
		number(100*rising/max(1, p.sloped), 0), number(100*falling/max(1, p.sloped), 0))
	return f.pair(left, right, keys)
}
