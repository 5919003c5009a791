package fit

import (
	"fmt"
	"testing"

	"rapport/scenarios/study"
)

// Does FIT.md tell the numbers that a fit has?
func TestFitPageIsOfTheCode(t *testing.T) {
	t.Parallel()
	o := Options{Study: &study.Study{}}
	o.fill()
	says(t, "FIT.md",
		fmt.Sprintf("loss = Σ ( pull·z² + steep·g(e) ) + %.2g·Σ y²", o.Ridge),
		fmt.Sprintf("`pull` is %.2g, or 0 where the accepted band is wider than %.2g, and `steep` is %d", centrePull, wideBand, steep),
		fmt.Sprintf("after %.2g Monte-Carlo standard errors of the scorecard, but at most %.2g and at least %.2g of it", errorsAway, safeShare, leastSafe),
		fmt.Sprintf("counts as %d half-widths beyond", noValue),
		fmt.Sprintf("%.0f %% of the start, but %.0f to %.0f %% of the range", 100*startShare, 100*smallestShare, 100*largestShare),
		fmt.Sprintf("(`--descents`, %d)", o.Descents), fmt.Sprintf("(`--generations`, %d)", o.Generations),
		fmt.Sprintf("averaged over %d lucks (`--polishes`, %d)", o.Lucks, o.Polishes),
		fmt.Sprintf("(at least %d patients or rows)", leastUnits),
		fmt.Sprintf("over up to %d groups of patients, those of a therapist together where at least %d therapists are known", jackknifeGroups, leastTherapists))
}
