package fit

import (
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"unicode"

	"rapport/analysis"
	"rapport/analysis/data"
	"rapport/analysis/data/table"
	"rapport/scenarios/study"
	"rapport/sim/record"
)

// asked are the instruments after which columns of a user's table are named, by what they
// hold: alliance, symptoms. The simulation answers them, too, and both are read alike.
type asked map[string]study.Instrument

// findInstruments finds the instruments that columns are named after, where the mapping
// does not give their ends.
func (t *ownTable) findInstruments() error {
	var faults []error
	t.asked = asked{}
	for _, holds := range []string{"alliance", "symptoms"} {
		ends := map[string]*[]float64{"alliance": &t.mapping.AllianceRange, "symptoms": &t.mapping.SymptomsRange}[holds]
		heading := t.heading(holds)
		q, found := study.InstrumentOf(heading, t.mapping.Instruments)
		switch {
		case heading == "" || len(*ends) > 0:
		case !found:
			t.otherScale(holds, heading)
		case q.Construct == "rupture" || (q.Construct == "alliance") != (holds == "alliance") || q.Rater != "patient":
			faults = append(faults, fmt.Errorf("column %s for %s: %s measures %s, by the %s; want a %s instrument that patients answer, or %s_range for another scale of this name",
				table.Quote(heading), holds, q.Words(), q.Construct, q.Rater, map[string]string{"alliance": "alliance", "symptoms": "severity or distress"}[holds], holds))
		default:
			*ends, t.asked[holds] = q.Ends(), q
			t.Notes = append(t.Notes, fmt.Sprintf("%s is read as %s; the simulation answers it, too", heading, q.Words()))
			if ends := q.Ends(); ends[0] > ends[1] {
				t.Notes = append(t.Notes, "relations with symptoms are told as of a score on which high is ill")
			}
			if holds == "symptoms" && q.ReliableChange > 0 && t.reliablePoints() != q.ReliableChange {
				t.Notes = append(t.Notes, fmt.Sprintf("a change is counted as reliable from %.3g points of %s on, which are the %d of the PHQ-9, in the table and in the simulation alike; its own reliable change is %g", t.reliablePoints(), q.Name, record.ReliableChange, q.ReliableChange))
			}
		}
	}
	return errors.Join(faults...)
}

// otherScales begin the names of questionnaires that have other scales than the one that a
// score is read on: words of a heading, or all its letters and digits.
var otherScales = map[string][]string{
	"alliance": {"haq", "calpas", "vtas", "arm", "agnew", "tas"},
	"symptoms": {"bdi", "beck", "zung", "montgomery", "edinburgh", "ham", "hdrs", "hrsd", "madrs", "qids", "ids", "ces", "epds", "hads", "gad", "oq", "core", "bsi", "scl", "k10", "k6", "phq8", "phq2", "phq4", "dass", "wsas", "promis", "cgi"},
}

// otherScale says on which scale a score is read whose name is that of another one.
func (t *ownTable) otherScale(holds, heading string) {
	low := strings.ToLower(heading)
	names := append(strings.FieldsFunc(low, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }),
		strings.NewReplacer(" ", "", "_", "", "-", "", ".", "").Replace(low))
	other := func(name string) bool {
		return slices.ContainsFunc(otherScales[holds], func(other string) bool { return strings.HasPrefix(name, other) })
	}
	if slices.ContainsFunc(names, other) {
		t.Notes = append(t.Notes, fmt.Sprintf("%s is read as %s: where it has another scale, give its ends as --%s-range LOW,HIGH", table.Quote(heading), defaultScales[holds], holds))
	}
}

// defaultScales are the scales on which scores are read unless something else is said.
var defaultScales = map[string]string{"alliance": "1 to 5 (an item mean of the WAI-SR)", "symptoms": "0 to 27 (a PHQ-9 total)"}

// heading is the heading of the column that holds a score, or what those of its sessions
// have in common.
func (t *ownTable) heading(holds string) string {
	if column, long := t.at[holds]; long {
		return t.Columns[column].Name
	}
	w := t.wide[holds]
	return w.Score()
}

// addTo adds the instruments to those of a study that does not name them.
func (q asked) addTo(plan *study.Study) {
	plan.Instruments = slices.Clone(plan.Instruments)
	for _, holds := range slices.Sorted(maps.Keys(q)) {
		one := q[holds]
		if !slices.ContainsFunc(plan.Instruments, func(other study.Instrument) bool { return other.Name == one.Name }) {
			plan.Instruments = append(plan.Instruments, one)
		}
	}
}

// fitted leaves out parameters that scores of these instruments do not tell.
func (q asked) fitted(names []string) []string {
	return slices.DeleteFunc(names, func(name string) bool {
		_, alliance := q["alliance"]
		_, symptoms := q["symptoms"]
		return alliance && name == "wai.error" || symptoms && name == "phq9.error"
	})
}

