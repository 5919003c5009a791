package power

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"rapport/analysis/data"
	"rapport/analysis/explore"
	"rapport/scenarios/population"
	"rapport/sim/record"
)

// trialSize is how large a trial is.
type trialSize struct {
	patients  int64 // in all arms together
	therapist int64 // in all arms together; 0: as the caseloads give
	caseload  int64 // places of each therapist; 0: as the study has it
	sessions  int64 // planned; 0: as the study has it
}

// sizeOf is the trial whose varied number is n.
func (o *Options) sizeOf(n int64) trialSize {
	t := trialSize{o.Patients, o.Therapists, o.Caseload, o.Sessions}
	samples, teams := o.samples(), o.teams()
	switch o.Vary {
	case VaryPatients:
		t.patients = n
	case VarySessions:
		t.sessions = n
	case VaryTherapists:
		t.therapist = n
		if o.Patients == 0 {
			t.patients = n / teams * t.caseload * samples
		}
	}
	if t.therapist > 0 && t.caseload == 0 { // caseloads as equal as they can be
		patients, therapists := t.patients/samples, t.therapist/teams
		t.caseload = (patients + therapists - 1) / therapists
	}
	return t
}

// samples is how many samples of patients a trial draws: one for each arm where
// therapists are nested in arms, else one that the arms share.
func (o *Options) samples() int64 {
	if o.nested() {
		return 2
	}
	return 1
}

// teams is how many of the samples are treated, and so have therapists.
func (o *Options) teams() int64 {
	n := int64(0)
	for _, s := range o.templates {
		if s.Setting.Model.Care.Therapy() {
			n++
		}
	}
	return max(1, min(n, o.samples()))
}

// armsOf are the scenarios of a trial of the size, ready to run: for a contrast
// two, else one. Under the null there is nothing to find: both arms have the same
// scenario, or the alliance has no effect.
func (o *Options) armsOf(size trialSize, null bool) ([]*population.Simulation, error) {
	var arms []*population.Simulation
	var faults []error
	perArm := size.patients / o.samples()
	for _, from := range o.templates {
		if null {
			from = o.nothing()
		}
		s := &population.Simulation{Scenario: from.Scenario, Seed: o.Seed, Patients: perArm, Replications: math.MaxInt32,
			Setting: explore.Copied(&from.Setting), Rules: from.Rules, Weeks: from.Weeks}
		values := map[string]float64{}
		if size.caseload > 0 {
			values["population.caseload_min"], values["population.caseload_max"] = float64(size.caseload), float64(size.caseload)
		}
		if size.sessions > 0 {
			values["care.sessions"] = float64(size.sessions)
		}
		if null && o.Detect == PowerWithin {
			for _, name := range allianceWithoutEffect {
				values[name] = 0
			}
		}
		faults = append(faults, setNamed(&s.Setting, values), s.Check())
		arms = append(arms, s)
	}
	return arms, errors.Join(faults...)
}

// nothing is the scenario of both arms under the null: the first or, where that is
// a waiting list, the other, so that therapists are among what may mislead the test.
func (o *Options) nothing() *population.Simulation {
	for _, s := range o.templates {
		if s.Setting.Model.Care.Therapy() {
			return s
		}
	}
	return o.templates[0]
}

// setNamed gives parameters values, and says which are out of range.
func setNamed(s *population.Setting, values map[string]float64) error {
	var faults []error
	for _, p := range s.Params() {
		v, named := values[p.Name]
		if !named {
			continue
		}
		if v < p.Min || v > p.Max {
			faults = append(faults, fmt.Errorf("%s = %g: want %g to %g %s", p.Name, v, p.Min, p.Max, p.Unit))
		}
		*p.Value = v
	}
	return errors.Join(faults...)
}

// allianceWithoutEffect are the parameters that are 0 where the alliance is to
// have no effect on symptoms: every way by which bond, tasks, goals, trust or a
// rupture reaches severity, life stress or the time between sessions. Symptoms
// still move the alliance, and a weak alliance still ends in dropout.
var allianceWithoutEffect = []string{"reciprocal.alliance", "technique.symptoms", "exploration.symptoms", "effort.symptoms",
	"rupture.distress", "stress.soothing", "attendance.alliance"}

// powerBench is the work space of one trial at a time.
type powerBench struct{ rows [2]record.Rows }

// trialArm is one arm of a simulated trial.
type trialArm struct {
	data    *data.Data
	planned int // sessions planned, or assessments on a waiting list
}

// simulate runs trial number t: its patients are those of replications of the
// study's population that no other trial has.
//
// Nested in arms, therapists treat patients of one arm: the arms are two samples of
// patients and therapists (replications 2t and 2t+1), as after randomising
// therapists, or patients to teams of therapists. Crossed, each therapist treats
// patients of both: patients of one sample, who come in random order, are put into
// the arms by turns, which balances the arms within therapists as permuted blocks
// of two would.
func (o *Options) simulate(b *powerBench, arms []*population.Simulation, t int64) ([]trialArm, error) {
	out := make([]trialArm, len(arms))
	for k, s := range arms {
		replication := t
		if o.nested() {
			replication = 2*t + int64(k)
		}
		b.rows[k].Reset()
		s.Block(&b.rows[k], replication*s.Patients, (replication+1)*s.Patients)
		d, err := data.FromRows(&b.rows[k])
		if err != nil {
			return nil, fmt.Errorf("scenario %s: %w", s.Scenario, err)
		}
		if len(arms) == 2 && o.Arms == ArmsCrossed {
			d = d.Select(func(c data.Course) bool { return c.Patient.Patient%2 == int64(k) })
		}
		out[k] = trialArm{d, plannedSessions(&s.Setting)}
	}
	return out, nil
}

// plannedSessions is how many sessions, or assessments while waiting, are planned.
func plannedSessions(s *population.Setting) int {
	if !s.Model.Care.Therapy() {
		return int(s.Model.Care.WaitingListWeeks)
	}
	return int(s.Model.Care.Sessions)
}

// therapistsIn counts the therapists who treat patients of the trial.
func therapistsIn(arms []trialArm, nested bool) int {
	var seen [2][]int64
	for k, arm := range arms {
		if !nested {
			k = 0
		}
		for c := range arm.data.Courses() {
			if id := c.Patient.Therapist; id >= 0 {
				if at, known := slices.BinarySearch(seen[k], id); !known {
					seen[k] = slices.Insert(seen[k], at, id)
				}
			}
		}
	}
	return len(seen[0]) + len(seen[1])
}
