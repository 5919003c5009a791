package study

import (
	"maps"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/gonum/stat"

	"rapport/configs"
	"rapport/sim/record"
)

const clinic = "question: why\nseed: 4\npopulation: {patients: 1500}\nscenarios:\n  - name: a\n    set: {care.sessions: 3}\n"

// rowsOf runs the only scenario of a study.
func rowsOf(t *testing.T, text string) *record.Rows {
	t.Helper()
	s, err := Parse("test.yaml", []byte(text), Overrides{NoEnvironment: true})
	if err != nil {
		t.Fatal(err)
	}
	all, err := s.Simulations()
	if err != nil {
		t.Fatal(err)
	}
	var rows record.Rows
	all[0].Block(&rows, 0, all[0].Patients)
	return &rows
}

// ofOthers are instruments as they could ship, of raters and of a construct of which none does.
var ofOthers = map[string]string{
	"by-therapist": "{name: by-therapist, construct: alliance, rater: therapist, high: well, range: [0, 40], mean: 30, sd: 6, correlation: 0.6}",
	"by-observer":  "{name: by-observer, construct: alliance, rater: observer, high: ill, range: [0, 40], mean: 15, sd: 6, correlation: 0.6}",
	"strained":     "{name: strained, construct: rupture, high: ill, range: [0, 40], mean: 8, sd: 5, ruptured: 20}",
}

// Every instrument that ships shows the mean, the SD and the size and sign of the
// correlation that its description states. The tolerance is 4.5 standard errors of
// 1,500 patients, and a tenth of an SD for the reference that is rounded.
func TestShippedInstrumentsShowWhatIsPublished(t *testing.T) {
	names := slices.Concat(configs.Instruments(), slices.Sorted(maps.Keys(ofOthers)))
	list := slices.Concat(configs.Instruments(), slices.Collect(maps.Values(ofOthers)))
	rows := rowsOf(t, clinic+"instruments: ["+strings.Join(list, ", ")+"]\n")
	for _, name := range names {
		q := newInstrument()
		text, err := []byte(ofOthers[name]), error(nil)
		if len(text) == 0 {
			text, err = configs.Instrument(name)
		}
		if err != nil {
			t.Fatal(err)
		}
		if err := readInstrument(name, text, &q).faults(); err != nil || q.Name != name {
			t.Fatalf("configs/instruments/%s.yaml: error %v, name %q: want that of the file", name, err, q.Name)
		}
		session := int32(1)
		if q.Construct == "alliance" || q.Construct == ruptures {
			session = 3
		}
		known := map[int64]float64{}
		for i := range rows.Sessions {
			switch r := &rows.Sessions[i]; {
			case r.Session != session:
			case q.Construct == ruptures: // its mean is that without one
				if r.TrueRupture != nil && !*r.TrueRupture {
					known[r.Patient] = 0
				}
			case q.Construct == "alliance":
				rating := map[string]float32{"patient": r.WAIPatient, "therapist": r.WAITherapist, "observer": r.WAIObserver}[q.Rater]
				if rating > 0 {
					known[r.Patient] = float64(rating)
				}
			case r.PHQ9 != nil:
				known[r.Patient] = float64(*r.PHQ9)
			}
		}
		var score, other []float64
		for i := range rows.Scores {
			r := &rows.Scores[i]
			if k, ok := known[r.Patient]; ok && r.Instrument == name && r.Session != nil && *r.Session == session {
				score, other = append(score, float64(r.Score)), append(other, k)
			}
		}
		n := math.Sqrt(float64(len(score)))
		mean, sd, r := stat.Mean(score, nil), stat.StdDev(score, nil), stat.Correlation(score, other, nil)
		want := q.Correlation
		if (q.High == "well") != (q.Construct == "alliance") {
			want = -want
		}
		if !(math.Abs(mean-q.Mean) <= (4.5/n+0.1)*q.SD) {
			t.Errorf("%s: mean %.2f, published %g", name, mean, q.Mean)
		}
		if !(math.Abs(sd/q.SD-1) <= 4.5/n+0.1) {
			t.Errorf("%s: SD %.2f, published %g", name, sd, q.SD)
		}
		if q.Construct != ruptures && !(math.Abs(r-want) <= 4.5/n+0.05) {
			t.Errorf("%s: correlates by %.2f, published %.2f", name, r, want)
		}
	}
}

