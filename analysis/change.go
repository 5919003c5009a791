package analysis

import (
	"math"
	"strconv"

	"gonum.org/v1/gonum/stat"

	"rapport/analysis/data"
)

// occasion is when an outcome is read: the last answered PHQ-9, or that nearest
// to a week after intake.
type occasion struct {
	Week float64 // 0: the last answer
}

// within is how far, in weeks, an answer may lie from the week asked for; it
// bridges one missed weekly assessment.
const within = 1

// outcome returns PHQ-9 at the occasion, NaN where not answered.
func (o occasion) outcome(c *data.Course) float64 {
	if o.Week == 0 {
		return float64(c.Patient.PHQ9Last)
	}
	return c.Week(o.Week, within)
}

// prePost is the standardised change from intake,
//
//	d = (mean intake - mean outcome) / SD of intake,
//
// over the patients with at least one session or assessment and an outcome. The
// standard error is √(2(1-r)/n + d²/(2n)) (Becker 1988). N is the patients.
//
// Traps: without a control group d holds natural course and regression to the
// mean, which a waiting list shows; selecting high scores at intake shrinks the
// SD of intake and inflates d.
func prePost(d *data.Data, o occasion) Result {
	x, y := beforeAfter(d, o)
	n := len(x)
	if n < 4 {
		return Nothing(n, "a standardised change needs at least 4 patients, there are %d", n)
	}
	mx, sx := stat.MeanStdDev(x, nil)
	my, sy := stat.MeanStdDev(y, nil)
	r := pairedDifference((mx-my)/sx, stat.Correlation(x, y, nil), n)
	r.detail("mean intake", mx)
	r.detail("SD intake", sx)
	r.detail("mean outcome", my)
	r.detail("SD outcome", sy)
	return r
}

// pairedDifference is a standardised difference of two correlated scores.
func pairedDifference(value, r float64, n int) Result {
	if math.IsNaN(value) || math.IsNaN(r) {
		return Nothing(n, "a score does not vary, so its differences have no standard unit")
	}
	return estimate(value, math.Sqrt(2*(1-r)/float64(n)+value*value/(2*float64(n))), n)
}

// beforeAfter reads intake and outcome of all who started.
func beforeAfter(d *data.Data, o occasion) (intake, outcome []float64) {
	intake, outcome = make([]float64, 0, d.Len()), make([]float64, 0, d.Len())
	for i := range d.List {
		c := &d.List[i]
		if len(c.Sessions) == 0 {
			continue
		}
		if y := o.outcome(c); !math.IsNaN(y) {
			intake, outcome = append(intake, float64(c.Patient.PHQ9Intake)), append(outcome, y)
		}
	}
	return intake, outcome
}

// response is the share of patients whose PHQ-9 at the occasion is at most half
// of intake, among those screened at minScreening points or more. N is the
// patients. (Cuijpers et al. 2021, Acta Psychiatr Scand 144:288-299.)
//
// Trap: screening at a cut-off lets scores fall by regression to the mean alone,
// from screening to intake and on.
func response(d *data.Data, o occasion, minScreening int) Result {
	k, n := 0, 0
	for i := range d.List {
		c := &d.List[i]
		if len(c.Sessions) == 0 || int(c.Patient.PHQ9Screening) < minScreening {
			continue
		}
		if y := o.outcome(c); !math.IsNaN(y) {
			n++
			if data.Responded(float64(c.Patient.PHQ9Intake), y) {
				k++
			}
		}
	}
	return proportion(k, n, "patients")
}

// reliableQuery asks for a share of patients with reliable change.
type reliableQuery struct {
	Kind        reliableKind
	Points      int // smallest reliable change
	Cutoff      int // recovered is below this
	MinSessions int
	MinIntake   int // patients who start below are no case
}

// reliableKind is recovery, improvement or deterioration.
type reliableKind string

// The kinds of reliable change.
const (
	byRecovery      reliableKind = "recovery"      // improved reliably and below the cut-off at the end
	byImprovement   reliableKind = "improvement"   // fell by the points or more
	byDeterioration reliableKind = "deterioration" // rose by the points or more
)

