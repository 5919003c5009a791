package main

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"rapport/analysis"
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
	apart, err := missedByShipped()
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
		told.tell("set "+grouped(int64(k+1))+" of "+grouped(int64(*v.plausible)), false)
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
		all = append(all, scoreOf(k+1, &done.Scorecard, apart))
	}
	told.close()
	return v.tellPlausible(c, all)
}

// missedByShipped are the findings that the shipped values miss: a set was asked to be no
// worse there.
func missedByShipped() (map[string]bool, error) {
	var found fit.PlausibleSets
	if err := json.Unmarshal(configs.Plausible(), &found); err != nil {
		return nil, err
	}
	apart := map[string]bool{}
	for i := range found.Asked {
		if a := &found.Asked[i]; a.Widened {
			apart[a.Finding] = true
		}
	}
	for _, m := range analysis.KnownMisses() {
		apart[m.ID] = true
	}
	return apart, nil
}

func scoreOf(set int, card *analysis.Scorecard, apart map[string]bool) scoredSet {
	s := scoredSet{Set: set, Missed: []string{}, Known: []string{}, Met: card.Count(analysis.Inside) + card.Count(analysis.Holds)}
	for i := range card.Rows {
		switch r := &card.Rows[i]; {
		case r.Verdict != analysis.Missed:
		case apart[r.Finding.ID]:
			s.Known = append(s.Known, r.Finding.ID)
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
		p.line("set %2d  %2d findings met, %s", s.Set, s.Met, text)
	}
	if v.asJSON {
		encoder := json.NewEncoder(p.w)
		encoder.SetIndent("", "  ")
		p.err = encoder.Encode(all)
	}
	if p.err == nil && missed > 0 {
		return failedCheck("%s missed by plausible sets", counted(int64(missed), "finding"))
	}
	return p.err
}