// The same patients answer the same at entry, whether therapy begins at once or after a wait.
func TestInstrumentsAtEntryAreTheSameAfterAWait(t *testing.T) {
	entry := func(wait string) map[int64]float32 {
		of := map[int64]float32{}
		text := strings.Replace(clinic, "set: {", "set: {care.waiting_weeks: "+wait+", ", 1)
		for _, r := range rowsOf(t, text+"instruments: [bdi2]\n").Scores {
			if r.Week == 0 {
				of[r.Patient] = r.Score
			}
		}
		return of
	}
	at, after := entry("0"), entry("6")
	if len(at) == 0 || !maps.Equal(at, after) {
		t.Errorf("%d and %d scores at entry, not the same", len(at), len(after))
	}
}

// Naming instruments and recording items change no other number.
func TestInstrumentsChangeNothingElse(t *testing.T) {
	without, with := rowsOf(t, clinic), rowsOf(t, clinic+"instruments: [ors, bdi2]\nrecord: {items: true}\n")
	if len(with.Scores) == 0 || len(with.Answers) == 0 || len(without.Scores)+len(without.Answers) > 0 {
		t.Fatalf("%d scores and %d answers, without instruments %d and %d", len(with.Scores), len(with.Answers), len(without.Scores), len(without.Answers))
	}
	if len(with.Sessions) != len(without.Sessions) || len(with.Assessments) != len(without.Assessments) {
		t.Fatal("another number of sessions or assessments")
	}
	for i := range with.Sessions {
		if !record.Same(&with.Sessions[i], &without.Sessions[i]) {
			t.Fatalf("session %d differs", i)
		}
	}
	for i := range with.Patients {
		if !record.Same(&with.Patients[i], &without.Patients[i]) {
			t.Fatalf("patient %d differs", i)
		}
	}
	alone := rowsOf(t, clinic+"instruments: [bdi2]\n")
	var both []record.Score
	for _, r := range with.Scores {
		if r.Instrument == "bdi2" {
			both = append(both, r)
		}
	}
	for i := range alone.Scores {
		alone.Scores[i].Number, both[i].Number = 0, 0
		if !record.Same(&alone.Scores[i], &both[i]) {
			t.Fatalf("a score of bdi2 is another one beside ors: %v, alone %v", both[i], alone.Scores[i])
		}
	}
}

// Answers sum to their score.
func TestAnswersSumToTheScore(t *testing.T) {
	rows := rowsOf(t, clinic+"instruments: [bdi2]\nrecord: {items: true}\n")
	at := 0
	for _, s := range rows.Scores {
		sum := int32(0)
		for range 21 {
			sum += rows.Answers[at].Answer
			at++
		}
		if float32(sum) != s.Score {
			t.Fatalf("patient %d, week %g: answers sum to %d, the score is %g", s.Patient, s.Week, sum, s.Score)
		}
	}
	if at != len(rows.Answers) {
		t.Errorf("%d answers belong to no score", len(rows.Answers)-at)
	}
}

