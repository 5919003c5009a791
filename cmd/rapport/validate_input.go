package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"rapport/analysis"
	"rapport/analysis/data"
	"rapport/analysis/explore"
	"rapport/sim/record"
	"rapport/sim/record/bounded"
)

// options gathers what the flags say.
func (v *validateCommand) options(args []string) (o explore.ValidationOptions, err error) {
	o = explore.ValidationOptions{Run: strings.Join(args, ""), Scenario: v.scenario, Seed: v.overrides.Seed, Dir: v.out}
	simulates := o.Run == "" && len(v.tables) == 0
	switch {
	case o.Run != "" && len(v.tables) > 0:
		return o, badInput("", "a run and --table: score one of them at a time")
	case !simulates && (v.overrides.Seed != nil || v.overrides.Patients != nil || v.out != ""):
		return o, badInput("", "--seed, --patients and --out say how to simulate, but there is a run or table to score")
	case v.overrides.Patients != nil && *v.overrides.Patients < 1:
		return o, badInput("", "--patients = %d: want at least 1", *v.overrides.Patients)
	}
	if v.out != "" {
		if err := folderFor(v.out); err != nil {
			return o, err
		}
	}
	if v.overrides.Patients != nil {
		o.Patients = *v.overrides.Patients
	}
	o.Workers = v.workers.onCores()
	if o.Findings, err = readFindings(v.evidence); err != nil {
		return o, err
	}
	if v.heldOut {
		o.Findings = analysis.HeldOut()
	}
	if o.Tables, err = openTables(v.tables); err != nil || o.Tables == nil {
		return o, err
	}
	o.Tables.Read = v.read.options()
	o.Tables.Columns, err = v.renamed()
	return o, err
}

// renamed are the columns of a run that are called otherwise in the tables.
func (v *validateCommand) renamed() (map[string]string, error) {
	var known []string
	for _, t := range record.Dictionary() {
		for _, c := range t.Columns {
			known = append(known, c.Name)
		}
	}
	return namedColumns(v.columns, known, "a column of a run", "rapport schema lists the columns of a run")
}

// namedColumns reads what --column says: name=COLUMN, each name once.
func namedColumns(given, known []string, of, otherwise string) (map[string]string, error) {
	columns := map[string]string{}
	var faults []error
	hint := ""
	for _, text := range given {
		name, column, ok := strings.Cut(text, "=")
		switch {
		case !ok || column == "" || !slices.Contains(known, name):
			faults = append(faults, fmt.Errorf("--column = %s: want name=COLUMN for %s", text, of))
			hint = cmpText(hint, columnHint(name, known, otherwise))
		case columns[name] != "":
			faults = append(faults, fmt.Errorf("--column = %s: %s is %s already", text, name, columns[name]))
		default:
			columns[name] = column
		}
	}
	if err := errors.Join(faults...); err != nil {
		return nil, &failure{codeInput, err, hint}
	}
	return columns, nil
}

// maxFindings bounds a findings file, in bytes.
const maxFindings = 16 << 20

// readFindings reads a findings file; no name means those that ship.
func readFindings(name string) ([]analysis.Finding, error) {
	if name == "" {
		return analysis.Findings(), nil
	}
	file, err := os.Open(name)
	if err != nil {
		return nil, badInput("", "read findings: %w", err)
	}
	defer func() { _ = file.Close() }()
	findings, err := analysis.LoadFindings(bounded.Reader(file, maxFindings))
	if err != nil {
		return nil, &failure{codeInput, inFile(name, err), "rapport show --findings prints the findings that ship, to begin with"}
	}
	return findings, nil
}

// inFile puts the file's name before every line of an error.
func inFile(name string, err error) error {
	lines := strings.Split(err.Error(), "\n")
	for i := range lines {
		lines[i] = name + ": " + lines[i]
	}
	return badInput("", "%s", strings.Join(lines, "\n"))
}

// openTables opens tables: FILE for sessions, or TABLE=FILE. What they are written in
// finds the reader, which bounds them, too. They stay open until the process ends, which
// is soon.
func openTables(given []string) (*data.Tables, error) {
	if len(given) == 0 {
		return nil, nil
	}
	var t data.Tables
	places := map[string]*io.Reader{"sessions": &t.Sessions, "patients": &t.Patients, "ruptures": &t.Ruptures, "therapists": &t.Therapists}
	known := []string{"sessions", "patients", "ruptures", "therapists"}
	for _, text := range given {
		table, name, named := strings.Cut(text, "=")
		if _, err := os.Stat(text); !named || !slices.Contains(known, table) && err == nil { // a name may hold the sign
			table, name = known[0], text
		}
		switch {
		case !slices.Contains(known, table):
			return nil, badInput(nearestHint(table, known, "there are "+enumerate(known)), "--table = %s: no table is called %q", text, table)
		case *places[table] != nil:
			return nil, badInput("", "--table = %s: the table %s is given twice", text, table)
		}
		file, err := os.Open(name)
		if err != nil {
			return nil, badInput("", "read table %s: %w", table, err)
		}
		*places[table] = file
	}
	if t.Sessions == nil {
		return nil, badInput("", "%w", errors.New("--table: the table sessions is missing"))
	}
	return &t, nil
}
