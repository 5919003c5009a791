package fit

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"rapport/analysis/explore"
	"rapport/scenarios/population"
	"rapport/sim"
)

// PlausibleOptions of [Plausible]. The zero value of each field takes its default.
type PlausibleOptions struct {
	Options // Study, Findings, Parameters, Seed, Patients, Scored, Lucks, Workers, Journal and Command are used

	Sets   int // how many are wanted, a chain for each; 0: 64
	First  int // places that the emulator learns from; 0: three for each parameter
	Rounds int // steps of every chain; 0: 12

	Told func(PlausibleProgress) // called after every evaluation; may be nil
}

// PlausibleProgress tells how a search for plausible sets goes.
type PlausibleProgress struct {
	Round  int // 0 before the first, one more than Rounds while ends are judged
	Rounds int
	Wanted int   // sets
	Done   int64 // patients simulated by this process
	Left   int64 // patients that are expected to be needed yet; a guess
}

func (o *PlausibleOptions) fill() {
	explore.Standard(&o.Patients, 2500)
	explore.Standard(&o.Scored, 10_000)
	explore.Standard(&o.Sets, 64)
	explore.Standard(&o.Rounds, 12)
	explore.Standard(&o.Lucks, 16)
	if o.Parameters == nil {
		o.Parameters = openParameters()
	}
	o.Options.fill()
	explore.Standard(&o.First, 3*len(o.Parameters)+20)
}

func (o *PlausibleOptions) faults() error {
	var faults []error
	if o.Sets < 1 || o.Sets > mostSets {
		faults = append(faults, fmt.Errorf("sets = %d: want 1 to %d", o.Sets, mostSets))
	}
	if o.First < 8 || o.Rounds < 1 || o.Lucks < 2 {
		faults = append(faults, errors.New("want at least 8 first places, 1 round and 2 lucks"))
	}
	return errors.Join(append(faults, o.Options.faults())...)
}

// mostSets bounds how many sets are looked for.
const mostSets = 1000

// notOpen are the beginnings of names of what a study or a service decides, or what is
// so by convention: traits have mean 0 and SD 1.
var notOpen = []string{"population.", "care.", "phases.", "conditions.", "approach.cbt_share"}

// open are exceptions: assumptions about people, and how treatment wears off.
var open = []string{"population.correlation_", "population.therapist_correlation_", "population.alliance_to_symptoms_spread",
	"population.symptoms_to_alliance_spread", "care.waning", "care.working", "care.forgetting"}

// openParameters lists the parameters that the evidence has to hold: Calibrated or
// Assumed numbers that are no decision of a study, no switch, and not off as shipped.
func openParameters() []string {
	begins := func(name string, with []string) bool {
		return slices.ContainsFunc(with, func(w string) bool { return strings.HasPrefix(name, w) })
	}
	var names []string
	setting := population.DefaultSetting()
	for _, p := range setting.Params() {
		decided := begins(p.Name, notOpen) && !begins(p.Name, open)
		number := p.Choices == nil && !p.Whole()
		isSwitch := strings.HasSuffix(p.Name, ".strength") && *p.Value == 1
		isOff := p.Min == 0 && *p.Value == 0
		if (p.Grade == sim.Calibrated || p.Grade == sim.Assumed) && number && !decided && !isSwitch && !isOff {
			names = append(names, p.Name)
		}
	}
	return names
}
