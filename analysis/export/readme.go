package export

import (
	"fmt"
	"slices"
	"strings"
)

// readmeTitle begins every description of an export, by which its folder is known.
const readmeTitle = "# Export of a rapport run"

// readme describes what is in the folder, and where it comes from.
func readme(src *Source, o *Options, t *table, r *Result) string {
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	line("%s: %s\n", readmeTitle, o.Shape)
	line("**Simulated data: no row is a real person.** Rows: %d, %s.\n", r.Rows, t.about)
	line("| | |\n|---|---|")
	line("| run | %s |", markdownCell(src.Name))
	line("| study | %s |", markdownCell(src.Title))
	if src.Question != "" {
		line("| question | %s |", markdownCell(src.Question))
	}
	line("| engine | rapport %s |", src.Version)
	line("| seed | %d |", src.Seed)
	line("| command | `%s` |\n", strings.ReplaceAll(markdownCell(src.Command), "`", "'"))
	line("| condition | scenario | what it is | patients × replications | rows |\n|---|---|---|---|---|")
	for i := range src.Scenarios {
		if s := &src.Scenarios[i]; slices.Contains(r.Scenarios, s.Name) {
			line("| %d | %s | %s | %d × %d | %d |", i, s.Name, markdownCell(s.Description), s.Patients, s.Replications, r.rowsOf[s.Name])
		}
	}
	line("\n## Files\n\n| file | what it is |\n|---|---|")
	for _, f := range o.files() {
		line("| `%s` | %s |", f.name, f.about)
	}
	line("\n## Reading it\n")
	for _, e := range o.examples(t) {
		line("%s\n\n```%s\n%s\n```\n", e.words, e.language, e.code)
	}
	line("## Reading it right\n")
	for _, text := range o.cautions(t) {
		line("- %s", text)
	}
	line("\n## Columns\n\n| column | meaning | unit | range | values | missing |\n|---|---|---|---|---|---|")
	for i := range t.columns {
		c := &t.columns[i]
		line("| `%s` | %s | %s | %s | %s | %s |", c.Name, markdownCell(c.Description), markdownCell(c.Unit),
			markdownCell(c.Range), markdownCell(c.valuesInFile()), markdownCell(c.When))
	}
	return b.String()
}

// cautions say what a careful reader must know of the file.
func (o *Options) cautions(t *table) []string {
	missing := "Missing is an empty cell."
	if o.Missing != nil {
		missing = fmt.Sprintf("A missing number is %d in the CSV file, as was asked for; no other value is.", *o.Missing)
	}
	all := []string{
		missing + " The column `missing` of the codebook says when a value is missing.",
		"`course_id` is another for the same person under another scenario: `person_id` pairs twins.",
		"PHQ-9 is answered just before a session, the alliance is rated after it.",
		"Yes is 1, no is 0.",
	}
	all = append(all, t.notes...)
	switch o.Shape {
	case Long:
		all = append(all, "Person means are taken over the whole course, later sessions too, so a deviation from them is no predictor of the future.",
			longErrs)
	case Waves:
		if panelWaves(t.columns) != nil {
			all = append(all, panelErrs)
		}
	case Weeks:
		all = append(all, "`phq9_w0` is the PHQ-9 at entry, before any wait; the others are everybody's who answered, whether waiting, in treatment, finished or gone. Who is more ill, has left or is asked later answers less often.")
	case Gains:
		all = append(all, "`phq9_s0` is the PHQ-9 at the screening before intake, `phq9_s1` the one before session 1, at intake. `phq9_last` is the last that was answered, in whichever session.")
	}
	return all
}

// standsAtTheEnd are columns that stand at the last session.
var standsAtTheEnd = []string{"phq9_last", "response", "remission", "reliable_improvement", "reliable_deterioration"}

// noteEnds notes which columns compare patients at different times, where courses of the
// scenarios end so.
func (t *table) noteEnds(src *Source, scenarios []string) error {
	var concerned []string
	for i := range t.columns {
		if name := t.columns[i].Name; slices.Contains(standsAtTheEnd, name) {
			concerned = append(concerned, "`"+name+"`")
		}
	}
	if len(scenarios) < 2 || len(concerned) == 0 {
		return nil
	}
	ends, err := src.Run.Ends(scenarios)
	if err == nil && ends.Apart() {
		note := fmt.Sprintf("Courses end at different times, on average in week %.1f to %.1f by scenario%s: %s stand at the last session and compare patients at different times.",
			ends.First, ends.Last, ends.Spread(), strings.Join(concerned, ", "))
		if src.Run.HasTable(scenarios[0], "assessments") {
			note += " Everybody at the same weeks is in the table assessments, and in `--as " + Weeks + "`."
		}
		t.notes = append(t.notes, note)
	}
	return err
}

// example is a few lines that read the files.
type example struct{ words, language, code string }

// examples read the files with the programs that they were written for.
func (o *Options) examples(t *table) []example {
	var all []example
	name := o.Shape
	if o.has(CSV) {
		// R by itself takes no empty cell of labels for missing, and pandas takes labels such as null for it.
		inR, inPandas := `""`, `""`
		if o.Missing != nil {
			inR, inPandas = fmt.Sprintf(`c("", "%d")`, *o.Missing), fmt.Sprintf(`"", %d`, *o.Missing)
		}
		r := fmt.Sprintf("d <- read.csv(%q, na.strings = %s)", name+".csv", inR)
		python := fmt.Sprintf("import pandas as pd; d = pd.read_csv(%q, keep_default_na=False, na_values=[%s])", name+".csv", inPandas)
		all = append(all, example{"R" + o.model(t), "r", r + o.modelCode(t)}, example{"Python", "python", python})
	}
	if o.has(SPSS) {
		all = append(all, example{"SPSS: open `" + name + ".sps`, set the folder, run all. GNU PSPP:", "sh", "pspp " + name + ".sps"})
	}
	if o.has(Stata) {
		all = append(all, example{"Stata:", "stata", "do " + name + ".do"})
	}
	if o.has(Mplus) {
		all = append(all, example{"Mplus:", "text", "mplus " + name + ".inp"})
	}
	return all
}

// model names the analysis that the lines in R go on with.
func (o *Options) model(t *table) string {
	switch o.Shape {
	case Long:
		return ", with the effect of the alliance on the same patient's next PHQ-9, about the patient's own line"
	case Waves:
		if panelWaves(t.columns) != nil {
			return ", with a random-intercept cross-lagged panel model (package lavaan)"
		}
	case Gains:
		return ", with the sudden gains (package suddengains; 6 points are the reliable change of PHQ-9)"
	}
	return ""
}

func (o *Options) modelCode(t *table) string {
	switch o.Shape {
	case Long:
		return longInR
	case Waves:
		return panelInR(t.columns)
	case Gains:
		var sessions []string
		for i := range t.columns {
			if name := t.columns[i].Name; strings.HasPrefix(name, "phq9_s") && strings.Trim(name[6:], "0123456789") == "" && name != "phq9_s0" {
				sessions = append(sessions, name)
			}
		}
		if len(sessions) < 4 {
			return "" // a gain needs two sessions before and two after
		}
		return fmt.Sprintf("\ngains <- suddengains::create_bysg(d, sg_crit1_cutoff = 6, id_var_name = \"course_id\",\n"+
			"  sg_var_list = paste0(\"phq9_s\", %s:%s), tx_start_var_name = %q,\n  tx_end_var_name = \"phq9_last\", sg_measure_name = \"phq9\")",
			sessions[0][6:], sessions[len(sessions)-1][6:], sessions[0])
	}
	return ""
}
