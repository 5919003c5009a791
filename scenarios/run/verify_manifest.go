package run

import (
	"bytes"
	"encoding/json"
	"fmt"

	"rapport/scenarios/population"
	"rapport/scenarios/study"
	"rapport/sim/record/seal"
)

// sealed checks the manifest against its seal, so that not a bit of it is other
// than it was written, host and times included. Earlier versions wrote none.
func (v *verification) sealed(content []byte) {
	rest, sum := seal.Take(content)
	switch {
	case sum == "" && v.report.Manifest.Version != EngineVersion:
	case sum == "":
		v.fault("%s: damaged: it has no seal", manifestName)
	case digestOf(rest) != sum:
		v.fault("%s: damaged: %v", manifestName, errBroken)
	}
}

// follows checks that what the manifest says of seeds, scenarios and parameters
// follows from the study in it. Of a run by another version, whose parameters may
// be others, nothing of the kind can be said.
func (v *verification) follows() {
	m := v.report.Manifest
	if m.Version != EngineVersion {
		return
	}
	s, err := study.Recorded(manifestName+": the study in it", []byte(m.Study))
	if err == nil {
		err = v.resolved(s)
	}
	if err != nil {
		v.fault("%s: the study in it cannot be run: %v", manifestName, err)
		return
	}
	if m.Seed != s.Seed {
		v.fault("%s: seed %d, the study in it says %d", manifestName, m.Seed, s.Seed)
	}
	arms, err := armsOf(s)
	if err != nil {
		v.fault("%s: the study in it cannot be run: %v", manifestName, err)
		return
	}
	if len(arms) != len(m.Scenarios) {
		v.fault("%s: %d scenarios, the study in it has %d", manifestName, len(m.Scenarios), len(arms))
		return
	}
	place(arms, m.Layout)
	for i, a := range arms {
		v.sameScenario(&m.Scenarios[i], &a.about)
	}
}

// resolved checks that the study is written as the study resolves.
func (v *verification) resolved(s *study.Study) error {
	text, err := s.Resolved()
	if err == nil && !bytes.Equal(text, []byte(v.report.Manifest.Study)) {
		v.fault("%s: the study in it is not in its resolved form", manifestName)
	}
	return err
}

// armsOf makes the scenarios of a study ready to run.
func armsOf(s *study.Study) ([]*arm, error) {
	simulations, err := s.Simulations()
	if err != nil {
		return nil, err
	}
	arms := make([]*arm, len(simulations))
	planned, table := s.Planned(), study.ShippedTable()
	for i, one := range simulations {
		setting := population.DefaultSetting()
		arms[i] = newArm(one, s.Assignments(&planned[i].Scenario, setting.Params()))
		arms[i].about.Design = s.DesignOf(&planned[i], table)
	}
	return arms, nil
}

// resolvedArms are the arms of a study, and the study as it stands beside its run.
func resolvedArms(s *study.Study) (arms []*arm, resolved []byte, err error) {
	if arms, err = armsOf(s); err != nil {
		return nil, nil, err
	}
	resolved, err = s.Resolved()
	return arms, resolved, err
}

// place cuts the arms of a run into blocks.
func place(arms []*arm, layout Layout) {
	about := make([]ManifestScenario, len(arms))
	for i, a := range arms {
		a.about.Courses = a.Courses()
		about[i] = a.about
	}
	for i, c := range layout.cuts(about) {
		arms[i].cut, arms[i].about.Blocks = c, c.blocks()
	}
}

// sameScenario names what a scenario has other than the study says.
func (v *verification) sameScenario(have, want *ManifestScenario) {
	if have.Name != want.Name {
		v.fault("%s: scenario %s, the study in it says %s", manifestName, have.Name, want.Name)
		return
	}
	differ := func(what string, has, should any) {
		if a, b := jsonText(has), jsonText(should); a != b {
			v.fault("%s: scenario %s: %s: %s, the study in it says %s", manifestName, want.Name, what, a, b)
		}
	}
	differ("seed", have.Seed, want.Seed)
	differ("patients and replications", []int64{have.Patients, have.Replications}, []int64{want.Patients, want.Replications})
	differ("what is recorded", have.Record, want.Record)
	differ("weeks of the assessments", have.Weeks, want.Weeks)
	differ("courses and blocks", Count{have.Courses, have.Blocks}, Count{want.Courses, want.Blocks})
	differ("point of the design", have.Design, want.Design)
	differ("number of parameters", len(have.Parameters), len(want.Parameters))
	told := 0
	for i := range min(len(have.Parameters), len(want.Parameters)) {
		if have.Parameters[i] != want.Parameters[i] && told < toldRowFaults {
			v.fault("%s: scenario %s: parameter %s, the study in it says %s", manifestName, want.Name,
				assignmentText(have.Parameters[i]), assignmentText(want.Parameters[i]))
			told++
		}
	}
}

func assignmentText(a study.Assignment) string {
	text := fmt.Sprintf("%s = %g", a.Name, a.Value)
	if a.Set {
		text += " (set)"
	}
	return text
}

func jsonText(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		return fmt.Sprint(v) // a number that JSON does not have
	}
	return string(text)
}
