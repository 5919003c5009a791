package main

import (
	"fmt"
	"strings"

	"rapport/analysis/export"
	"rapport/sim/record"
)

// dictionaryHead opens the page of the data dictionary.
const dictionaryHead = `# Data dictionary

<!-- Generated from the struct tags of this package by go generate ./...: change those, not this page. -->

What stands in a run, table by table and column by column. ` + "`rapport schema`" + ` prints the same, as text
or JSON, and so does the metadata of every Parquet file (key ` + "`rapport.dictionary`" + `).

- **Scenario** is no column of the files: it is in their path, ` + "`sessions/scenario=NAME/part-00000.parquet`" + `,
  and every reader of hive-partitioned Parquet makes a column of it.
- **Missing is null**, never a number; the last column of each table says when. The one code is a
  therapist of -1: nobody, on a waiting list. ` + "`rapport export`" + ` writes that as missing, too.
- **Ids count from 0** within a replication. The same patient or therapist id in the same replication
  is the same person in every scenario: join on ` + "`replication, patient`" + ` to compare twins.
- **Time**: the PHQ-9 of a session is answered just before it, the alliance rated after it. ` + "`week`" + ` counts
  from entering the study. In ` + "`assessments`" + ` everybody is asked in the same weeks, also before treatment and
  after it.
- **Measured and true**: columns that begin with ` + "`true_`" + `, and of patients ` + "`intake_severity`" + `,
  ` + "`natural_course`" + `, ` + "`alliance_to_symptoms`" + ` and ` + "`symptoms_to_alliance`" + `, are the model's own state. No
  study could measure them.
- **SD** stands for standard deviations among patients (or therapists) of routine care; **proportion** for
  a number between 0 and 1; **item mean** for the mean of an instrument's items.

`

// joins says by which columns a table is joined with the others.
var joins = map[string]string{
	"patients":    "`sessions`, `assessments`, `ruptures`, `ledger`, `items` and `scores` on `scenario, replication, patient`; `therapists` on `scenario, replication, therapist`",
	"sessions":    "`patients` on `scenario, replication, patient`; `items`, `ledger` and `scores` on `scenario, replication, patient, session`",
	"ruptures":    "`sessions` on `scenario, replication, patient` and `session = session_onset`",
	"therapists":  "`patients` and `sessions` on `scenario, replication, therapist`",
	"assessments": "`patients` on `scenario, replication, patient`",
	"ledger":      "`sessions` on `scenario, replication, patient, session`",
	"items":       "`sessions` on `scenario, replication, patient, session`",
	"decisions":   "`sessions` on `scenario, replication, patient, session`; `patients` on `scenario, replication, patient`",
	"scores":      "`sessions` on `scenario, replication, patient, session`, `assessments` on `scenario, replication, patient, week`",
	"answers":     "`scores` on `scenario, replication, patient, number`",
}

// dictionaryPage is the data dictionary as Markdown.
func dictionaryPage() string {
	var b strings.Builder
	b.WriteString(dictionaryHead)
	fmt.Fprintf(&b, "Version of the row definitions: %d (`schema_version` in manifest.json).\n\n| table | what is in it |\n|---|---|\n", record.Version)
	tables := record.Dictionary()
	for i := range tables {
		fmt.Fprintf(&b, "| [`%s`](#%s) | %s |\n", tables[i].Name, tables[i].Name, cellText(tables[i].Description))
	}
	for i := range tables {
		dictionaryTable(&b, &tables[i])
	}
	return b.String()
}

func dictionaryTable(b *strings.Builder, t *record.Table) {
	fmt.Fprintf(b, "\n## %s\n\n%s.", t.Name, sentenceStart(cellText(t.Description)))
	if t.OnRequest {
		fmt.Fprintf(b, " Written %s.", strings.Replace(t.Where(), "record: {"+t.Name+": true}", "`record: {"+t.Name+": true}`", 1))
	}
	fmt.Fprintf(b, " Sorted by `%s`. Joins %s.\n\n", strings.Join(t.SortedBy, ", "), joins[t.Name])
	b.WriteString("| column | type | meaning | unit | range | null when |\n|---|---|---|---|---|---|\n")
	for i := range t.Columns {
		c := &t.Columns[i]
		meaning, _, _ := strings.Cut(c.Description, "; null")
		missing := ""
		if c.Nullable {
			missing = export.WhenMissing(t.Name, c)
		}
		fmt.Fprintf(b, "| `%s` | %s | %s | %s | %s | %s |\n", c.Name, c.Type, cellText(meaning), cellText(c.Unit), cellText(c.Range), cellText(missing))
	}
}

// cellText can stand in a cell of a Markdown table.
func cellText(text string) string {
	return strings.NewReplacer("|", `\|`, "<", "&lt;").Replace(text)
}

func sentenceStart(text string) string { return strings.ToUpper(text[:1]) + text[1:] }