// Everything that is wrong with a description is said at once, where it stands.
func TestBadInstruments(t *testing.T) {
	_, err := Parse("bad.yaml", []byte(clinic+`instruments:
  - sr
  - phq9
  - ./mine.yaml
  - name: Mine
    construct: sevrity
    high: low
    range: [40, 0]
    mean: 3
    sd: 0
  - {name: tight, construct: severity, high: ill, range: [0, 10], mean: 5, sd: 4.9, step: 3}
  - {name: items, construct: distress, high: ill, range: [0, 10], mean: 5, sd: 2, items: [{thresholds: [1, 0]}]}
  - {name: twice, construct: alliance, high: well, range: [0, 10], mean: 5, sd: 2, correlation: 0.9, retest: 0.5}
  - {name: twice, construct: alliance, high: well, range: [0, 10], mean: 5, sd: 2, quality: 1}
  - {name: calm, construct: rupture, high: ill, range: [0, 20], mean: 11, sd: 3, ruptured: 5}
  - {name: mild, construct: rupture, high: well, range: [0, 20], mean: 11, sd: 3, ruptured: 15}
  - {name: less, construct: rupture, high: ill, range: [-10, 10], mean: -5, sd: 2}
  - {name: stray, construct: distress, high: ill, range: [0, 20], mean: 11, sd: 3, ruptured: 15, reliable_change: 30, scale_profile: 1}
  - {name: phq-9, construct: severity, high: ill, range: [0, 27], mean: 15, sd: 5}
  - {name: nought, construct: severity, high: ill, range: [-10, 10], mean: 1, sd: 2, retest: 0, cut_off: 0.0, reliable_change: 0}
`), Overrides{NoEnvironment: true})
	if err == nil {
		t.Fatal("accepted")
	}
	for _, want := range []string{
		`bad.yaml:8:5: instruments[0] = "sr": no instrument of this name ships; did you mean "srs"?`,
		`bad.yaml:9:5: instruments[1] = "phq9": has columns of its own`,
		`instruments[12].name = phq-9: has columns of its own and is always recorded: phq9 in sessions and assessments`,
		`instruments[2] = "./mine.yaml": a file can be named in a study file alone`,
		`name = "Mine": want 1 to 31 lower-case letters`,
		`construct = "sevrity": want one of severity, distress, alliance, rupture; did you mean "severity"?`,
		`high = "low": want one of well, ill`,
		`range: want the lowest and the highest score`,
		`step = 3: want a step that divides the range`,
		`sd = 4.9: want at most 3.5`,
		`thresholds: want ascending numbers`,
		`retest = 0.5: want at least 0.9`,
		`quality: unknown key`,
		`bad.yaml:21:82: instruments[8].ruptured = 5: want a worse score than 11, the mean without a rupture: high is ill`,
		`ruptured = 15: want a worse score than 11, the mean without a rupture: high is well`,
		`instruments[10].ruptured: an instrument needs its ruptured`,
		`instruments[11].ruptured = 15: is of instruments of the construct rupture alone; leave it out`,
		`reliable_change = 30: want at most 20, the whole range of scores`,
		`items: scale_profile and scale_residual are of scales of items, and there are none`,
		`retest = 0: 0 is what is not said; leave the line out`,
		`cut_off = 0.0: 0 is what is not said; leave the line out, or write a number between 0 and the score below it`,
		`reliable_change = 0: 0 is what is not said`,
	} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("no word of %s in\n%v", want, err)
		}
	}
}

