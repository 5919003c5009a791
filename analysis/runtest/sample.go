package runtest

import (
	"math"
	"math/rand/v2"
	"runtime"
	"testing"

	"rapport/sim/record"
)

// sampleDesign is a small world with known laws, from which tests draw rows. It
// is no model of psychotherapy.
type sampleDesign struct {
	Patients  int
	sessions  int
	PerTherap int     // patients per therapist
	Missing   float64 // chance that an answer is missing
	dropout   float64 // chance per session after the second
	lag       float64 // effect of alliance on next symptoms
	Seed      uint64
}

var StandardSample = sampleDesign{Patients: 4000, sessions: 10, PerTherap: 25, Missing: 0.05, dropout: 0.02, lag: -0.8, Seed: 7}

// Draw makes the rows of one scenario.
func (s sampleDesign) Draw() *record.Rows {
	luck := rand.New(rand.NewPCG(s.Seed, 1))
	rows := &record.Rows{}
	for p := range s.Patients {
		s.course(rows, p, luck)
	}
	s.answers(rows, rand.New(rand.NewPCG(s.Seed, 2)))
	return rows
}

// answers gives every patient the other traits, items of the PHQ-9 at intake that share
// one factor, item 2 most and item 9 least, and those about the alliance. They have luck of
// their own.
func (s sampleDesign) answers(rows *record.Rows, luck *rand.Rand) {
	loading := [9]float64{0.8, 1.2, 0.8, 0.8, 0.8, 0.8, 0.8, 0.8, 0.5}
	for i := range rows.Patients {
		p := &rows.Patients[i]
		p.Neuroticism, p.Extraversion = float32(luck.NormFloat64()), float32(luck.NormFloat64())
		p.Conscientiousness, p.Openness = float32(luck.NormFloat64()), float32(luck.NormFloat64())
		p.AttachmentAvoid, p.AttachmentAnxiety = float32(luck.NormFloat64()), float32(luck.NormFloat64())
		p.Expectations = float32(luck.NormFloat64())
		factor := luck.NormFloat64()
		row := record.Items{Patient: p.Patient, Session: 1}
		for k, at := range []**int32{&row.PHQ1, &row.PHQ2, &row.PHQ3, &row.PHQ4, &row.PHQ5, &row.PHQ6, &row.PHQ7, &row.PHQ8, &row.PHQ9} {
			*at = record.PHQ9Value(int(math.Round(min(max(1.5+loading[k]*factor+0.8*luck.NormFloat64(), 0), 3))))
		}
		rows.Items = append(rows.Items, row, alliance(p.Patient, luck))
	}
}

// alliance are answers at session 3 that share one factor, and those of a scale another.
func alliance(patient int64, luck *rand.Rand) record.Items {
	row := record.Items{Patient: patient, Session: 3}
	all := luck.NormFloat64()
	wai := [...]*int32{&row.WAI1, &row.WAI2, &row.WAI3, &row.WAI4, &row.WAI5, &row.WAI6, &row.WAI7, &row.WAI8, &row.WAI9, &row.WAI10, &row.WAI11, &row.WAI12}
	calpas := [...]*int32{&row.CALPAS1, &row.CALPAS2, &row.CALPAS3, &row.CALPAS4, &row.CALPAS5, &row.CALPAS6,
		&row.CALPAS7, &row.CALPAS8, &row.CALPAS9, &row.CALPAS10, &row.CALPAS11, &row.CALPAS12,
		&row.CALPAS13, &row.CALPAS14, &row.CALPAS15, &row.CALPAS16, &row.CALPAS17, &row.CALPAS18,
		&row.CALPAS19, &row.CALPAS20, &row.CALPAS21, &row.CALPAS22, &row.CALPAS23, &row.CALPAS24}
	scale := 0.0
	for k, at := range wai {
		if k%4 == 0 {
			scale = luck.NormFloat64()
		}
		*at = int32(math.Round(min(max(3.5+0.6*all+0.5*scale+0.6*luck.NormFloat64(), 1), 5)))
	}
	for k, at := range calpas {
		if k%6 == 0 {
			scale = luck.NormFloat64()
		}
		*at = int32(math.Round(min(max(5+0.5*all+0.3*scale+1.2*luck.NormFloat64(), 1), 7)))
	}
	return row
}

func (s sampleDesign) course(rows *record.Rows, id int, luck *rand.Rand) {
	agree := luck.NormFloat64()
	trait := 3.7 + 0.45*luck.NormFloat64() + 0.12*agree
	level := 15 + 5*luck.NormFloat64()
	therapist := id / s.PerTherap
	effect := math.Mod(float64(therapist)*0.61803, 1)*3 - 1.5
	p := record.Patient{Patient: int64(id), Therapist: int64(therapist), Approach: "cbt", Agreeableness: float32(agree),
		Ending: "completed", PHQ9Screening: points(level + 2*luck.NormFloat64())}
	mood, symptoms := 0.0, level
	for t := 1; t <= s.sessions; t++ {
		row := record.Session{Patient: p.Patient, Therapist: p.Therapist, Session: int32(t), Week: float32(t - 1), TrueSeverity: 10}
		score := points(symptoms + 1.5*luck.NormFloat64())
		if t == 1 {
			p.PHQ9Entry, p.PHQ9Intake, p.PHQ9Last = score, score, score
		}
		if t == 1 || luck.Float64() > s.Missing {
			row.PHQ9 = record.PHQ9Value(int(score))
			p.PHQ9Last = score
		}
		mood = 0.3*mood + 0.4*luck.NormFloat64()
		s.rate(&row, trait+mood, luck)
		if luck.Float64() < 0.2 {
			s.rupture(rows, &p, &row, luck)
		}
		rows.Sessions = append(rows.Sessions, row)
		symptoms += s.lag*mood - 0.3*(trait-3.7) - 0.5 + 0.1*effect + 0.5*luck.NormFloat64()
		p.SessionsHeld = int32(t)
		if t >= 2 && t < s.sessions && luck.Float64() < s.dropout*(1+2*(4-trait)) {
			p.Ending = "dropout"
			break
		}
	}
	p.Weeks = float32(p.SessionsHeld - 1)
	s.assess(rows, &p, symptoms)
	p.PerceivedEmpathy = grid(trait+0.3*luck.NormFloat64(), 5, 4)
	p.PerceivedRegard, p.PerceivedGenuineness = p.PerceivedEmpathy, p.PerceivedEmpathy
	rows.Patients = append(rows.Patients, p)
}

