package twins

import "fmt"

// keptAsLong is how far apart, as a share, the weeks for which a place is kept and those that
// treatments last may lie for the queue to be taken as that of such places.
const keptAsLong = 0.25

// places says where a place is kept for much longer, or less long, than treatments last: for
// as long as is planned at the beginning, whoever leaves before and whatever rules add.
func (t *Twins) places() (warnings []error) {
	for i, name := range []string{t.Baseline, t.Scenario} {
		kept, last := t.kept[i], t.lasts[i]
		wait, until := "longer", "if places were free once treatments end"
		switch {
		case kept == 0 || last >= kept*(1-keptAsLong) && last <= kept*(1+keptAsLong):
			continue
		case last > kept:
			wait, until = "shorter", "if places were kept until treatments end"
		}
		warnings = append(warnings, fmt.Errorf("under %s a place is kept for the %.1f weeks planned at the beginning, and treatments last %.1f on average, from session 1 to the last: the wait is %s than %s", name, kept, last, wait, until))
	}
	return warnings
}
