package twins

import (
	"math"
	"slices"

	"rapport/analysis"
	"rapport/sim/record"
)

// Sheet is the table contrasts: one row per twin, each outcome under baseline and
// scenario and the difference, and the first session at which the two part.
func (t *Twins) Sheet() *Sheet {
	label := func(name, meaning, value string) SheetColumn {
		return SheetColumn{record.Column{Name: name, Type: "string", Range: "a scenario of the run", Encoding: "dictionary", Description: meaning},
			func(int) any { return value }}
	}
	s := &Sheet{Name: "contrasts", Rows: t.Len(), Columns: []SheetColumn{
		label("baseline", "scenario that is compared with", t.Baseline),
		label("scenario", "scenario that is compared", t.Scenario),
		count("replication", "index", "0 or more", "replication of the study", func(i int) int64 { return int64(t.patients[i].Replication) }),
		count("patient", "id", "0 or more", "patient, the same person under both", func(i int) int64 { return t.patients[i].Patient }),
		{record.Column{Name: "parts_at", Type: "int64", Unit: "count", Range: "1 or more", Nullable: true, Encoding: "plain",
			Description: "first session whose row differs in any column, or that only one scenario has; missing where all are equal"},
			func(i int) any {
				if t.parts[i] == 0 {
					return nil
				}
				return int64(t.parts[i])
			}},
	}}
	for k, o := range t.outcomes {
		a, b := t.under[0][k], t.under[1][k]
		s.Columns = append(s.Columns,
			score(o.Name+"_baseline", o.Unit, o.Range, "under the baseline: "+o.Meaning, func(i int) float64 { return a.at(i) }),
			score(o.Name+"_scenario", o.Unit, o.Range, "under the scenario: "+o.Meaning, func(i int) float64 { return b.at(i) }),
			score(o.Name+"_difference", o.Unit, "any", "scenario minus baseline: "+o.Meaning, func(i int) float64 { return b.at(i) - a.at(i) }))
	}
	return s
}

func count(name, unit, values, meaning string, cell func(int) int64) SheetColumn {
	return SheetColumn{record.Column{Name: name, Type: "int64", Unit: unit, Range: values, Encoding: "plain", Description: meaning},
		func(i int) any { return cell(i) }}
}

func score(name, unit, values, meaning string, cell func(int) float64) SheetColumn {
	if unit == "" {
		unit = "0 no, 1 yes"
	}
	return SheetColumn{record.Column{Name: name, Type: "float64", Unit: unit, Range: values, Nullable: true, Encoding: "plain", Description: meaning},
		func(i int) any { return cell(i) }}
}

// summaryRow is one line of the summary: an effect on all twins or on a third.
type summaryRow struct {
	scenario *ScenarioComparison
	outcome  *CompareOutcome
	effect   *ScenarioEffect // of all twins, else nil
	groups   *Subgroups      // with third, else nil
	third    *Subgroup
}

// Sheet is the table summary: one row per scenario and outcome, and one per third
// of each trait.
func (c *Comparison) Sheet() *Sheet {
	var rows []summaryRow
	for i := range c.Scenarios {
		s := &c.Scenarios[i]
		for k := range s.Effects {
			rows = append(rows, summaryRow{scenario: s, outcome: &s.Effects[k].Outcome, effect: &s.Effects[k]})
		}
		for k := range s.Subgroups {
			for g := range s.Subgroups[k].Thirds {
				rows = append(rows, summaryRow{scenario: s, outcome: &s.Subgroups[k].Outcome, groups: &s.Subgroups[k], third: &s.Subgroups[k].Thirds[g]})
			}
		}
	}
	return &Sheet{Name: "summary", Rows: len(rows), Columns: summaryColumns(c.Baseline, rows)}
}

// summaryColumns are what a row is, its difference, and what belongs to effects on
// all twins or to thirds alone.
func summaryColumns(baseline string, rows []summaryRow) []SheetColumn {
	c := summaryMaker(rows)
	return slices.Concat(c.keys(baseline), c.differences(), c.effects(), c.shares(), c.groups())
}

