package power

import (
	"fmt"
	"slices"
	"strings"

	"rapport/scenarios/study"
)

// fillPlan sets what the options leave open about the claim of a contrast.
func (o *Options) fillPlan() {
	word := func(field *string, value string) {
		if *field == "" {
			*field = value
		}
	}
	word(&o.Claim, study.ClaimSuperiority)
	if len(o.Scenarios) > 2 {
		word(&o.Correction, study.CorrectionHolm)
		word(&o.Wins, study.WinsAny)
	}
	if len(o.Looks) > 0 {
		word(&o.Spending, study.SpendingOBrienFleming)
	}
	for _, x := range o.described() {
		if x.Name == o.Outcome {
			o.better, o.binary = x.Better, x.Binary
		}
	}
}

// planFaults are what cannot be about claim, arms, covariates, loss and looks.
func (o *Options) planFaults() (faults []error) {
	if o.Detect != PowerContrast {
		return o.contrastAlone()
	}
	o.fillPlan()
	faults = append(o.claimFaults(), o.adjustFor()...)
	wrong := func(bad bool, format string, args ...any) {
		if bad {
			faults = append(faults, fmt.Errorf(format, args...))
		}
	}
	arms := len(o.Scenarios)
	wrong(o.Allocation != nil && len(o.Allocation) != arms, "allocation has %d numbers: want one for each of %d arms", len(o.Allocation), arms)
	for _, r := range o.Allocation {
		wrong(r < 1 || r > study.MaxAllocation, "allocation %d: want 1 to %d", r, study.MaxAllocation)
	}
	wrong(len(o.Attrition) > 1 && len(o.Attrition) != arms, "attrition has %d shares: want one, or one for each of %d arms", len(o.Attrition), arms)
	for _, a := range o.Attrition {
		wrong(!(a >= 0 && a <= study.MaxAttrition), "attrition = %g: want 0 to %g, a share of the arm", a, study.MaxAttrition)
	}
	wrong(len(o.Attrition) > 0 && o.outcome.kept, "attrition: %s is known from the records of treatment, so nobody is lost", o.Outcome)
	if arms > 2 {
		faults = append(faults, oneOf("correction", o.Correction, study.Corrections), oneOf("wins", o.Wins, study.WinWords))
	} else {
		wrong(o.Correction != "", "correction = %s: with two arms there is one test, and nothing to correct for", o.Correction)
		wrong(o.Wins != "", "wins = %s: with two arms there is one test", o.Wins)
	}
	return append(faults, o.lookFaults()...)
}

// contrastAlone are the faults of options that other questions do not have.
func (o *Options) contrastAlone() (faults []error) {
	for name, given := range map[string]bool{"claim": o.Claim != "", "margin": o.Margin != 0, "sided": o.Sided != 2, "allocation": o.Allocation != nil,
		"correction": o.Correction != "", "wins": o.Wins != "", "covariates": o.Covariates != nil, "attrition": len(o.Attrition) > 0, "looks": len(o.Looks) > 0, "spending": o.Spending != ""} {
		if given {
			faults = append(faults, fmt.Errorf("%s: there is none to detect %s, but for a contrast", name, o.Detect))
		}
	}
	slices.SortFunc(faults, func(a, b error) int { return strings.Compare(a.Error(), b.Error()) })
	return faults
}

// claimFaults are those of claim, margin and sides.
func (o *Options) claimFaults() (faults []error) {
	faults = append(faults, oneOf("claim", o.Claim, study.Claims))
	wrong := func(bad bool, format string, args ...any) {
		if bad {
			faults = append(faults, fmt.Errorf(format, args...))
		}
	}
	margin := o.Claim == study.ClaimNonInferiority || o.Claim == study.ClaimEquivalence
	most, unit := study.MaxMargin, "in units of the outcome"
	if o.binary {
		most, unit = 0.5, "a difference of shares"
	}
	wrong(margin && !(o.Margin > 0 && o.Margin <= most), "margin = %g: %s needs one above 0, at most %g, %s", o.Margin, o.Claim, most, unit)
	wrong(!margin && o.Margin != 0, "margin = %g: superiority has none; claim noninferiority or equivalence", o.Margin)
	wrong(o.Sided != 1 && o.Sided != 2, "sided = %d: want 1 or 2", o.Sided)
	wrong(o.better == 0 && (o.Sided == 1 && !margin || o.Claim == study.ClaimNonInferiority), "%s is neither better high nor low, so a side cannot be told: test two-sided, or equivalence", o.Outcome)
	return faults
}

// lookFaults are those of the looks at a trial before its end.
func (o *Options) lookFaults() (faults []error) {
	if len(o.Looks) == 0 {
		if o.Spending != "" {
			faults = append(faults, fmt.Errorf("spending = %s: without looks there is nothing to spend over", o.Spending))
		}
		return faults
	}
	faults = append(faults, oneOf("spending", o.Spending, study.Spendings))
	if err := study.CheckLooks(o.Looks); err != nil {
		faults = append(faults, fmt.Errorf("looks: %w", err))
	}
	if len(o.Scenarios) > 2 {
		faults = append(faults, fmt.Errorf("looks with three arms: a correction for both at once is not offered; look at two arms, or once at three"))
	}
	return faults
}
