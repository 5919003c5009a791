package main

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"os"

	"rapport/scenarios/population"
	"rapport/sim"
	"rapport/sim/luck"
)

// sample is people of routine care with the parameters that ship, in memory: what
// the C loop and the engine's own loop both start from.
type sample struct {
	model sim.Model
	cases []sim.Case
}

// sampleOf makes the first n patients of the study routine-care under a seed.
func sampleOf(n int64, seed uint64) (*sample, error) {
	s := &population.Simulation{
		Scenario: "routine-care", Seed: seed, Patients: n, Replications: 1, Setting: population.DefaultSetting(),
	}
	all := &sample{model: s.Setting.Model}
	for i := range n {
		who, err := s.Case(0, i)
		if err != nil {
			return nil, fmt.Errorf("patient %d: %w", i, err)
		}
		all.cases = append(all.cases, who)
	}
	all.shareClinics()
	return all, nil
}

// shareClinics lets the patients of one clinic share its therapists in memory, as
// they do in a run.
func (s *sample) shareClinics() {
	clinics := map[int64][]sim.Therapist{}
	for i := range s.cases {
		c := &s.cases[i]
		first := c.Clinic[0].ID
		if clinics[first] == nil {
			clinics[first] = c.Clinic
		}
		c.Clinic = clinics[first]
	}
}

// The file of cases, read by c/cases.c: words of eight bytes in the order of the
// machine's own memory, little endian.
const (
	casesMagic = "RAPCASES"
	nameLength = 48
)

type fileTherapist struct {
	ID, CBT                                                                                             int64
	Warmth, Empathy, Genuineness, Flexibility, RepairSkill, Competence, Effect, Directiveness, Leniency float64
	Caseload                                                                                            int64
}

type filePatient struct {
	ID                                                                              int64
	Agreeableness, Neuroticism, Extraversion, Conscientiousness, Openness           float64
	Avoidance, Anxiety, Disclosure, Expectations, PreferredDirectiveness            float64
	NaturalCourse, Leniency, IntakeSeverity, AllianceToSymptoms, SymptomsToAlliance float64
	StressAtIntake                                                                  float64
	Screening, Prefers                                                              int64
}

type fileCase struct {
	Replication                  int64
	Key, Low, High               uint64
	Patient                      filePatient
	Clinic, ClinicSize, Assigned int64
}

// write makes the file of cases. prescribed are moves that both loops demand in
// every session.
func (s *sample) write(path string, seed uint64, prescribed sim.Move) error {
	var b bytes.Buffer
	b.WriteString(casesMagic)
	params := s.model.Params()
	put(&b, uint64(len(params)))
	for _, p := range params {
		var name [nameLength]byte
		if copy(name[:], p.Name) == nameLength {
			return fmt.Errorf("the name %s is too long for the file of cases", p.Name)
		}
		put(&b, name, *p.Value)
	}
	put(&b, uint64(prescribed))
	therapists, first := s.therapists()
	put(&b, uint64(len(therapists)), therapists, uint64(len(s.cases)))
	for i := range s.cases {
		c := &s.cases[i]
		l := address(seed, c)
		put(&b, fileCase{int64(c.Replication), l[0], l[1], l[2], ofPatient(&c.Patient),
			first[c.Clinic[0].ID], int64(len(c.Clinic)), int64(c.Assigned)})
	}
	return os.WriteFile(path, b.Bytes(), 0o666)
}

// put appends values of fixed size.
func put(b *bytes.Buffer, values ...any) {
	for _, v := range values {
		if err := binary.Write(b, binary.LittleEndian, v); err != nil {
			panic("bench: the file of cases is of fixed sizes: " + err.Error())
		}
	}
}

// address packs where a patient's luck stands as luck.Of documents it. The
// comparison of whole courses would fail if it did so otherwise.
func address(seed uint64, c *sim.Case) [3]uint64 {
	return [3]uint64{seed, uint64(c.Patient.ID) | uint64(luck.Patient)<<40, uint64(c.Replication) << 32}
}

// therapists lists those of all clinics, and where each clinic begins.
func (s *sample) therapists() (list []fileTherapist, first map[int64]int64) {
	first = map[int64]int64{}
	for i := range s.cases {
		clinic := s.cases[i].Clinic
		if _, have := first[clinic[0].ID]; have {
			continue
		}
		first[clinic[0].ID] = int64(len(list))
		for j := range clinic {
			list = append(list, ofTherapist(&clinic[j]))
		}
	}
	return list, first
}

func ofTherapist(t *sim.Therapist) fileTherapist {
	f := fileTherapist{ID: t.ID, Warmth: t.Warmth, Empathy: t.Empathy, Genuineness: t.Genuineness,
		Flexibility: t.Flexibility, RepairSkill: t.RepairSkill, Competence: t.Competence, Effect: t.Effect,
		Directiveness: t.Directiveness, Leniency: t.Leniency, Caseload: int64(t.Caseload)}
	if t.CBT {
		f.CBT = 1
	}
	return f
}

func ofPatient(p *sim.Patient) filePatient {
	return filePatient{ID: p.ID, Agreeableness: p.Agreeableness, Neuroticism: p.Neuroticism,
		Extraversion: p.Extraversion, Conscientiousness: p.Conscientiousness, Openness: p.Openness,
		Avoidance: p.AttachmentAvoidance, Anxiety: p.AttachmentAnxiety, Disclosure: p.Disclosure,
		Expectations: p.Expectations, PreferredDirectiveness: p.PreferredDirectiveness,
		NaturalCourse: p.NaturalCourse, Leniency: p.Leniency, IntakeSeverity: p.IntakeSeverity,
		AllianceToSymptoms: p.AllianceToSymptoms, SymptomsToAlliance: p.SymptomsToAlliance,
		StressAtIntake: p.StressAtIntake, Screening: int64(p.Screening), Prefers: int64(p.Prefers)}
}
