package sim_test

import (
	"bytes"
	"fmt"
	"math/bits"
	"os"
	"strings"
	"testing"

	"rapport/sim"
	"rapport/sim/luck"
	"rapport/sim/record"
)

// The cast of the golden courses.
var (
	patients = map[string]sim.Patient{
		"trusting":  {Agreeableness: 1, Disclosure: 1, Expectations: 0.5, IntakeSeverity: 15, NaturalCourse: 0.3},
		"guarded":   {AttachmentAvoidance: 1.5, Disclosure: -1.5, Conscientiousness: -0.5, IntakeSeverity: 18},
		"sceptical": {Agreeableness: -1.5, Expectations: -1, PreferredDirectiveness: -1.5, AttachmentAnxiety: 0.5, IntakeSeverity: 16},
	}
	therapists = map[string]sim.Therapist{
		"novice": {ID: 0, CBT: true, Warmth: 0.5, RepairSkill: -1, Competence: -1, Flexibility: -0.5, Directiveness: 1},
		"expert": {ID: 1, Warmth: 0.5, Empathy: 1, Genuineness: 0.5, Flexibility: 1, RepairSkill: 1.5, Competence: 1, Effect: 0.5},
	}
)

// goldenCourses names the courses in testdata/courses.txt.
var goldenCourses = []struct {
	patient, therapist string
	seed               uint64
	move               sim.Move // made in session 5
}{
	{"trusting", "novice", 1, sim.NoMove},
	{"guarded", "novice", 7, sim.NoMove},
	{"guarded", "novice", 8, sim.NoMove},
	{"guarded", "novice", 8, sim.CheckIn | sim.ExploreRupture},
	{"guarded", "expert", 8, sim.NoMove},
	{"guarded", "novice", 10, sim.ChangeTherapist},
	{"sceptical", "novice", 3, sim.NoMove},
	{"sceptical", "novice", 3, sim.NameDifference},
}

// Did results change? Whoever writes the courses anew reads the difference.
func TestGoldenCourses(t *testing.T) {
	var b bytes.Buffer
	for i, c := range goldenCourses {
		if i > 0 {
			b.WriteByte('\n')
		}
		fmt.Fprintf(&b, "course patient=%s therapist=%s seed=%d", c.patient, c.therapist, c.seed)
		if c.move != sim.NoMove {
			fmt.Fprintf(&b, " session-5=%s", words(c.move))
		}
		b.WriteString("\n----\n")
		tell(&b, c.patient, c.therapist, c.seed, c.move)
	}
	const path = "testdata/courses.txt"
	if *update {
		if err := os.WriteFile(path, b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	got := strings.Split(b.String(), "\n")
	for i, line := range strings.Split(string(want), "\n") {
		if i >= len(got) || got[i] != line {
			now := "nothing"
			if i < len(got) {
				now = got[i]
			}
			t.Fatalf("results changed; first at %s:%d\nwas %s\nnow %s\n%s", path, i+1, line, now, ifMeant)
		}
	}
	if len(got) != strings.Count(string(want), "\n")+1 {
		t.Errorf("results changed: %s is shorter than the courses of today; %s", path, ifMeant)
	}
}

// ifMeant says what to do where results were meant to change.
const ifMeant = "if that is meant: go test ./sim -update, and an entry in CHANGELOG.md that begins with Results change"

// tell writes a course session by session in clinical words.
func tell(b *bytes.Buffer, patient, therapist string, seed uint64, move sim.Move) {
	m := sim.Default()
	other := map[string]string{"novice": "expert", "expert": "novice"}[therapist]
	p := patients[patient]
	p.AllianceToSymptoms, p.SymptomsToAlliance = 1, 1
	var c sim.Course
	c.Start(&m, sim.Case{
		Luck: luck.Of(seed, 0, luck.Patient, 0), Patient: p,
		Clinic: []sim.Therapist{therapists[therapist], therapists[other]},
	})
	var rows record.Rows
	for going := true; going; {
		transfers, moves := c.Transfers, sim.NoMove
		if c.Session == 4 {
			moves = move
		}
		rows.Reset()
		going = c.Next(&m, &rows, moves)
		row := &rows.Sessions[0]
		fmt.Fprintf(b, "%2d  bond %s  tasks %s  goals %s  trust %s  severity %4.1f  PHQ-9 %s  WAI-SR %s%s\n", row.Session,
			share(row.TrueBond), share(row.TrueTasks), share(row.TrueGoals), share(row.TrueTrust), row.TrueSeverity,
			answer(row.PHQ9 != nil, "%2d", row.PHQ9), answer(row.WAIPatient != 0, "%.2f", &row.WAIPatient), happened(&c, transfers))
	}
	fmt.Fprintf(b, "%s after session %d, severity %.1f\n", strings.ReplaceAll(c.Ending, "_", " "), c.Session, c.Severity)
}

// answer writes a score, or a dash where it was not answered.
func answer[Score any](given bool, format string, x *Score) string {
	if !given {
		return "–"
	}
	return fmt.Sprintf(format, *x)
}

// share writes a proportion as .41.
func share(x float32) string { return strings.TrimPrefix(fmt.Sprintf("%.2f", x), "0") }

// happened says in words what came of the session.
func happened(c *sim.Course, transfers int) string {
	h, s := &c.Last, ""
	if h.Moves != sim.NoMove {
		s += "  " + words(h.Moves)
	}
	switch kind := sim.KindNames[h.Kind]; {
	case h.Began && h.Forgotten:
		s += "  passing " + kind + " rupture"
	case h.Began && h.Resolved:
		s += "  " + kind + " rupture, repaired"
	case h.Began && h.Recognised:
		s += "  " + kind + " rupture, recognised"
	case h.Began:
		s += "  " + kind + " rupture"
	case h.Resolved:
		s += "  rupture repaired"
	case h.Forgotten:
		s += "  rupture forgotten"
	case h.Recognised && c.Dyad.Rupture.Recognised == c.Session:
		s += "  rupture recognised"
	case h.Intensity > 0:
		s += "  rupture open"
	}
	if c.Transfers > transfers {
		s += "  → another therapist"
	}
	return s
}

// words names moves as studies do.
func words(moves sim.Move) string {
	var names []string
	for moves != 0 {
		i := bits.TrailingZeros32(uint32(moves))
		names = append(names, sim.MoveNames[i])
		moves &^= 1 << i
	}
	return strings.Join(names, "+")
}
