package main

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/pflag"

	"rapport/analysis/explore/power"
	"rapport/analysis/explore/sensitivity"
	"rapport/scenarios/study"
)

// prepare makes the options of the flags; name is what the study is called.
func (k *powerCommand) prepare(flags *pflag.FlagSet, which string) (name string, err error) {
	o := &k.options
	if o.Study, name, err = openStudy(which, k.overrides); err != nil {
		return "", err
	}
	o.Sizes = k.sizes
	faults := append(k.ofAnother(flags), k.asTheContrastSays())
	for _, list := range []struct {
		name  string
		empty bool
	}{{"sided", o.Sided == 0}, {"margin", o.Margin == 0}, {"power", o.Power == 0}, {"alpha", o.Alpha == 0}, {"precision", o.Precision == 0}} {
		if flags.Changed(list.name) && list.empty {
			faults = append(faults, fmt.Errorf("%s = 0: want above 0", list.name))
		}
	}
	if o.Detect == power.PowerContrast {
		k.asTheStudySays(flags)
	}
	for i, field := range []*int64{&o.Patients, &o.Therapists, &o.Caseload, &o.Sessions} {
		if k.fixed[i] != nil {
			*field = *k.fixed[i]
			faults = append(faults, notZero(fixedNames[i], *field))
		}
	}
	k.primary()
	if k.trials != nil {
		o.Trials = *k.trials
		faults = append(faults, notZero("trials", int64(o.Trials)))
	}
	o.Workers = k.workers.onCores()
	faults = append(faults, k.range_(), o.Check(), k.takeSets())
	if err := errors.Join(faults...); err != nil {
		return "", &failure{codeInput, err, hintOf(err)}
	}
	return name, nil
}

// ofAnother are the flags that say something of what is not detected.
func (k *powerCommand) ofAnother(flags *pflag.FlagSet) (faults []error) {
	for _, x := range []struct{ flag, detect string }{{"arms", power.PowerContrast}, {"contrast", power.PowerDifferences},
		{"measure", power.PowerWithin}, {"strategy", power.PowerStrategies}} {
		if flags.Changed(x.flag) && k.options.Detect != x.detect {
			faults = append(faults, fmt.Errorf("--%s without --detect %s: nothing would come of it", x.flag, x.detect))
		}
	}
	if flags.Changed("outcome") && k.options.Detect == power.PowerWithin {
		faults = append(faults, errors.New("--outcome with --detect within: nothing would come of it; the effect is that on the next PHQ-9"))
	}
	return faults
}

// takeSets takes the plausible sets that are asked for: all of a file unless a number is given.
func (k *powerCommand) takeSets() (err error) {
	switch {
	case k.setsFrom != "":
		k.sets, err = study.LoadSets(k.setsFrom)
	case k.plausible != nil:
		k.sets, err = study.ShippedSets()
	}
	if err != nil || k.sets == nil {
		return err
	}
	if k.plausible == nil {
		n := len(k.sets.Sets)
		k.plausible = &n
	}
	if *k.plausible < 1 || *k.plausible > len(k.sets.Sets) {
		return fmt.Errorf("plausible = %d: want 1 to %d", *k.plausible, len(k.sets.Sets))
	}
	return nil
}

// asTheContrastSays takes the four scenarios of a contrast of the study.
func (k *powerCommand) asTheContrastSays() error {
	if k.contrast == "" {
		return nil
	}
	var names []string
	for i := range k.options.Study.Contrasts {
		c := &k.options.Study.Contrasts[i]
		if names = append(names, c.Name); c.Name != k.contrast {
			continue
		}
		if len(c.Through) > 0 {
			return fmt.Errorf("contrast %s blocks paths, which no trial can: twins tell how much goes through them (rapport compare)", c.Name)
		}
		k.options.Scenarios = []string{c.Difference[1], c.Difference[0], c.Minus[1], c.Minus[0]}
		return nil
	}
	return fmt.Errorf("contrast = %s: the study states %s", k.contrast, cmpText(strings.Join(names, ", "), "none"))
}

// asTheStudySays takes from the study's trial what no flag says.
func (k *powerCommand) asTheStudySays(flags *pflag.FlagSet) {
	t, o := k.options.Study.Trial, &k.options
	if t == nil {
		return
	}
	word := func(name, said string, to *string) {
		if said != "" && !flags.Changed(name) {
			*to = said
		}
	}
	word("outcome", t.Outcome, &o.Outcome)
	word("estimator", t.Estimator, &o.Estimator)
	word("missing", t.Missing, &o.Missing)
	word("arms", t.Arms, &o.Arms)
	word("claim", t.Claim, &o.Claim)
	word("correction", t.Correction, &o.Correction)
	word("wins", t.Wins, &o.Wins)
	word("spending", t.Spending, &o.Spending)
	given(flags, "compare", t.Compare, &o.Scenarios)
	given(flags, "covariates", t.Covariates, &o.Covariates)
	given(flags, "allocation", t.Allocation, &o.Allocation)
	given(flags, "attrition", t.Attrition, &o.Attrition)
	given(flags, "looks", t.Looks, &o.Looks)
	for _, number := range []struct {
		name string
		said float64
		to   *float64
	}{{"margin", t.Margin, &o.Margin}, {"alpha", t.Alpha, &o.Alpha}, {"power", t.Power, &o.Power}} {
		if number.said != 0 && !flags.Changed(number.name) {
			*number.to = number.said
		}
	}
	if t.Sided != 0 && !flags.Changed("sided") {
		o.Sided = t.Sided
	}
}

// primary is the outcome of a trial where neither flag nor study names one.
func (k *powerCommand) primary() {
	if o := &k.options; o.Outcome == "" && o.Detect != power.PowerTherapists && o.Detect != power.PowerWithin {
		o.Outcome = sensitivity.PrimaryOutcome(o.Study, o.Sessions)
	}
}

// given takes a list from the study where no flag says one.
func given[T any](flags *pflag.FlagSet, name string, said []T, to *[]T) {
	if len(said) > 0 && !flags.Changed(name) {
		*to = said
	}
}

// notZero refuses a 0, which the options would take for "not said".
func notZero(name string, value int64) error {
	if value == 0 {
		return fmt.Errorf("%s = 0: want at least 1", name)
	}
	return nil
}

// range_ reads --between.
func (k *powerCommand) range_() error {
	if k.between == "" {
		return nil
	}
	if len(k.sizes) > 0 {
		return errors.New("--between searches and --sizes does not: give one of them")
	}
	low, high, _ := strings.Cut(k.between, ":")
	var wrong [2]error
	k.options.From, wrong[0] = strconv.ParseInt(strings.TrimSpace(low), 10, 64)
	k.options.To, wrong[1] = strconv.ParseInt(strings.TrimSpace(high), 10, 64)
	if wrong[0] != nil || wrong[1] != nil || k.options.From < 1 || k.options.To <= k.options.From {
		return fmt.Errorf("--between = %s: want LOW:HIGH, such as 40:800", k.between)
	}
	return nil
}