// summaryMaker makes columns that read the rows.
type summaryMaker []summaryRow

func (rows summaryMaker) text(name, meaning string, cell func(*summaryRow) string) SheetColumn {
	return SheetColumn{record.Column{Name: name, Type: "string", Range: "a label", Encoding: "dictionary", Description: meaning},
		func(i int) any { return cell(&rows[i]) }}
}

func (rows summaryMaker) number(name, unit, meaning string, cell func(*summaryRow) float64) SheetColumn {
	return score(name, unit, "any", meaning, func(i int) float64 { return cell(&rows[i]) })
}

// whole is a column of effects on all twins.
func (rows summaryMaker) whole(name, unit, meaning string, of func(*ScenarioEffect) float64) SheetColumn {
	return rows.number(name, unit, meaning, func(r *summaryRow) float64 {
		if r.effect == nil {
			return math.NaN()
		}
		return of(r.effect)
	})
}

// binary is a column of effects on yes or no.
func (rows summaryMaker) binary(name, unit, meaning string, of func(NNT) float64) SheetColumn {
	return rows.whole(name, unit, meaning, func(e *ScenarioEffect) float64 {
		if !e.Outcome.Binary {
			return math.NaN()
		}
		return of(e.NNT)
	})
}

// group is a column of thirds.
func (rows summaryMaker) group(name, unit, meaning string, of func(*summaryRow) float64) SheetColumn {
	return rows.number(name, unit, meaning, func(r *summaryRow) float64 {
		if r.third == nil {
			return math.NaN()
		}
		return of(r)
	})
}

func (rows summaryMaker) keys(baseline string) []SheetColumn {
	return []SheetColumn{
		rows.text("baseline", "scenario that is compared with", func(*summaryRow) string { return baseline }),
		rows.text("scenario", "scenario that is compared", func(r *summaryRow) string { return r.scenario.Scenario }),
		rows.text("outcome", "what is compared", func(r *summaryRow) string { return r.outcome.Name }),
		rows.text("unit", "unit of means and differences", func(r *summaryRow) string { return r.outcome.Unit }),
		rows.text("trait", "trait by which patients are cut into thirds; all: no subgroup", func(r *summaryRow) string {
			if r.groups == nil {
				return "all"
			}
			return r.groups.Trait.Name
		}),
		rows.text("third", "low, middle or high third of the trait, or the label of a group; all: no subgroup", func(r *summaryRow) string {
			if r.third == nil {
				return "all"
			}
			return r.third.Name
		}),
		rows.group("third_from", "as the trait", "lowest value of the trait in the third", func(r *summaryRow) float64 { return r.third.From }),
		rows.group("third_to", "as the trait", "highest value of the trait in the third", func(r *summaryRow) float64 { return r.third.To }),
		count("twins", "count", "0 or more", "pairs that have the outcome under both scenarios", func(i int) int64 { return int64(rows[i].difference().N) }),
		count("clusters", "count", "1 or more", "clusters of dependent twins", func(i int) int64 { return int64(rows[i].scenario.Clusters) }),
		rows.text("cluster_unit", "what a cluster is: replications, caseloads, joined caseloads or patients", func(r *summaryRow) string { return string(r.scenario.Unit) }),
	}
}