// A file of its own is a description, not a study, and what nobody wrote has no value.
func TestFaultsOfADescription(t *testing.T) {
	for text, want := range map[string]string{
		"":                     "x.yaml: the description is empty; an instrument needs name, construct, high, range, mean and sd",
		"name: a\n---\nb: c\n": "a description is one document",
		"name: &a b\n":         "not allowed in a description",
		"name: a\nconstruct: distress\nhigh: ill\nrange: [0, 40]\nsd: 7\n":   "x.yaml:1:1: mean: an instrument needs its mean",
		"name: a\nconstruct: distress\nhigh: ill\nrange: [-10, 10]\nsd: 4\n": "x.yaml:1:1: mean: an instrument needs its mean",
	} {
		q := newInstrument()
		err := readInstrument("x.yaml", []byte(text), &q).faults()
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
}

// What is wrong in a file is told there alone, and nothing of what hangs on it.
func TestFaultsOfAFileAreToldOnce(t *testing.T) {
	for text, want := range map[string]string{
		"items: [{times: 10, threshold: [0, 1]}]\n": `x.yaml:7:21: items[0].threshold: unknown key; did you mean "thresholds"?`,
		"correlation: 1.2\n":                        "x.yaml:7:1: correlation = 1.2: want 0 to 0.92 (size of a correlation)",
		"construct: x\n":                            "x.yaml:7:1: construct: said twice, first in line 2",
		"items: [{times: 40, thresholds: [0]}, {times: 2, thresholds: [0]}]\n": "x.yaml:7:1: items = 42: want at most 40 items; without items the total alone is simulated",
	} {
		read := func(string, int64) ([]byte, error) {
			return []byte("name: a\nconstruct: distress\nhigh: ill\nrange: [0, 20]\nmean: 11\nsd: 3\n" + text), nil
		}
		_, d := parseFile([]byte(clinic+"instruments: [x.yaml]\n"), Overrides{}, newParamTable(nil), read)
		var told []string
		for _, f := range d.faults.found {
			if f.File == "x.yaml" || strings.HasPrefix(f.at.String(), "instruments") {
				told = append(told, f.String())
			}
		}
		if len(told) != 1 || told[0] != want {
			t.Errorf("%s is told as\n%s\nwant\n%s", text, strings.Join(told, "\n"), want)
		}
	}
}

// Two files of one name are told where the second stands.
func TestTwoFilesOfOneName(t *testing.T) {
	read := func(string, int64) ([]byte, error) {
		return []byte("name: a\nconstruct: distress\nhigh: ill\nrange: [0, 20]\nmean: 11\nsd: 3\n"), nil
	}
	_, d := parseFile([]byte(clinic+"instruments: [x.yaml, y.yaml]\n"), Overrides{}, newParamTable(nil), read)
	want := "instruments[1] = a: already the name of instruments[0]"
	if !slices.ContainsFunc(d.faults.found, func(f located) bool { return f.Line == 7 && f.Column == 23 && strings.HasSuffix(f.String(), want) }) {
		t.Errorf("%v, no word of %s", d.faults.faults(), want)
	}
}

// A resolved study holds the descriptions and needs no file.
func TestResolvedStudyHoldsItsInstruments(t *testing.T) {
	s, err := Parse("test.yaml", []byte(clinic+"instruments: [bdi2, ors, {name: strain, construct: rupture, high: ill, range: [-5, 5], mean: -2, sd: 1, ruptured: 0}, {name: apart, construct: distress, high: ill, range: [-10, 10], mean: 0, sd: 2, correlation: 0}]\n"), Overrides{NoEnvironment: true})
	if err != nil {
		t.Fatal(err)
	}
	text, err := s.Resolved()
	if err != nil {
		t.Fatal(err)
	}
	again, err := Parse("study.yaml", text, Overrides{NoEnvironment: true})
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	twice, err := again.Resolved()
	if err != nil || string(twice) != string(text) || !reflect.DeepEqual(again.Instruments, s.Instruments) {
		t.Errorf("resolved again: %v\n%s\nfirst\n%s", err, twice, text)
	}
}

// A column that bears an instrument's name, as it stands in print or in a database, is that of
// the instrument; another scale of a like name is not.
func TestColumnsNamedAfterInstruments(t *testing.T) {
	for heading, want := range map[string]string{
		"bdi2": "bdi2", "BDI-II": "bdi2", "bdi_ii_total": "bdi2", "BDI II Summe": "bdi2", "OQ-45.2": "oq45", "OQ45 Gesamt": "oq45", "oq_45": "oq45",
		"CORE-10": "core10", "ORS_Gesamt": "ors", "GAD-7 score": "gad7", "SRS": "srs", "HAq-II": "haqii", "haq_ii_total": "haqii",
		"HAQ": "", "haq_2": "", "BDI": "", "bdi_ii_item": "", "OQ-30": "", "CORE-OM": "", "gsrs": "", "phq9": "", "": "",
	} {
		if q, found := InstrumentOf(heading, nil); q.Name != want || found != (want != "") {
			t.Errorf("%s is %q (%v), want %q", heading, q.Name, found, want)
		}
	}
}