// reliableShare is the share of patients with reliable recovery, improvement or
// deterioration of PHQ-9 from intake to the last answer, as NHS talking therapies
// count them. N is the patients that qualify. (Gyani, Shafran, Layard & Clark
// 2013, Behav Res Ther 51:597-606.) Details: the shares of all kinds and of no
// reliable change.
//
// Trap: the published rates count PHQ-9 or GAD-7; PHQ-9 alone gives lower ones.
func reliableShare(d *data.Data, q reliableQuery) Result {
	kinds := []reliableKind{byRecovery, byImprovement, byDeterioration}
	count, n := map[reliableKind]int{}, 0
	for i := range d.List {
		c := &d.List[i]
		intake, last := int(c.Patient.PHQ9Intake), int(c.Patient.PHQ9Last)
		if len(c.Sessions) < q.MinSessions || intake < q.MinIntake {
			continue
		}
		n++
		for _, kind := range kinds {
			if q.holds(kind, intake, last) {
				count[kind]++
			}
		}
	}
	r := proportion(count[q.Kind], n, "patients")
	for _, kind := range kinds {
		r.detail(string(kind), float64(count[kind])/float64(n))
	}
	r.detail("no reliable change", 1-float64(count[byImprovement]+count[byDeterioration])/float64(n))
	return r
}

func (q *reliableQuery) holds(kind reliableKind, intake, last int) bool {
	switch kind {
	case byRecovery:
		return intake-last >= q.Points && last < q.Cutoff
	case byImprovement:
		return intake-last >= q.Points
	case byDeterioration:
		return last-intake >= q.Points
	}
	panic("analysis: unknown kind of reliable change " + strconv.Quote(string(kind)))
}

// improved is the share of patients who, by the given session, fell reliably
// from intake or stand below the cut-off, of all who started at minIntake or
// more: the PHQ-9 before that session, or the last answer of those who ended
// sooner. N is the patients. Detail: the same share among those who started at or
// above the cut-off. (Howard, Kopta, Krause & Orlinsky 1986, Am Psychol
// 41:159-164.)
//
// Trap: definitions of "improved" vary so widely that shares of different
// studies differ twofold; patients who start below the cut-off count at once.
func improved(d *data.Data, session, points, cutoff, minIntake int) Result {
	k, n, kCase, nCase := 0, 0, 0, 0
	for i := range d.List {
		c := &d.List[i]
		intake := float64(c.Patient.PHQ9Intake)
		now, _ := c.Latest(1, session)
		if !c.Treated() || math.IsNaN(now) || int(intake) < minIntake {
			continue
		}
		improved := 0
		if intake-now >= float64(points) || now < float64(cutoff) {
			improved = 1
		}
		k, n = k+improved, n+1
		if intake >= float64(cutoff) {
			kCase, nCase = kCase+improved, nCase+1
		}
	}
	r := proportion(k, n, "patients")
	r.detail("share among cases at intake", float64(kCase)/float64(nCase))
	return r
}

// intakeMean is the mean PHQ-9 at intake of all who started. N is the patients.
// Details: the standard deviation and the share at 10 points or more.
func intakeMean(d *data.Data) Result {
	x, k := make([]float64, 0, d.Len()), 0
	for i := range d.List {
		if c := &d.List[i]; len(c.Sessions) > 0 {
			x = append(x, float64(c.Patient.PHQ9Intake))
			if c.Patient.PHQ9Intake >= 10 {
				k++
			}
		}
	}
	if len(x) < 2 {
		return Nothing(len(x), "a mean with its error needs at least 2 patients, there are %d", len(x))
	}
	mean, sd := stat.MeanStdDev(x, nil)
	r := estimate(mean, sd/math.Sqrt(float64(len(x))), len(x))
	r.detail("SD", sd)
	r.detail("share at 10 or more", float64(k)/float64(len(x)))
	return r
}
