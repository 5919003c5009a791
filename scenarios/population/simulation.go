package population

import (
	"sync"

	"rapport/sim"
	"rapport/sim/luck"
	"rapport/sim/record"
)

// Setting is everything a parameter can name: the model and the population.
type Setting struct {
	Model      sim.Model
	Population Population
}

// DefaultSetting returns the shipped parameters.
func DefaultSetting() Setting {
	return Setting{Model: sim.Default(), Population: DefaultPopulation()}
}

// Params lists every parameter; the rows point into s.
func (s *Setting) Params() []sim.Param {
	return append(s.Population.Params(), s.Model.Params()...)
}

// Record says what a study records: which tables beyond those that every study has,
// and how exact the truth.
type Record struct {
	Ledger bool `json:"ledger" yaml:"ledger"`
	Items  bool `json:"items" yaml:"items"`

	Decisions bool `json:"decisions,omitempty" yaml:"-" jsonschema:"-"` // what rules decided; a scenario with rules has it

	Truth record.Truth `json:"truth,omitzero" yaml:"truth"` // how latent values are recorded

	Scores bool `json:"scores,omitempty" yaml:"-" jsonschema:"-"` // it names instruments; no key of a study file
}

// Has says whether a study that records r has the table.
func (r Record) Has(t record.Table) bool {
	switch t.Name {
	case "ledger":
		return r.Ledger
	case "items":
		return r.Items
	case "decisions":
		return r.Decisions
	case "scores":
		return r.Scores
	case "answers":
		return r.Scores && r.Items
	}
	return true
}

// Simulation is one scenario of a study, ready to run. Do not change it once it
// has run a block.
type Simulation struct {
	Scenario     string
	Seed         uint64
	Patients     int64 // per replication
	Replications int
	Setting      Setting
	Rules        []sim.Rule
	Weeks        []int // at which everybody is assessed
	Instruments  []sim.Instrument
	Record       Record

	once   sync.Once
	people *people
	err    error
}

// Courses is the number of courses, replications × patients. Course i is
// replication i / Patients, patient i % Patients.
func (s *Simulation) Courses() int64 { return int64(s.Replications) * s.Patients }

// Check says whether the parameters are jointly possible.
func (s *Simulation) Check() error {
	s.once.Do(func() {
		if s.people, s.err = s.Setting.Population.prepare(); s.err == nil {
			s.err = s.people.screeningPasses(&s.Setting.Model, s.Seed)
		}
	})
	return s.err
}

// Block simulates courses [from, to) and appends their rows in order. It is safe
// for concurrent use with different rows. It panics where Check fails.
func (s *Simulation) Block(rows *record.Rows, from, to int64) {
	rows.Fill(func(columns *record.Columns) {
		_ = s.Stream(columns, from, to, func() error {
			columns.AppendTo(rows)
			columns.Reset()
			return nil
		})
	})
}

// Stream is Block into columns. It calls drain after every course, which may take
// rows away, so that they need not be in memory all at once. It ends at drain's
// first error.
func (s *Simulation) Stream(columns *record.Columns, from, to int64, drain func() error) error {
	if err := s.Check(); err != nil {
		panic("population: " + err.Error())
	}
	b := block{s: s, clinicOf: -1}
	for i := from; i < to; i++ {
		who := b.who(int(i/s.Patients), i%s.Patients)
		b.therapists(&columns.Therapists, &who)
		b.course.Fill(&s.Setting.Model, who, columns)
		if err := drain(); err != nil {
			return err
		}
	}
	return nil
}

// Case is one patient of one replication, as the full run has it.
func (s *Simulation) Case(replication int, patient int64) (sim.Case, error) {
	if err := s.Check(); err != nil {
		return sim.Case{}, err
	}
	b := block{s: s, clinicOf: -1}
	return b.who(replication, patient), nil
}

// block is the work space of one block.
type block struct {
	s           *Simulation
	course      sim.Course
	clinic      clinic
	replication int
	trained     []sim.Therapist // the clinic's therapists with what a training has added
	clinicOf    int64           // number of the clinic at hand, -1: none
	place       int             // of the patient in the clinic
}

func (b *block) who(replication int, patient int64) sim.Case {
	s, q := b.s, b.s.people
	m := &s.Setting.Model
	if k := patient / q.clinicPlaces(); k != b.clinicOf || replication != b.replication {
		q.clinic(&b.clinic, m, s.Seed, replication, k)
		b.clinicOf, b.replication = k, replication
	}
	b.place = int(patient % q.clinicPlaces())
	own := luck.Of(s.Seed, replication, luck.Patient, patient)
	therapists, service := b.clinic.therapists, &q.Service
	wait := 0.0
	if service.Training != 0 || service.Places > 0 {
		rank := b.clinic.rank(b.place)
		wait = service.wait(rank, PlannedWeeks(m))
		if service.Training != 0 {
			b.trained = service.train(b.trained, therapists, b.clinic.assigned(b.place), rank, float64(rank)*service.Arrivals+wait)
			therapists = b.trained
		}
	}
	return sim.Case{
		Replication: replication, Luck: own, Wait: wait, Patient: q.patient(m, own, patient, b.clinic.severity),
		Clinic: therapists, Assigned: b.clinic.assigned(b.place),
		Rules: s.Rules, Weeks: s.Weeks, Instruments: s.Instruments,
		KeepLedger: s.Record.Ledger, KeepItems: s.Record.Items, Truth: s.Record.Truth,
	}
}

// therapists adds the therapists whose caseload begins at this place and, with the last
// patient of a replication, those of the clinic whose places no patient reaches: patients
// may be given to them, or change to them.
func (b *block) therapists(to *record.TherapistColumns, who *sim.Case) {
	if !b.s.Setting.Model.Care.Therapy() {
		return
	}
	last := who.Patient.ID == b.s.Patients-1
	for i, first := range b.clinic.first {
		if first == b.place || last && first > b.place {
			addTherapist(to, int32(who.Replication), &b.clinic.therapists[i])
		}
	}
}

// addTherapist adds a therapist as before any training.
func addTherapist(to *record.TherapistColumns, replication int32, t *sim.Therapist) {
	row := to.Add()
	to.Replication[row], to.Therapist[row] = replication, t.ID
	to.Approach[row], to.Caseload[row] = t.ApproachName(), int32(t.Caseload)
	to.Warmth[row], to.Empathy[row], to.Genuineness[row] = float32(t.Warmth), float32(t.Empathy), float32(t.Genuineness)
	to.Flexibility[row], to.RepairSkill[row] = float32(t.Flexibility), float32(t.RepairSkill)
	to.Competence[row], to.Effect[row] = float32(t.Competence), float32(t.Effect)
	to.Directiveness[row] = float32(t.Directiveness)
}
