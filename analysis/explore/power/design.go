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

// mostArms is how many arms a trial may have, mostCompared how many of them that are
// each held against the first.
const mostArms, mostCompared = 4, 3

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
	treated, all := o.treated()
	switch o.Vary {
	case VaryPatients:
		t.patients = n
	case VarySessions:
		t.sessions = n
	case VaryTherapists:
		t.therapist = n
		if o.Patients == 0 {
			t.patients = n * t.caseload * all / treated
		}
	}
	if t.therapist > 0 && t.caseload == 0 { // caseloads as equal as they can be
		patients := t.patients * treated / all
		t.caseload = (patients + t.therapist - 1) / t.therapist
	}
	return t
}

// ratio is how patients are dealt to the arms, as they stand to each other.
func (o *Options) ratio() []int64 {
	if o.Allocation == nil {
		return slices.Repeat([]int64{1}, max(1, len(o.templates)))
	}
	least := o.Allocation[0]
	for _, r := range o.Allocation {
		for r > 0 {
			least, r = r, least%r
		}
	}
	out := slices.Clone(o.Allocation)
	for k := range out {
		out[k] /= least
	}
	return out
}

// treated is the part of patients who have therapists, of all, as the ratio has
// them; where arms share therapists, one of one.
func (o *Options) treated() (part, all int64) {
	if !o.nested() {
		return 1, 1
	}
	for k, r := range o.ratio() {
		all += r
		if o.templates[k].Setting.Model.Care.Therapy() {
			part += r
		}
	}
	return max(1, part), all
}

// inArm is how many of the patients are in arm k; where arms share therapists, one
// sample holds them all.
func (o *Options) inArm(patients int64, k int) int64 {
	if !o.nested() {
		return patients
	}
	all := int64(0)
	for _, r := range o.ratio() {
		all += r
	}
	return patients / all * o.ratio()[k]
}

// armsOf are the scenarios of a trial of the size, ready to run: for a contrast
// two, else one. Under the null there is nothing to find: both arms have the same
// scenario, or the alliance has no effect, or the arms of decision points do nothing.
func (o *Options) armsOf(size trialSize, null bool) ([]*population.Simulation, error) {
	var arms []*population.Simulation
	var faults []error
	for k, from := range o.templates {
		if null {
			from = o.nothing()
		}
		s := &population.Simulation{Scenario: from.Scenario, Seed: o.Seed, Patients: o.inArm(size.patients, k), Replications: math.MaxInt32,
			Setting: explore.Copied(&from.Setting), Rules: from.Rules, Weeks: from.Weeks, Instruments: from.Instruments}
		values := map[string]float64{}
		if size.caseload > 0 {
			values["population.caseload_min"], values["population.caseload_max"] = float64(size.caseload), float64(size.caseload)
		}
		if size.sessions > 0 {
			values["care.sessions"], values["care.plan"] = float64(size.sessions), 0
		}
		if null && o.Detect == PowerStrategies {
			s.Rules = armsWithoutEffect(from.Rules)
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
var allianceWithoutEffect = []string{"reciprocal.alliance", "reciprocal.state", "technique.symptoms", "exploration.symptoms", "effort.symptoms",
	"rupture.distress", "repair.relief", "hope.ownership", "stress.soothing", "attendance.alliance"}

// powerBench is the work space of one trial at a time.
type powerBench struct{ rows [mostArms]record.Rows }

// trialArm is one arm of a simulated trial.
type trialArm struct {
	data      *data.Data
	planned   int // sessions planned, or assessments on a waiting list
	decisions []record.Decision
}

// simulate runs trial number t: its patients are those of replications of the
// study's population that no other trial has.
//
// Nested in arms, therapists treat patients of one arm: the arms are samples of
// patients and therapists (replications 2t and 2t+1; of three arms 3t to 3t+2, of four 4t to 4t+3), as after randomising
// therapists, or patients to teams of therapists. Crossed, each therapist treats
// patients of both: patients of one sample, who come in random order, are put into
// the arms by turns, which balances the arms within therapists as permuted blocks
// would.
func (o *Options) simulate(b *powerBench, arms []*population.Simulation, t int64) ([]trialArm, error) {
	out := make([]trialArm, len(arms))
	for k, s := range arms {
		replication := t
		if o.nested() {
			replication = int64(len(arms))*t + int64(k)
		}
		b.rows[k].Reset()
		s.Block(&b.rows[k], replication*s.Patients, (replication+1)*s.Patients)
		d, err := data.FromRows(&b.rows[k])
		if err != nil {
			return nil, fmt.Errorf("scenario %s: %w", s.Scenario, err)
		}
		if len(arms) > 1 && o.Arms == ArmsCrossed {
			d = o.dealt(d, k)
		}
		out[k] = trialArm{d, plannedSessions(&s.Setting), b.rows[k].Decisions}
		o.lose(out[k], k, t)
	}
	return out, nil
}

// dealt are the patients of arm k of one sample: by turns, so many of a block as the
// ratio says.
func (o *Options) dealt(d *data.Data, k int) *data.Data {
	from, block := int64(0), int64(0)
	for j, r := range o.ratio() {
		if j < k {
			from += r
		}
		block += r
	}
	to := from + o.ratio()[k]
	return d.Select(func(c data.Course) bool { at := c.Patient.Patient % block; return from <= at && at < to })
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
	var seen [mostArms][]int64
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
	n := 0
	for k := range seen {
		n += len(seen[k])
	}
	return n
}