// read makes a simulation into what the table would be of it: the scores of the instruments
// in the place of those that the model always has, and of patients only what sessions tell.
func (t *ownTable) read(rows *record.Rows) (*data.Data, error) {
	own := record.Rows{Sessions: rows.Sessions, Assessments: rows.Assessments}
	for i := range own.Sessions {
		s := &own.Sessions[i]
		if _, replaced := t.asked["symptoms"]; replaced {
			s.PHQ9 = nil
		}
		if _, replaced := t.asked["alliance"]; replaced {
			s.WAIPatient = 0
		}
	}
	for i := range own.Assessments {
		if _, replaced := t.asked["symptoms"]; replaced {
			own.Assessments[i].PHQ9 = nil
		}
	}
	t.place(&own, rows.Scores)
	d, err := data.Own(&own, maps.Clone(t.absent()))
	if err != nil {
		return nil, err
	}
	if t.planned > 0 {
		t.end(d)
	}
	return d, nil
}

// place puts scores into the sessions and assessments of their patients. Both are in the
// order of the patients.
func (t *ownTable) place(own *record.Rows, scores []record.Score) {
	s, a := 0, 0
	for i := range scores {
		x := &scores[i]
		for s < len(own.Sessions) && own.Sessions[s].Patient < x.Patient {
			s++
		}
		for a < len(own.Assessments) && own.Assessments[a].Patient < x.Patient {
			a++
		}
		for holds, q := range t.asked {
			if x.Instrument == q.Name {
				t.put(own, s, a, holds, x)
			}
		}
	}
}

// put puts one score into the rows of its patient, which begin at s and a.
func (t *ownTable) put(own *record.Rows, s, a int, holds string, x *record.Score) {
	ends, low, high := t.scale(holds)
	v := rescale(float64(x.Score), ends, low, high)
	if x.Session == nil {
		for ; a < len(own.Assessments) && own.Assessments[a].Patient == x.Patient; a++ {
			if holds == "symptoms" && own.Assessments[a].Week == int32(x.Week) {
				own.Assessments[a].PHQ9 = record.PHQ9Value(int(math.Round(v)))
			}
		}
		return
	}
	for ; s < len(own.Sessions) && own.Sessions[s].Patient == x.Patient; s++ {
		switch {
		case own.Sessions[s].Session != *x.Session:
		case holds == "symptoms":
			own.Sessions[s].PHQ9 = record.PHQ9Value(int(math.Round(v)))
		default:
			own.Sessions[s].WAIPatient = float32(v)
		}
	}
}

// end fills in how treatment ended, of data that do not say so.
func (t *ownTable) end(d *data.Data) {
	for i := range d.List {
		if c := &d.List[i]; len(c.Sessions) > 0 {
			c.Patient.Ending = ending(int(c.Sessions[len(c.Sessions)-1].Session), t.planned)
		}
	}
	delete(d.Absent, "patients.ending")
}

// reliablePoints are so many points of the PHQ-9 on the scale of the table.
func (t *ownTable) reliablePoints() float64 {
	ends := t.mapping.SymptomsRange
	return record.ReliableChange * math.Abs(ends[1]-ends[0]) / (symptomsHigh - symptomsLow)
}

// inOwnUnits tells means and SDs of an instrument in its own points, and of any other scale
// than that of the PHQ-9 which change counts as reliable.
func (t *ownTable) inOwnUnits(row *ComparedRow, f *analysis.Finding, of target) {
	if f.Estimator == "reliable_change_share" && len(t.mapping.SymptomsRange) > 0 && t.reliablePoints() != record.ReliableChange {
		name := "the table"
		if q, is := t.asked["symptoms"]; is {
			name = q.Name
		}
		row.Name = strings.Replace(row.Name, ", share", fmt.Sprintf(" (%.3g points of %s), share", t.reliablePoints(), name), 1)
	}
	holds := map[string]string{"intake_mean": "symptoms", "assessed_mean": "symptoms", "well_share": "symptoms", "distribution": "alliance"}[f.Estimator]
	q, is := t.asked[holds]
	if !is {
		return
	}
	ends, low, high := t.scale(holds)
	factor := (ends[1] - ends[0]) / (high - low)
	back := func(v float64) float64 { return ends[0] + (v-low)*factor }
	if f.Estimator == "well_share" { // a share has no unit, its cut-off has
		row.Name = strings.Replace(row.Name, "symptoms below 10", fmt.Sprintf("%s better than %.3g (10 of the PHQ-9)", q.Name, back(10)), 1)
		return
	}
	if of.check == onePart {
		back = func(v float64) float64 { return v * math.Abs(factor) }
	}
	row.Name = q.Name + row.Name[len(holds):]
	row.Data, row.SE = back(row.Data), row.SE*math.Abs(factor)
	if row.Simulated != nil {
		own := back(*row.Simulated)
		row.Simulated = &own
		off := (own - row.Data) / row.SE
		row.Off = &off
	}
}
