package twins

import (
	"testing"

	"rapport/analysis/runtest"
)

// By hand: three caseloads of two patients, mean squares 32 between and 2 within, so an intraclass
// correlation of 30/34; a second replication like it, on another level, changes nothing.
func TestFactorOfCaseloadsByHand(t *testing.T) {
	for replications := 1; replications <= 2; replications++ {
		var v anova
		for r := range replications {
			for _, x := range []float64{1, 5, 9} {
				x += 100 * float64(r)
				first := len(v.x)
				v.x = append(v.x, x, x+2)
				v.group(v.x[first:])
			}
			v.closeReplication()
		}
		runtest.Near(t, "factor", v.factor(), 1+30.0/34)
	}
}