func (rows summaryMaker) differences() []SheetColumn {
	const unit = "as the outcome"
	return []SheetColumn{
		rows.number("mean_baseline", unit, "mean under the baseline", func(r *summaryRow) float64 { a, _ := r.means(); return a }),
		rows.number("mean_scenario", unit, "mean under the scenario", func(r *summaryRow) float64 { _, b := r.means(); return b }),
		rows.number("difference", unit, "mean difference, scenario minus baseline", func(r *summaryRow) float64 { return r.difference().Value }),
		rows.number("difference_se", unit, "its standard error", func(r *summaryRow) float64 { return r.difference().SE }),
		rows.number("difference_low", unit, "lower end of its 95 % interval", func(r *summaryRow) float64 { return r.difference().Low }),
		rows.number("difference_high", unit, "upper end of its 95 % interval", func(r *summaryRow) float64 { return r.difference().High }),
		rows.number("difference_rough", "", "1: too few twins differ for the interval to be relied on", func(r *summaryRow) float64 { return yesNo(rough(r.difference())) }),
	}
}

func (rows summaryMaker) effects() []SheetColumn {
	return []SheetColumn{
		rows.whole("standardised", "SD", "Cohen's d; Cohen's h for yes or no", func(e *ScenarioEffect) float64 { return e.Standardised.Value }),
		rows.whole("standardised_low", "SD", "lower end of its 95 % interval", func(e *ScenarioEffect) float64 { return e.Standardised.Low }),
		rows.whole("standardised_high", "SD", "upper end of its 95 % interval", func(e *ScenarioEffect) float64 { return e.Standardised.High }),
		rows.whole("trial_n", "patients", "patients per arm of a single trial", func(e *ScenarioEffect) float64 { return float64(e.Trial.PerArm) }),
		rows.whole("trial_power", "probability", "that such a trial finds p < 0.05", func(e *ScenarioEffect) float64 { return e.Trial.Power }),
		rows.whole("trial_n80", "patients", "patients per arm for a probability of 0.8", func(e *ScenarioEffect) float64 { return e.Trial.Needed }),
		rows.whole("saving", "factor", "how many times fewer patients the twins needed than independent samples", func(e *ScenarioEffect) float64 { return e.Saving }),
	}
}

func (rows summaryMaker) shares() []SheetColumn {
	return []SheetColumn{
		rows.binary("nnt", "patients", "number needed to treat for one more to benefit, or to be harmed where nnt_harm is 1; missing where hardly any twins differ", func(n NNT) float64 { return n.known() }),
		rows.binary("nnt_harm", "", "1: the scenario harms", func(n NNT) float64 { return yesNo(n.Harm) }),
		rows.binary("nnt_low", "patients", "one end of its interval; to benefit where nnt_crosses is 1", func(n NNT) float64 { return n.Low }),
		rows.binary("nnt_high", "patients", "other end of its interval; to harm where nnt_crosses is 1", func(n NNT) float64 { return n.High }),
		rows.binary("nnt_crosses", "", "1: the interval runs from nnt_low to benefit through infinity to nnt_high to harm", func(n NNT) float64 { return yesNo(n.Crosses) }),
	}
}

func (rows summaryMaker) groups() []SheetColumn {
	return []SheetColumn{
		rows.group("interaction_f", "F", "Wald test of equal effects in all thirds or groups", func(r *summaryRow) float64 { return r.groups.Interaction.F }),
		rows.group("interaction_p", "probability", "its p value", func(r *summaryRow) float64 { return r.groups.Interaction.P }),
		rows.group("interaction_p_adjusted", "probability", "the same by Holm's method over the traits tested on this outcome", func(r *summaryRow) float64 { return r.groups.Interaction.Adjusted }),
		rows.text("mark", "in words, where the outcome does not compare like with like: it rests on the last session and courses end at different times, or scenarios have others or longer at risk; else empty", func(r *summaryRow) string {
			if e := r.scenario.Effect(r.outcome.Name); e != nil {
				return e.Mark
			}
			return ""
		}),
	}
}

func (r *summaryRow) difference() *analysis.Result {
	if r.third != nil {
		return &r.third.Difference
	}
	return &r.effect.Difference
}

func (r *summaryRow) means() (baseline, scenario float64) {
	if r.third != nil {
		return r.third.MeanBaseline, r.third.MeanScenario
	}
	return r.effect.MeanBaseline, r.effect.MeanScenario
}
