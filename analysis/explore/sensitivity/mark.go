package sensitivity

import (
	"fmt"
	"slices"

	"rapport/analysis/data"
	"rapport/analysis/twins"
)

// mark says of what rests on the last session that the points of the design are compared
// at different times, where courses end so.
func (s *Sensitivity) mark(outcomes []twins.CompareOutcome) {
	k := slices.IndexFunc(s.Outcomes, func(o OutcomeSensitivity) bool { return o.Outcome == "weeks" && o.Valued > 0 })
	if k < 0 {
		return
	}
	weeks := &s.Outcomes[k]
	apart, words := weeks.Max-weeks.Min, fmt.Sprintf("in week %.1f to %.1f over the design", weeks.Min, weeks.Max)
	if s.Against != "" {
		apart, words = max(-weeks.Min, weeks.Max), fmt.Sprintf("%+.1f to %+.1f weeks after that of %s", weeks.Min, weeks.Max, s.Against)
	}
	if apart < data.EndsAlike {
		return
	}
	for i := range outcomes {
		if outcomes[i].RestsOnTheLast() {
			s.Outcomes[i].Mark = "at the last session, on average " + words + ": patients are compared at different times"
		}
	}
}
