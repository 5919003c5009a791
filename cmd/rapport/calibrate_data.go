package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/pflag"

	"rapport/analysis/explore/fit"
	"rapport/scenarios/study"
)

// dataFlags say which table to fit to, and what its columns are.
type dataFlags struct {
	file, mapping                string
	columns                      []string
	allianceRange, symptomsRange []float64
	planned                      int
	followUps                    sessionWeeks
	instruments                  []string
	read                         readFlags

	columnsOf fit.Mapping // what they come to
}

// tableFlags say what a table is, and nothing without one.
var tableFlags = []string{"alliance-range", "column", "decimal", "encoding", "follow-up", "instrument", "mapping", "missing", "planned-sessions", "symptoms-range"}

func (d *dataFlags) add(f *pflag.FlagSet) {
	f.StringVar(&d.file, "data", "", "fit to this `file` of yours (CSV of any kind, or Parquet)")
	f.StringVar(&d.mapping, "mapping", "", "YAML `file` that says what its columns are")
	f.StringArrayVar(&d.columns, "column", nil, "`name=COLUMN` for patient, therapist, session, alliance, symptoms, week (since entry) or phase (waiting, treatment, ended); a score with a column for each session or week is STEM*, such as phq9_s* or phq9_w*; repeatable")
	f.Float64SliceVar(&d.allianceRange, "alliance-range", nil, "`low,high`: scores of the weakest and of the strongest alliance (default 1,5)")
	f.Float64SliceVar(&d.symptomsRange, "symptoms-range", nil, "`low,high`: scores of no and of the worst symptoms (default 0,27; of a column that is named after an instrument, such as ors, what its description says)")
	f.StringArrayVar(&d.instruments, "instrument", nil, instrumentHelp)
	f.IntVar(&d.planned, "planned-sessions", 0, "treatment ends as planned with this session (default not known)")
	d.followUps = sessionWeeks{}
	f.Var(d.followUps, "follow-up", "`SESSION=WEEK`: rows or columns with this session number are an assessment after treatment, in this week since entry (99=52); repeatable")
	for _, name := range []string{"alliance-range", "symptoms-range"} {
		f.Lookup(name).DefValue = "" // an empty list would be shown
	}
	d.read.add(f)
}

// sessionWeeks is a flag that gives sessions a week, each one: a line that is read again, for
// what else is wrong with it, says the same.
type sessionWeeks map[int]int

func (w sessionWeeks) Type() string { return "SESSION=WEEK" }

func (w sessionWeeks) String() string {
	var pairs []string
	for _, session := range slices.Sorted(maps.Keys(w)) {
		pairs = append(pairs, fmt.Sprintf("%d=%d", session, w[session]))
	}
	return strings.Join(pairs, ",")
}

func (w sessionWeeks) Set(text string) error {
	for pair := range strings.SplitSeq(text, ",") {
		code, week, _ := strings.Cut(pair, "=")
		session, wrong := strconv.Atoi(code)
		since, err := strconv.Atoi(week)
		if wrong != nil || err != nil || strconv.Itoa(session) != code { // 099 would be 99 once more
			return errors.New("want SESSION=WEEK, such as 99=52")
		}
		if first, twice := w[session]; twice && first != since {
			return fmt.Errorf("session %d is week %d already", session, first)
		}
		w[session] = since
	}
	return nil
}

const instrumentHelp = "`file` that describes an instrument of yours, after which a column is named; those that ship are known; repeatable"

// readInstruments reads the descriptions of a user's own instruments.
func readInstruments(words []string) (all []study.Instrument, err error) {
	var faults []error
	for _, word := range words {
		q, err := study.ReadInstrument(word)
		all, faults = append(all, q), append(faults, err)
	}
	if err := errors.Join(faults...); err != nil {
		return nil, badInput("", "--instrument: %w", err)
	}
	return all, nil
}

// mapped is what file and flags say of the columns; flags win.
func (d *dataFlags) mapped() (m fit.Mapping, err error) {
	if d.mapping != "" {
		file, err := os.Open(d.mapping)
		if err != nil {
			return m, badInput("", "read the mapping of columns: %w", err)
		}
		defer func() { _ = file.Close() }()
		if m, err = fit.ReadMapping(file); err != nil {
			return m, inFile(d.mapping, err)
		}
	}
	columns := map[string]*string{"patient": &m.Patient, "therapist": &m.Therapist, "session": &m.Session,
		"alliance": &m.Alliance, "symptoms": &m.Symptoms, "week": &m.Week, "phase": &m.Phase}
	known := []string{"patient", "therapist", "session", "alliance", "symptoms", "week", "phase"}
	named, err := namedColumns(d.columns, known, enumerate(known), "")
	if err != nil {
		return m, err
	}
	for name, column := range named {
		*columns[name] = column
	}
	if m.Instruments, err = readInstruments(d.instruments); err != nil {
		return m, err
	}
	if len(d.allianceRange) > 0 {
		m.AllianceRange = d.allianceRange
	}
	if len(d.symptomsRange) > 0 {
		m.SymptomsRange = d.symptomsRange
	}
	if len(d.read.missing) > 0 {
		m.Missing = d.read.missing
	}
	m.Decimal, m.Encoding = cmpText(d.read.decimal, m.Decimal), cmpText(d.read.encoding, m.Encoding)
	for code, week := range d.followUps {
		if m.FollowUps == nil {
			m.FollowUps = map[int]int{}
		}
		m.FollowUps[code] = week
	}
	if d.planned != 0 {
		m.PlannedSessions = d.planned
	}
	return m, nil
}

// forData adapts the options to a fit to data: no findings, and a study only
// where one was named. It finds what is wrong before anything is written.
func (k *calibrateCommand) forData(o *fit.Options) (err error) {
	if k.evidence != "" || k.identify {
		return badInput("", "--data fits to a table of yours; --evidence and --identify belong to findings")
	}
	if k.study == "" {
		o.Study = nil
	}
	if _, err := os.Stat(k.data.file); err != nil {
		return badInput("", "read data: %w", err)
	}
	if k.data.columnsOf, err = k.data.mapped(); err == nil && o.Study != nil {
		k.data.columnsOf.Instruments = append(k.data.columnsOf.Instruments, o.Study.Instruments...)
	}
	return err
}

// toData fits to a table.
func (k *calibrateCommand) toData(ctx context.Context, o fit.Options) (found calibrated, err error) {
	file, err := os.Open(k.data.file)
	if err != nil {
		return found, badInput("", "read data: %w", err)
	}
	defer func() { _ = file.Close() }()
	found.data, err = fit.CalibrateToData(ctx, file, k.data.columnsOf, o)
	var wrong *fit.TableError
	switch {
	case errors.As(err, &wrong):
		return found, inFile(k.data.file, wrong)
	case err != nil:
		return found, err
	}
	found.Calibration = found.data.Calibration
	return found, nil
}
