package main

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"rapport/analysis"
	"rapport/analysis/data"
	"rapport/analysis/explore"
	"rapport/analysis/explore/fit"
	"rapport/configs"
	"rapport/scenarios/study"
)

// scoredSet is one plausible set beside the findings.
type scoredSet struct {
	Set    int      `json:"set"`
	Met    int      `json:"met"`
	Missed []string `json:"missed"` // ids of findings, those apart that the shipped values miss, too
	Known  []string `json:"known"`  // … and of those
	Edge   []string `json:"edge"`   // missed, but by no more than the luck of the search let a set pass
}

// runPlausible holds the first plausible sets that ship against the findings.
func (v *validateCommand) runPlausible(c *cobra.Command, args []string) error {
	if len(args) > 0 || len(v.tables) > 0 || v.out != "" || v.known {
		return badInput("", "--plausible holds the sets that ship against the findings; it goes with no run, table, --out or --known")
	}
	options, err := v.options(args)
	if err != nil {
		return err
	}
	sets, err := study.ShippedSets()
	if err != nil {
		return &failure{codeInput, err, hintOf(err)}
	}
	if *v.plausible < 1 || *v.plausible > len(sets.Sets) {
		return badInput("", "--plausible = %d: want 1 to %d", *v.plausible, len(sets.Sets))
	}
	rule, err := ruleOfSets()
	if err != nil {
		return err
	}
	evidence := options.Study
	if evidence == nil {
		if evidence, err = explore.EvidenceStudy(); err != nil {
			return err
		}
	}
	told := newStatusLine(c.ErrOrStderr(), v.quiet || v.asJSON)
	var all []scoredSet
	for k := range *v.plausible {
		told.tell("set "+data.Grouped(k+1)+" of "+data.Grouped(*v.plausible), false)
		own := *evidence
		own.Set = study.Values{}
		for i, name := range sets.Parameters {
			own.Set[name] = sets.Sets[k][i]
		}
		maps.Copy(own.Set, evidence.Set)
		options.Study = &own
		done, err := explore.Validate(c.Context(), options)
		if err != nil {
			told.close()
			return err
		}
		all = append(all, rule.scoreOf(k+1, &done.Scorecard))
	}
	told.close()
	return v.tellPlausible(c, all)
}

// setRule is what was asked of the sets that ship.
type setRule struct {
	apart map[string]bool       // findings that the shipped values miss: a set was to be no worse there
	room  map[string][2]float64 // within which the value of a finding was let pass
}

// ruleOfSets reads the rule from the record. A set was let pass up to two standard errors
// outside on as many patients as the record says.
func ruleOfSets() (*setRule, error) {
	var found fit.PlausibleSets
	if err := json.Unmarshal(configs.Plausible(), &found); err != nil {
		return nil, err
	}
	rule := &setRule{map[string]bool{}, map[string][2]float64{}}
	away := map[string]float64{}
	for _, f := range found.Findings {
		away[f.ID] = 2 * float64(f.SE)
	}
	for i := range found.Asked {
		a := &found.Asked[i]
		if a.Widened {
			rule.apart[a.Finding] = true
		}
		if a.Check == "" && a.Low != nil && a.High != nil {
			rule.room[a.Finding] = [2]float64{*a.Low - away[a.Finding], *a.High + away[a.Finding]}
		}
	}
	for _, m := range analysis.KnownMisses() {
		rule.apart[m.ID] = true
	}
	return rule, nil
}

func (rule *setRule) scoreOf(set int, card *analysis.Scorecard) scoredSet {
	s := scoredSet{Set: set, Missed: []string{}, Known: []string{}, Edge: []string{}, Met: card.Count(analysis.Inside) + card.Count(analysis.Holds)}
	for i := range card.Rows {
		r := &card.Rows[i]
		if r.Verdict != analysis.Missed {
			continue
		}
		room, asked := rule.room[r.Finding.ID]
		switch {
		case rule.apart[r.Finding.ID]:
			s.Known = append(s.Known, r.Finding.ID)
		case asked && r.High >= room[0] && r.Low <= room[1]:
			s.Edge = append(s.Edge, r.Finding.ID)
		default:
			s.Missed = append(s.Missed, r.Finding.ID)
		}
	}
	slices.Sort(s.Missed)
	return s
}

// tellPlausible prints a line for each set.
func (v *validateCommand) tellPlausible(c *cobra.Command, all []scoredSet) error {
	missed := 0
	p := &printer{w: c.OutOrStdout()}
	for i := range all {
		s := &all[i]
		missed += len(s.Missed)
		if v.asJSON {
			continue
		}
		text := "none missed"
		if len(s.Missed) > 0 {
			text = "missed: " + strings.Join(s.Missed, ", ")
		}
		if len(s.Known) > 0 {
			text += "; as the shipped values: " + strings.Join(s.Known, ", ")
		}
		if len(s.Edge) > 0 {
			text += "; at the edge of what luck lets a set pass: " + strings.Join(s.Edge, ", ")
		}
		p.line("set %2d  %2d findings met, %s", s.Set, s.Met, text)
	}
	if v.asJSON {
		encoder := json.NewEncoder(p.w)
		encoder.SetIndent("", "  ")
		p.err = encoder.Encode(all)
	}
	if p.err == nil && missed > 0 {
		return failedCheck("%s missed by plausible sets", data.Counted(missed, "finding"))
	}
	return p.err
}
