package fit

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"

	"rapport/analysis/data"
	"rapport/analysis/explore"
)

// maxCellFaults is how many wrong cells are told one by one.
const maxCellFaults = 20

// ownTable is a user's table on its way into the columns of a run.
type ownTable struct {
	mapping    Mapping
	at         map[string]int // column of the table by what it holds
	patients   map[string]int // number by name
	therapists map[string]int
	held       []int // sessions of each patient
	longest    int   // largest session number
	sessions   bytes.Buffer
	faults     []error
}

// readOwn reads a long table, one row per session, into Data.
func readOwn(r io.Reader, m Mapping) (*ownTable, *data.Data, error) {
	if faults := m.faults(); len(faults) > 0 {
		return nil, nil, errors.Join(faults...)
	}
	therapistNamed := m.Therapist != ""
	m.fill()
	if !therapistNamed {
		m.Therapist = "therapist"
	}
	t := &ownTable{mapping: m, patients: map[string]int{}, therapists: map[string]int{}}
	in := csv.NewReader(r)
	header, err := in.Read()
	if err != nil {
		return nil, nil, fmt.Errorf("read the data: want CSV with a header: %w", err)
	}
	if err := t.header(header, therapistNamed); err != nil {
		return nil, nil, err
	}
	if err := t.rows(in); err != nil {
		return nil, nil, err
	}
	tables := data.Tables{Sessions: &t.sessions}
	if m.PlannedSessions > 0 {
		tables.Patients = t.endings()
	}
	d, err := data.ReadCSV(tables)
	return t, d, err
}

// header finds the columns.
func (t *ownTable) header(header []string, therapistNamed bool) error {
	for i := range header {
		header[i] = strings.TrimSpace(strings.TrimPrefix(header[i], "\ufeff"))
	}
	t.at = map[string]int{}
	var faults []error
	for _, c := range []struct {
		holds, column string
		optional      bool
	}{{"patient", t.mapping.Patient, false}, {"session", t.mapping.Session, false}, {"alliance", t.mapping.Alliance, false},
		{"symptoms", t.mapping.Symptoms, false}, {"therapist", t.mapping.Therapist, !therapistNamed}} {
		i := slices.Index(header, c.column)
		if i >= 0 {
			t.at[c.holds] = i
		} else if !c.optional {
			faults = append(faults, fmt.Errorf("the data have no column %q for %s%s (they have %s)", c.column, c.holds,
				explore.Nearest(c.column, header), strings.Join(header, ", ")))
		}
	}
	names := []string{"patient", "session", "wai_patient", "phq9"}
	if _, ok := t.at["therapist"]; ok {
		names = append(names, "therapist")
	}
	t.sessions.WriteString(strings.Join(names, ",") + "\n")
	return errors.Join(faults...)
}

// rows translates every row.
func (t *ownTable) rows(in *csv.Reader) error {
	for len(t.faults) < maxCellFaults {
		cells, err := in.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.faults = append(t.faults, fmt.Errorf("read the data: %w", err))
			break
		}
		line, _ := in.FieldPos(0)
		t.row(line, cells)
	}
	if len(t.faults) == 0 && len(t.patients) == 0 {
		t.faults = append(t.faults, errors.New("the data have no rows"))
	}
	return errors.Join(t.faults...)
}

func (t *ownTable) row(line int, cells []string) {
	cell := func(holds string) string { return strings.TrimSpace(cells[t.at[holds]]) }
	wrong := func(holds, want string) {
		t.faults = append(t.faults, fmt.Errorf("line %d: %s = %q: want %s", line, holds, cell(holds), want))
	}
	if missing(cell("patient")) {
		wrong("patient", "a name or number")
		return
	}
	session, err := strconv.Atoi(cell("session"))
	if err != nil || session < 1 || session > 500 {
		wrong("session", "a whole number from 1 to 500")
		return
	}
	patient := numberOf(t.patients, cell("patient"))
	if patient == len(t.held) {
		t.held = append(t.held, 0)
	}
	t.held[patient]++
	t.longest = max(t.longest, session)
	alliance, ok := score(cell("alliance"), t.mapping.AllianceRange, allianceLow, allianceHigh)
	if !ok {
		wrong("alliance", scaleWanted(t.mapping.AllianceRange, allianceLow, allianceHigh, "alliance_range", "an item mean of the WAI-SR"))
	}
	symptoms, ok := score(cell("symptoms"), t.mapping.SymptomsRange, symptomsLow, symptomsHigh)
	if !ok {
		wrong("symptoms", scaleWanted(t.mapping.SymptomsRange, symptomsLow, symptomsHigh, "symptoms_range", "a PHQ-9 total"))
	}
	fmt.Fprintf(&t.sessions, "%d,%d,%s,%s", patient, session, written(alliance), written(math.Round(symptoms)))
	if _, has := t.at["therapist"]; has {
		if missing(cell("therapist")) {
			wrong("therapist", "a name or number; leave the whole column out if therapists are not known")
		}
		fmt.Fprintf(&t.sessions, ",%d", numberOf(t.therapists, cell("therapist")))
	}
	t.sessions.WriteString("\n")
}

func missing(cell string) bool { return cell == "" || cell == "NA" || cell == "NaN" }

// numberOf gives names numbers in the order in which they come.
func numberOf(names map[string]int, name string) int {
	n, known := names[name]
	if !known {
		n = len(names)
		names[name] = n
	}
	return n
}

// score reads a cell on the model's scale; NaN where missing.
func score(cell string, ends []float64, low, high float64) (v float64, ok bool) {
	if missing(cell) {
		return math.NaN(), true
	}
	v, err := strconv.ParseFloat(cell, 64)
	v = rescale(v, ends, low, high)
	return v, err == nil && v >= low && v <= high
}

func scaleWanted(ends []float64, low, high float64, key, instrument string) string {
	if len(ends) == 2 {
		return fmt.Sprintf("%g to %g, as %s says", ends[0], ends[1], key)
	}
	return fmt.Sprintf("%g to %g (%s); if the data have another scale, give its ends as %s", low, high, instrument, key)
}

func written(v float64) string {
	if math.IsNaN(v) {
		return ""
	}
	return strconv.FormatFloat(v, 'g', -1, 64)
}

// The labels of a run for how treatment ended.
const (
	endedAsPlanned = "completed"
	endedEarly     = "dropout"
)

// ending tells whether a treatment of so many sessions ended as planned: data
// that do not say why a patient left can tell only this.
func ending(held, planned int) string {
	if held >= planned {
		return endedAsPlanned
	}
	return endedEarly
}

// endings is a patients table that says how treatment ended.
func (t *ownTable) endings() io.Reader {
	var b bytes.Buffer
	b.WriteString("patient,ending\n")
	for i, n := range t.held {
		fmt.Fprintf(&b, "%d,%s\n", i, ending(n, t.mapping.PlannedSessions))
	}
	return &b
}
