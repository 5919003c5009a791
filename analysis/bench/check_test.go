package main

import (
	"bytes"
	"encoding/binary"
	"math"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"rapport/sim"
	"rapport/sim/record"
)

// The C loop was written from the same equations and addresses of luck. It must
// reach the same courses: every decision and score the same, latent values up to
// the rounding of another exp and of fused multiplication. That rounding is some
// 1e-16 a step and shrinks by the saturating forms, so 1e-9 leaves room, while
// any other equation, parameter or draw exceeds it by far. A decision or score
// could flip only where a uniform number falls within that rounding of its
// probability: less than one in 1e8 of the samples drawn here.
func TestCoursesAreThoseOfTheCLoop(t *testing.T) {
	if _, err := exec.LookPath("gcc"); err != nil {
		t.Skip("no gcc on this machine")
	}
	loop, err := buildLoop(t.Context(), "c", t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	const relation = sim.Validate | sim.ExploreRupture | sim.Feedback | sim.Supervision | sim.ProposeTransfer
	const technique = sim.PushTechnique | sim.ExplainTreatment | sim.GoalReview | sim.CheckIn
	others := (sim.Move(1)<<len(sim.Moves) - 1) &^ (relation | technique | sim.ChangeTherapist) // a new one is among them
	for name, with := range map[string]setup{
		"as shipped":          {courses: 5000, covers: []string{sim.Completed, sim.WellEnded, sim.DroppedOut, "transfer", "resolved", "left open"}},
		"relational moves":    {courses: 1000, moves: relation, covers: []string{"transfer", "resolved"}},
		"technical moves":     {courses: 1000, moves: technique},
		"all other moves":     {courses: 300, moves: others},
		"ever new therapists": {courses: 300, moves: sim.ChangeTherapist, covers: []string{"transfer"}},
		"a wait and a taper": {courses: 1000, change: func(m *sim.Model) {
			m.Care.WaitingWeeks, m.Frequency.TaperFrom = 6, 5
		}},
		"an approach preferred": {courses: 1000, prefer: true, covers: []string{sim.DroppedOut}, change: func(m *sim.Model) {
			m.Dropout.Preference = 2
		}},
	} {
		t.Run(name, func(t *testing.T) { compareCourses(t, loop, with) })
	}
}

// setup is a comparison: how many courses, under which demanded moves and
// changes to the model, and what must have happened in them.
type setup struct {
	courses int64
	moves   sim.Move
	change  func(*sim.Model)
	covers  []string
	prefer  bool // two thirds of the patients prefer an approach
}

func compareCourses(t *testing.T, loop string, with setup) {
	const seed = 7
	s, err := sampleOf(with.courses, seed)
	if err != nil {
		t.Fatal(err)
	}
	if with.change != nil {
		with.change(&s.model)
	}
	for i := range s.cases {
		if with.prefer {
			s.cases[i].Patient.Prefers = sim.Preference(i % 3)
		}
	}
	file := filepath.Join(t.TempDir(), "cases")
	if err := s.write(file, seed, with.moves); err != nil {
		t.Fatal(err)
	}
	loopRun := exec.CommandContext(t.Context(), loop, "check", file)
	var complaint strings.Builder
	loopRun.Stderr = &complaint
	out, err := loopRun.Output()
	if err != nil {
		t.Fatalf("the C loop, analysis/bench/c: %v: %s", err, complaint.String())
	}
	have := doubles{t: t, rest: out}
	seen := map[string]int{}
	for i := range s.cases {
		compareCourse(t, &have, &s.model, s.cases[i], with.moves, seen)
		if t.Failed() {
			t.Fatalf("patient %d differs between the engine and analysis/bench/c", i)
		}
	}
	if len(have.rest) > 0 {
		t.Errorf("the C loop wrote %d bytes too many", len(have.rest))
	}
	for _, what := range with.covers {
		if seen[what] == 0 {
			t.Errorf("no course had %q: the comparison does not cover it", what)
		}
	}
}

// doubles reads what the C loop writes.
type doubles struct {
	t    *testing.T
	rest []byte
}

func (d *doubles) next(n int) []float64 {
	if len(d.rest) < 8*n {
		d.t.Fatal("the C loop wrote too little")
	}
	x := make([]float64, n)
	if err := binary.Read(bytes.NewReader(d.rest[:8*n]), binary.LittleEndian, x); err != nil {
		d.t.Fatal(err)
	}
	d.rest = d.rest[8*n:]
	return x
}

// compareCourse simulates a course and holds each of its sessions, its end and
// its ruptures against what the C loop wrote.
func compareCourse(t *testing.T, have *doubles, m *sim.Model, who sim.Case, moves sim.Move, seen map[string]int) {
	var c sim.Course
	var rows record.Rows
	sessions := int(have.next(1)[0])
	c.Start(m, who)
	for on := true; on; {
		on = c.Next(m, &rows, moves)
		if n := len(rows.Sessions); n <= sessions {
			equal(t, have, "session", sessionValues(&c, &rows.Sessions[n-1]))
		}
	}
	if len(rows.Sessions) != sessions {
		t.Errorf("%d sessions, the C loop has %d", len(rows.Sessions), sessions)
		return
	}
	equal(t, have, "course", courseValues(&c))
	if n := int(have.next(1)[0]); n != len(rows.Ruptures) {
		t.Errorf("%d ruptures, the C loop has %d", len(rows.Ruptures), n)
		return
	}
	for i := range rows.Ruptures {
		r := &rows.Ruptures[i]
		equal(t, have, "rupture", ruptureValues(r))
		seen[map[bool]string{true: "resolved", false: "left open"}[r.Resolved]]++
	}
	seen[c.Ending]++
	seen["transfer"] += c.Transfers
}

// equal compares values with those that the C loop wrote next.
func equal(t *testing.T, have *doubles, what string, want []named) {
	got := have.next(len(want))
	for i, w := range want {
		if !(math.Abs(got[i]-w.value) <= w.within) { // also where either is no number
			t.Errorf("%s: %s is %v, the C loop has %v", what, w.name, w.value, got[i])
		}
	}
}

// named is a value that both must have, within a tolerance (0: exactly).
type named struct {
	name   string
	value  float64
	within float64
}

func latent(name string, x float64) named { return named{name, x, 1e-9} }
func exact(name string, x float64) named  { return named{name, x, 0} }

func truth(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

// report is a report of a rupture, −1 where it is missing.
func report(b *bool) float64 {
	if b == nil {
		return -1
	}
	return truth(*b)
}

func sessionValues(c *sim.Course, r *record.Session) []named {
	d := &c.Dyad
	phq9 := -1.0
	if r.PHQ9 != nil {
		phq9 = float64(*r.PHQ9)
	}
	return []named{
		exact("session", float64(d.Session)), exact("week", d.Week),
		latent("severity", d.Severity), latent("level", d.Level), latent("natural level", d.NaturalLevel),
		latent("stress", d.Stress), latent("bond", d.Bond), latent("tasks", d.Tasks), latent("goals", d.Goals),
		latent("trust", d.Trust), latent("hope", d.Hope), latent("strain", d.Strain),
		latent("intensity", d.Rupture.Intensity), exact("moves", float64(c.Last.Moves)), exact("phq9", phq9),
		exact("wai_patient", float64(r.WAIPatient)), exact("wai_patient_goals", float64(r.WAIPatientGoals)),
		exact("wai_patient_tasks", float64(r.WAIPatientTasks)), exact("wai_patient_bond", float64(r.WAIPatientBond)),
		exact("wai_therapist", float64(r.WAITherapist)), exact("wai_observer", float64(r.WAIObserver)),
		exact("calpas_patient", float64(r.CALPASPatient)), exact("rupture_patient", report(r.RupturePatient)),
		exact("rupture_therapist", report(r.RuptureTherapist)), exact("rupture_observer", report(r.RuptureObserver)),
		exact("true_rupture", report(r.TrueRupture)),
	}
}

// endings as the C loop counts them.
var endings = map[string]float64{
	sim.Completed: 1, sim.WellEnded: 2, sim.DroppedOut: 3,
	"transferred_then_completed": 1, "transferred_then_well_enough": 2, "transferred_then_dropout": 3,
}

func courseValues(c *sim.Course) []named {
	d := &c.Dyad
	return []named{
		exact("ending", endings[c.Ending]), exact("phq9_entry", float64(c.Entry)), exact("phq9_intake", float64(d.Seen.PHQ9Intake)),
		exact("phq9_last", float64(d.Seen.PHQ9)), exact("sessions_held", float64(d.Session)),
		exact("sessions_missed", float64(c.Missed)), exact("weeks", float64(float32(d.Week))),
		exact("ruptures", float64(c.Ruptures)), exact("ruptures_resolved", float64(c.Resolved)),
		exact("transfers", float64(c.Transfers)), exact("perceived_empathy", float64(float32(c.Perceived[0]))),
		exact("perceived_regard", float64(float32(c.Perceived[1]))),
		exact("perceived_genuineness", float64(float32(c.Perceived[2]))),
	}
}

func ruptureValues(r *record.Rupture) []named {
	at := func(p *int32) float64 {
		if p == nil {
			return 0
		}
		return float64(*p)
	}
	kind := 0.0
	if r.Kind == sim.KindNames[sim.Confrontation] {
		kind = 1
	}
	return []named{
		exact("therapist", float64(r.Therapist)), exact("session_onset", float64(r.SessionOnset)),
		exact("kind", kind), latent("intensity", float64(r.Intensity)), exact("recognised", truth(r.Recognised)),
		exact("session_recognised", at(r.SessionRecognised)), exact("resolved", truth(r.Resolved)),
		exact("session_resolved", at(r.SessionResolved)),
	}
}
