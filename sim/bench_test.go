package sim_test

import (
	"testing"

	"rapport/scenarios/population"
	"rapport/sim"
	"rapport/sim/luck"
	"rapport/sim/record"
)

func routineCase(tb testing.TB, patient int64, change func(*population.Simulation)) (*population.Simulation, sim.Case) {
	tb.Helper()
	s := &population.Simulation{Scenario: "routine", Seed: 1, Patients: 1000, Replications: 1, Setting: population.DefaultSetting()}
	if change != nil {
		change(s)
	}
	who, err := s.Case(0, patient)
	if err != nil {
		tb.Fatal(err)
	}
	return s, who
}

// BenchmarkNoise makes the luck of one session.
func BenchmarkNoise(b *testing.B) {
	l := luck.Of(1, 0, luck.Patient, 5)
	var n luck.Noise
	for i := range b.N {
		l.At(&n, i)
	}
}

// BenchmarkSession advances one dyad by one session and the week after it,
// without measurement.
func BenchmarkSession(b *testing.B) {
	s, who := routineCase(b, 3, nil)
	var n luck.Noise
	who.Luck.At(&n, 0)
	begin := s.Setting.Model.Begin(who.Patient, who.Clinic[0], &n)
	d := begin
	for i := range b.N {
		if i%16 == 0 {
			d = begin
		}
		who.Luck.At(&n, i%16+1)
		s.Setting.Model.Pass(&d, &n, 1)
		s.Setting.Model.Session(&d, &n, sim.NoMove, 1)
	}
}

// BenchmarkCourse simulates whole courses with their rows.
func BenchmarkCourse(b *testing.B) {
	s, _ := routineCase(b, 0, nil)
	var rows record.Rows
	sessions := 0
	for i := range b.N {
		rows.Reset()
		s.Block(&rows, int64(i%1000), int64(i%1000)+1)
		sessions += len(rows.Sessions)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(sessions), "ns/session")
}

// BenchmarkBlock simulates a block of a thousand courses.
func BenchmarkBlock(b *testing.B) {
	s, _ := routineCase(b, 0, nil)
	var rows record.Rows
	sessions := 0
	for range b.N {
		rows.Reset()
		s.Block(&rows, 0, 1000)
		sessions += len(rows.Sessions)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(sessions), "ns/session")
}