// sampleWeeks are those at which everybody is assessed.
var sampleWeeks = []int32{4, 8, 12, 16, 20, 24, 28, 48, 52, 68, 124}

// assess asks everybody about the symptoms at the end, by luck of its own.
func (s sampleDesign) assess(rows *record.Rows, p *record.Patient, symptoms float64) {
	luck := rand.New(rand.NewPCG(s.Seed, 2+uint64(p.Patient)))
	for _, week := range sampleWeeks {
		a := record.Assessment{Patient: p.Patient, Week: week, Phase: record.PhaseTreatment, TrueSeverity: float32(points(symptoms))}
		if float32(week) > p.Weeks {
			a.Phase = record.PhaseEnded
		}
		if luck.Float64() > s.Missing {
			a.PHQ9 = record.PHQ9Value(int(points(symptoms + 6*luck.NormFloat64())))
		}
		rows.Assessments = append(rows.Assessments, a)
	}
}

// rate fills the alliance scores of a session.
func (s sampleDesign) rate(row *record.Session, alliance float64, luck *rand.Rand) {
	if luck.Float64() > s.Missing {
		row.WAIPatient = grid(alliance, 5, 12)
		row.WAIPatientGoals = grid(alliance+0.2*luck.NormFloat64(), 5, 4)
		row.WAIPatientTasks = grid(alliance+0.2*luck.NormFloat64(), 5, 4)
		row.WAIPatientBond = grid(alliance+0.2*luck.NormFloat64(), 5, 4)
		row.CALPASPatient = grid(1.2*alliance+0.2*luck.NormFloat64(), 7, 24)
	}
	row.WAITherapist = grid(alliance-0.4+0.6*luck.NormFloat64(), 5, 12)
	row.WAIObserver = grid(alliance-0.2+0.4*luck.NormFloat64(), 5, 12)
	row.RupturePatient = record.BoolValue(luck.Float64() < 0.25)
	row.RuptureTherapist = record.BoolValue(luck.Float64() < 0.35)
	row.RuptureObserver = record.BoolValue(luck.Float64() < 0.55)
}

// rupture adds a rupture that lowers the rating of its session.
func (s sampleDesign) rupture(rows *record.Rows, p *record.Patient, row *record.Session, luck *rand.Rand) {
	u := record.Rupture{Patient: p.Patient, Therapist: p.Therapist, SessionOnset: row.Session, Kind: "withdrawal", Intensity: 0.5}
	fall := 0.3
	if luck.Float64() < 0.4 {
		u.Kind, fall = "confrontation", 0.6
	}
	if row.WAIPatient != 0 {
		row.WAIPatient = grid(float64(row.WAIPatient)-fall, 5, 12)
	}
	if luck.Float64() < 0.5 {
		u.Recognised, u.SessionRecognised = true, record.SessionValue(int(row.Session))
		u.Resolved, u.SessionResolved = true, record.SessionValue(int(row.Session)+1)
		p.RupturesResolved++
	}
	p.Ruptures++
	rows.Ruptures = append(rows.Ruptures, u)
}

func points(x float64) int32 { return int32(math.Round(min(max(x, 0), 27))) }

// grid puts a score between 1 and the maximum on the grid of a mean of items.
func grid(x, top float64, items float64) float32 {
	return float32(math.Round(min(max(x, 1), top)*items) / items)
}

// WantBounded fails if do allocates more than a hostile file of that size may
// make a reader allocate.
func WantBounded(t *testing.T, size int, do func()) {
	t.Helper()
	const base, factor = 256 << 20, 2000
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	do()
	runtime.ReadMemStats(&after)
	if used := after.TotalAlloc - before.TotalAlloc; used > uint64(base+factor*size) {
		t.Errorf("%d MiB were allocated for a file of %d bytes", used>>20, size)
	}
}

// WriteRun writes rows as a run's tables of one scenario, sessions in two parts.
func WriteRun(t *testing.T, dir, scenario string, rows *record.Rows) {
	t.Helper()
	Write(t, dir, "patients", scenario, 0, rows.Patients)
	half := len(rows.Sessions) / 2
	Write(t, dir, "sessions", scenario, 0, rows.Sessions[:half])
	Write(t, dir, "sessions", scenario, 1, rows.Sessions[half:])
	Write(t, dir, "ruptures", scenario, 0, rows.Ruptures)
	Write(t, dir, "assessments", scenario, 0, rows.Assessments)
	Write(t, dir, "therapists", scenario, 0, []record.Therapist{{Therapist: 3, Approach: "cbt"}})
}
