package power

import (
	"math"
	"strings"

	"rapport/analysis"
	"rapport/analysis/data"
	"rapport/analysis/explore"
)

// relapsed says whether a patient who had responded at one of the weeks before has relapsed
// at a week, by the answers that were given; carried forward, whether at the last of them.
func relapsed(c *data.Course, before []int, week int, missing string) float64 {
	seen := c.Assessed
	if missing == missingNobody {
		seen = c.Everybody
	}
	is, lowest := 0.0, math.Inf(1) // of the scores before that were a response
	take := func(x float64) {
		is = explore.One(x >= analysis.RelapseFrom && x-lowest >= analysis.RelapseRise)
	}
	for _, earlier := range before {
		if x := seen(earlier); !math.IsNaN(x) {
			if take(x); data.Responded(entry(c), x) {
				lowest = min(lowest, x)
			}
		}
	}
	x := seen(week)
	switch {
	case !math.IsNaN(x):
		take(x)
	case missing != missingLOCF:
		return x
	}
	return is
}

// respondsBefore says in words what a relapse at a week needs. Empty of other outcomes.
func (o *Options) respondsBefore() string {
	if !strings.HasPrefix(o.outcome.name, "relapse_week_") {
		return ""
	}
	return o.outcome.name + " needs a response at an earlier week: where more patients respond, more can relapse, and the arms do not compare like with like"
}
