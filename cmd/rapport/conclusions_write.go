package main

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"

	"rapport/analysis/data"
	"rapport/analysis/twins"
)

func conclusionLine(name string, s *twins.OverSets) string {
	cells := s.Cells()
	words := s.Short()
	if s.Verdict == twins.DependsOn {
		words = fmt.Sprintf("depends on `%s`: up to %.3g above 0 in %d of %d sets, beyond in %d of %d", s.On.Parameter, s.On.Cut,
			s.On.Below.Positive, s.On.Below.Sets, s.On.Above.Positive, s.On.Above.Sets)
	}
	if len(s.Settles) > 0 {
		words += fmt.Sprintf("; %s (%s) measured to ±%.2g would settle %.0f %% of the variance", s.Settles[0].ID, s.Settles[0].Text, s.Settles[0].Precision, 90*s.Settles[0].Share)
	}
	return fmt.Sprintf("| [%s](%s.yaml) | %s | %s | %s | %s | %s | %s | %s | %s |", name, name, s.Contrast, s.Outcome.Label,
		cells[0], cells[1], cells[2], cells[3], cells[4], words)
}

// write writes the table with what it is.
func (v *conclusionsCommand) write(w io.Writer, plans []concluded, lines []string) error {
	from, err := marks(plans)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	b.WriteString(`# What the shipped studies conclude, and what the evidence leaves open

Written by ` + "`rapport conclusions`" + `: every contrast of the shipped studies on the primary outcome, under the
shipped parameters and under the plausible sets that ship, each of which meets the evidence as the
shipped ones do; the same patients with the same luck under each. *Luck* is the standard error of one set's answer,
which more patients make smaller; what the sets disagree on, only further evidence settles.
The sets lie nearer to the shipped values than the findings demand: the search begins there, and was stopped before it had gone as
far as it could ([PLAUSIBLE.md](../analysis/explore/fit/PLAUSIBLE.md)). So a range is the least that is open, and *holds in all sets* says
that none was found that contradicts. Even of sets found like these, where 64 have one sign, up to 5 % may have the other.
Studies with a design, and with one scenario, have no contrast to tell.
` + screenedApart(plans) + `Made with ` + v.sizes() + `.

| study | contrast | outcome | shipped | median | 90 % of the sets | same sign | luck | verdict |
|:---|:---|:---|---:|---:|---:|---:|---:|:---|
`)
	for _, line := range lines {
		b.WriteString(line + "\n")
	}
	b.WriteString("\n" + from + "\n")
	_, err = w.Write(b.Bytes())
	return err
}

// screenedApart tells, a line for each, of which studies the scenarios take in patients by
// other screenings.
func screenedApart(plans []concluded) string {
	told := ""
	for _, p := range plans {
		if butForScreening(p.Study) != "" {
			told += fmt.Sprintf("Scenarios of [%s](%s.yaml) are screened differently: a contrast of two such holds that their patients are not equally ill.\n", p.name, p.name)
		}
	}
	return told
}

// sizes tells what the table rests on.
func (v *conclusionsCommand) sizes() string {
	sets, patients := v.size()
	return fmt.Sprintf("%s and %s of each study, in one replication (in ten where one does not tell what luck moves)", data.Counted(sets, "set"), data.Counted(patients, "patient"))
}

// differing is the error of lines that the table does not have.
func differing(lines []string, table string) error {
	have := strings.Split(table, "\n")
	var other []string
	for _, line := range lines {
		if !slices.Contains(have, line) {
			other = append(other, line)
		}
	}
	if len(other) > 0 {
		return failedCheck("%s of %d not in the table: %s", data.Counted(len(other), "line"), len(lines), strings.Join(other, "\n"))
	}
	return nil
}
