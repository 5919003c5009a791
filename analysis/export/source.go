package export

import (
	"slices"

	"rapport/analysis/data"
)

// Source is the run that is exported, and what its manifest says of it.
type Source struct {
	Run       *data.Run
	Name      string // of the run, such as the base name of its folder
	Title     string // of the study
	Question  string // of the study; may be empty
	Version   string // of the engine that simulated it
	Seed      uint64
	Command   string // that exports it
	Scenarios []Scenario
}

// Reads is how many rows an export of these options reads, those that it reads twice twice;
// into a folder it looks for when courses end, too.
func (src *Source) Reads(o *Options, folder bool) (rows int64) {
	add := func(s *Scenario, tables ...string) {
		for _, table := range tables {
			rows += s.Rows[table]
		}
	}
	for i := range src.Scenarios {
		if add(&src.Scenarios[i], "therapists"); o.wide() { // for the longest course
			add(&src.Scenarios[i], "patients", "sessions", "ruptures", "assessments")
		}
	}
	chosen := o.scenarios(src)
	for _, s := range chosen {
		switch o.Shape {
		case Long, Waves, Gains:
			add(s, "patients", "sessions")
		case Weeks:
			add(s, "patients", "sessions", "assessments")
		default:
			add(s, o.Shape)
		}
		if folder && len(chosen) > 1 && (o.Shape == "patients" || slices.Contains(ownShapes, o.Shape)) {
			add(s, "patients")
		}
	}
	return rows
}

// Scenario is one scenario of the run.
type Scenario struct {
	Name         string
	Description  string // may be empty
	Patients     int64  // of one replication
	Replications int64
	Rows         map[string]int64 // by table, as the manifest counts them
}

// numbering gives courses, persons and therapists ids that hold across scenarios
// and replications. Ids count from 1.
type numbering struct {
	conditions map[string]int64 // number of the scenario, from 0
	before     map[string]int64 // courses of the scenarios before
	patients   map[string]int64 // of one replication
	persons    int64            // of one replication: the most of any scenario
	therapists int64            // the same
}

// newNumbering reads the therapists of every scenario, also of those that are not
// exported, so that an id does not depend on which are.
func newNumbering(src *Source) (*numbering, error) {
	n := &numbering{conditions: map[string]int64{}, before: map[string]int64{}, patients: map[string]int64{}}
	courses := int64(0)
	for i := range src.Scenarios {
		s := &src.Scenarios[i]
		n.conditions[s.Name], n.before[s.Name], n.patients[s.Name] = int64(i), courses, s.Patients
		courses += s.Patients * s.Replications
		n.persons = max(n.persons, s.Patients)
		most, err := src.Run.MostTherapists(s.Name)
		if err != nil {
			return nil, err
		}
		n.therapists = max(n.therapists, most)
	}
	return n, nil
}

func (n *numbering) course(scenario string, replication, patient int64) int64 {
	return n.before[scenario] + replication*n.patients[scenario] + patient + 1
}

func (n *numbering) person(replication, patient int64) int64 {
	return replication*n.persons + patient + 1
}

// therapist is missing where the therapist is.
func (n *numbering) therapist(replication int64, therapist cell) cell {
	if therapist.missing {
		return absent
	}
	return wholeCell(replication*n.therapists + therapist.whole + 1)
}

// The columns by which the rows of every file are known.
func courseIDs() []Column {
	return []Column{
		id("course_id", "", "number of the course: one patient under one scenario in one replication; groups the rows of a course"),
		id("person_id", "", "number of the person; the same person under every scenario, so it pairs twins"),
	}
}

func therapistID(when string) Column {
	return id("therapist_id", when, "number of the therapist; the same therapist under every scenario that does not sort therapists among clinics")
}

func id(name, when, description string) Column {
	c := computed(name, "int64", "id", "1 or more", when, description)
	c.nature = nominal
	return c
}

// scenarioColumns name the scenario in words and as a number.
func scenarioColumns(src *Source) []Column {
	names := make([]string, len(src.Scenarios))
	for i := range src.Scenarios {
		names[i] = src.Scenarios[i].Name
	}
	scenario := computed("scenario", "string", "", "a scenario of the run", "", "scenario of the study")
	scenario.From = "the folder of the file"
	condition := computed("condition", "int32", "index", "0 or more", "", "number of the scenario in the order of the study; 0 is the first")
	scenario.nature, condition.nature, condition.labels = nominal, nominal, names
	return []Column{scenario, condition}
}

func (n *numbering) scenarioCells(scenario string) []cell {
	return []cell{{label: scenario}, wholeCell(n.conditions[scenario])}
}
