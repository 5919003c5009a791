package fit

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"rapport/analysis"
	"rapport/scenarios/study"
	"rapport/sim/record"
)

// clinicTable is the table of a clinic with the ORS (high is well) and the SRS.
func clinicTable(t *testing.T, set study.Values, patients int64) string {
	t.Helper()
	plan := routine(set)
	for _, name := range []string{"ors", "srs"} {
		q, err := study.ReadInstrument(name)
		if err != nil {
			t.Fatal(err)
		}
		plan.Instruments = append(plan.Instruments, q)
	}
	all, err := plan.Simulations()
	if err != nil {
		t.Fatal(err)
	}
	s := all[0]
	s.Seed, s.Patients = 77, patients
	var rows record.Rows
	s.Block(&rows, 0, patients)
	at := map[[2]int64]map[string]float32{}
	for _, x := range rows.Scores {
		k := [2]int64{x.Patient, int64(*x.Session)}
		if at[k] == nil {
			at[k] = map[string]float32{}
		}
		at[k][x.Instrument] = x.Score
	}
	var b strings.Builder
	b.WriteString("patient,session,therapist,ors_total,SRS\n")
	for _, r := range rows.Sessions {
		cell := func(name string) string {
			if v, answered := at[[2]int64{r.Patient, int64(r.Session)}][name]; answered {
				return fmt.Sprint(v)
			}
			return ""
		}
		fmt.Fprintf(&b, "%d,%d,%d,%s,%s\n", r.Patient, r.Session, r.Therapist, cell("ors"), cell("srs"))
	}
	return b.String()
}

// The simulation answers what the clinic asks, and both are read alike: the fit finds the
// severity that made the table, and the ORS falls as severity rises.
func TestCalibrateToAClinicWithTheORS(t *testing.T) {
	asksForNumbers(t)
	truth := study.Values{"care.sessions": 12, "care.plan": 0, "population.severity_mean": 13}
	table := clinicTable(t, truth, 500)
	fit, err := CalibrateToData(t.Context(), strings.NewReader(table), Mapping{Symptoms: "ors_total", Alliance: "SRS", PlannedSessions: 12},
		Options{Patients: 500, Scored: 500, Lucks: 2, Descents: 4, Generations: -1, Polishes: 2, Parameters: []string{"population.severity_mean"}})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range fit.Rows {
		if r.Off == nil || !(math.Abs(*r.Off) <= 4.5*math.Sqrt2) {
			t.Errorf("%s: %+v", r.Name, r)
		}
		switch r.Name {
		case "ors at intake, mean": // 19.6 where severity is as shipped, 15.5
			if r.Data < 20 || r.Data > 27 {
				t.Errorf("%s = %g", r.Name, r.Data)
			}
			// About 1.2 points of the ORS to one of severity.
			near(t, "severity", fit.Calibration.Parameters[0].Final, 13, 4.5*math.Sqrt2*r.SE)
		case "srs at session 3, mean":
			if r.Data < 25 || r.Data > 40 {
				t.Errorf("%s = %g", r.Name, r.Data)
			}
		case "change from intake to last, d", "alliance and outcome, r":
			if r.Data <= 0 {
				t.Errorf("%s = %g: the sign of the ORS is lost", r.Name, r.Data)
			}
		}
	}
	if names := []string{fit.Rows[0].Name, fit.Rows[2].Name}; !slices.Equal(names, []string{"ors at intake, mean", "srs at session 3, mean"}) {
		t.Errorf("rows are called %q", names)
	}
}

func TestInstrumentsOfColumns(t *testing.T) {
	text := "patient,session,srs,ors\n1,1,30,12\n"
	for _, c := range []struct{ symptoms, alliance, want string }{
		{"srs", "ors", `column "srs" for symptoms: srs`},
		{"srs", "ors", `column "ors" for alliance: ors`},
	} {
		_, _, err := readOwn(strings.NewReader(text), Mapping{Symptoms: c.symptoms, Alliance: c.alliance})
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("the error lacks %q:\n%v", c.want, err)
		}
	}
	// Ends that are given win, and nothing is simulated for it.
	table, d, err := readOwn(strings.NewReader(text), Mapping{Symptoms: "ors", Alliance: "srs", SymptomsRange: []float64{0, 27}})
	if err != nil {
		t.Fatal(err)
	}
	if _, asked := table.asked["symptoms"]; asked || *d.Sessions[0].PHQ9 != 12 || d.Sessions[0].WAIPatient != 4 {
		t.Errorf("asked %v, session %+v", table.asked, d.Sessions[0])
	}
	if got := (asked{"symptoms": {}}).fitted([]string{"wai.error", "phq9.error"}); !slices.Equal(got, []string{"wai.error"}) {
		t.Errorf("fitted: %v", got)
	}
}

// Reliable change is counted by the PHQ-9; on another scale the shares say how many of its
// points these are, and an instrument with a reliable change of its own is told to differ.
func TestReliableChangeOnAnotherScale(t *testing.T) {
	onScale := func(heading string, factor float64) string {
		return clinic("patient,therapist,session,alliance,"+heading, func(p, th, s int, a float64, y int) string {
			return fmt.Sprintf("%d,%d,%d,%.3f,%.0f\n", p, th, s, a, factor*float64(y))
		})
	}
	name := func(table *ownTable) string {
		row := ComparedRow{Name: "reliable improvement, share"}
		table.inOwnUnits(&row, &analysis.Finding{Estimator: "reliable_change_share"}, target{})
		return row.Name
	}
	table, _ := mustRead(t, onScale("oq45", 180./27), Mapping{Symptoms: "oq45"})
	noted(t, table, "reliable from 40 points of oq45 on, which are the 6 of the PHQ-9, in the table and in the simulation alike; its own reliable change is 14")
	if got := name(table); got != "reliable improvement (40 points of oq45), share" {
		t.Error(got)
	}
	table, _ = mustRead(t, onScale("hamd", 52./27), Mapping{Symptoms: "hamd", SymptomsRange: []float64{0, 52}})
	if got := name(table); got != "reliable improvement (11.6 points of the table), share" {
		t.Error(got)
	}
	table, _ = mustRead(t, onScale("phq9", 1), Mapping{Symptoms: "phq9"})
	if got := name(table); got != "reliable improvement, share" {
		t.Error(got)
	}
}
