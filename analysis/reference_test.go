package analysis

import (
	"encoding/csv"
	"math"
	"os"
	"strconv"
	"testing"

	"rapport/analysis/data"
)

// rData reads the tables that testdata/r/reference.R wrote.
func rData(t *testing.T) *data.Data {
	t.Helper()
	sessions, err := os.Open("testdata/r/sessions.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer sessions.Close()
	patients, err := os.Open("testdata/r/patients.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer patients.Close()
	d, err := data.ReadCSV(data.Tables{Patients: patients, Sessions: sessions})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// rNumbers reads the numbers that R found.
func rNumbers(t *testing.T, name string) map[string]float64 {
	t.Helper()
	file, err := os.Open("testdata/r/" + name)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	in := csv.NewReader(file)
	in.Comment = '#'
	rows, err := in.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]float64{}
	for _, row := range rows[1:] {
		if out[row[0]], err = strconv.ParseFloat(row[1], 64); err != nil {
			t.Fatal(err)
		}
	}
	return out
}

// TestAgreesWithR compares the estimators with R's lm, lme4 and lavaan on the
// same data. Least squares agree to ten digits; lme4 and lavaan stop their search
// at about seven.
func TestAgreesWithR(t *testing.T) {
	d, want := rData(t), rNumbers(t, "reference.csv")
	got := map[string]float64{}
	outcomeNumbers(d, got)
	lagNumbers(d, got)
	otherNumbers(d, got)
	for name, w := range want {
		g, ok := got[name]
		if !ok {
			t.Errorf("%s: nothing is compared with R's %v", name, w)
			continue
		}
		digits := 1e-10
		if name == "therapist between" || name == "therapist within" || len(name) > 9 && name[:9] == "mediation" {
			digits = 1e-6
		}
		if !(math.Abs(g-w) <= digits*max(1, math.Abs(w))) {
			t.Errorf("%s = %.12g, R has %.12g", name, g, w)
		}
	}
	if len(got) != len(want) {
		t.Errorf("%d numbers for %d of R", len(got), len(want))
	}
}

// TestCoursesAgreeWithR compares the estimators of courses and growth with base R.
func TestCoursesAgreeWithR(t *testing.T) {
	d, want := rData(t), rNumbers(t, "course.csv")
	last, weekly, slope, gain := lastSkewness(d), weeklyChange(d), allianceSlope(d, data.WAIPatient, data.Span{From: 1, To: 7}, 3), sessionGain(d)
	got := map[string]float64{
		"intake outcome r":         intakeOutcome(d, 0).Value,
		"last skewness":            last.Value,
		"intake skewness":          last.Detail("skewness intake"),
		"spread ratio":             spreadRatio(d, 0).Value,
		"log curve":                logCurves(d).Value,
		"log curve share":          logCurveShare(d, 6, 1).Value,
		"curve scatter":            curveScatter(d, 5, 1).Value,
		"early share":              earlyShare(d, 4, 5).Value,
		"autocorrelation":          autocorrelation(d).Value,
		"weekly change":            weekly.Value,
		"weekly r":                 weekly.Detail("r of neighbouring scores"),
		"alliance slope":           slope.Value,
		"alliance slope SD":        slope.Detail("SD of slopes"),
		"session gain":             gain.Value,
		"session gain intake":      gain.Detail("slope of intake"),
		"therapist alliance share": therapistAllianceShare(d, data.WAIPatient, 2, 2).Value,
	}
	for name, w := range want {
		if g, ok := got[name]; !ok || !(math.Abs(g-w) <= 1e-9*max(1, math.Abs(w))) {
			t.Errorf("%s = %.12g, R has %.12g", name, g, w)
		}
	}
	if len(got) != len(want) {
		t.Errorf("%d numbers for %d of R", len(got), len(want))
	}
}

func outcomeNumbers(d *data.Data, got map[string]float64) {
	for _, adjust := range []adjustment{unadjusted, residual, partialOut} {
		r := allianceOutcome(d, allianceQuery{data.WAIPatient, data.Sessions(3, 4), 4, adjust})
		got["alliance_outcome "+string(adjust)] = r.Value
		if adjust == unadjusted {
			got["alliance_outcome raw low"], got["alliance_outcome raw high"] = r.Low, r.High
		}
	}
	r := therapistShare(d, 2, 2)
	got["therapist between"], got["therapist within"] = r.Detail("variance between"), r.Detail("variance within")
	r = patientShare(d, data.WAIPatient, data.Sessions(3, 7))
	got["patient share"], got["patient share n0"] = r.Value, r.Detail("group size n0")
}

func lagNumbers(d *data.Data, got map[string]float64) {
	for _, direction := range []Lag{AllianceToSymptoms, SymptomsToAlliance} {
		for centre, trend := range map[string]bool{"mean": false, "trend": true} {
			r := CrossLag(d, LagQuery{direction, data.WAIPatient, data.Span{From: 1, To: 7}, 3, trend})
			name := string(direction) + " " + centre
			got[name+" beta"], got[name+" se"], got[name+" rows"] = r.Value, r.SE, r.Detail("rows")
		}
	}
}

func otherNumbers(d *data.Data, got map[string]float64) {
	r := agreeablenessPath(d, pathQuery{data.Sessions(3, 4), 0.25})
	got["mediation indirect patient"], got["mediation se patient"] = r.Value, r.SE
	got["mediation indirect therapist"], got["mediation direct"] = r.Detail("indirect therapist"), r.Detail("direct")
	got["skewness session 3"] = ceiling(d, data.WAIPatient, 3, 0.02).Value
	got["rater r"] = raterAgreement(d, data.WAIPatient, data.WAITherapist, 3).Value
	got["rater d"] = raterDifference(d, data.WAIPatient, data.WAITherapist, 3).Value
	got["dropout alliance d"] = dropoutAlliance(d, data.WAIPatient, data.Sessions(1, 2)).Value
}
