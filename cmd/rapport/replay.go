package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"rapport/analysis/data"
	"rapport/analysis/words"
	"rapport/scenarios/population"
	"rapport/scenarios/run"
	"rapport/scenarios/study"
	"rapport/sim"
	"rapport/sim/record"
)

// replayCommand holds the flags of `rapport replay`.
type replayCommand struct {
	patient     *int64
	replication int
	scenario    string
	asJSON      bool
	ledger      bool
	sessions    string
}

func newReplay() *cobra.Command {
	var r replayCommand
	c := &cobra.Command{
		Use:   "replay RUN --patient ID",
		Short: "tell one course in clinical words, session by session",
		Long: `Simulate one patient of a run again, alone, and tell the course in clinical words:
what happened in each session, what patient and therapist reported, and the ledger,
which says how much each mechanism moved bond, tasks, goals, trust and severity.
The course is compared with the rows of the run; exit code 1 where they differ.`,
		Example: `  rapport replay runs/routine-care-seed1 --patient 17
  rapport replay runs/cbt-vs-psychodynamic-seed1 --patient 17 --scenario cbt`,
		Args: exactly(1, "RUN"),
		RunE: func(c *cobra.Command, args []string) error { return r.run(c, args[0]) },
	}
	c.Flags().Var(whole[int64]{&r.patient}, "patient", "id of the patient, from 0")
	c.Flags().IntVar(&r.replication, "replication", 0, "replication, from 0")
	c.Flags().StringVar(&r.scenario, "scenario", "", "`name` of the scenario (default the study's first)")
	c.Flags().StringVar(&r.sessions, "sessions", "all", "which `sessions` to tell, such as 1-3,7")
	c.Flags().BoolVar(&r.ledger, "ledger", true, "tell what moved the alliance and the symptoms")
	c.Flags().BoolVar(&r.asJSON, "json", false, "print one JSON document")
	return c
}

func (r *replayCommand) run(c *cobra.Command, dir string) error {
	told, err := data.ParseSessions(r.sessions)
	if err != nil {
		return badInput("", "--sessions = %s: want all, or numbers and ranges such as 1-3,7", r.sessions)
	}
	if given := givenOf(c, "sessions", "ledger"); r.asJSON && len(given) > 0 {
		return badInput("", "%s with --json: nothing would come of it, as the document holds the whole course", enumerate(given))
	}
	manifest, err := run.ReadManifest(dir)
	if err != nil {
		return &failure{codeInput, err, ""}
	}
	study, err := manifest.ResolvedStudy()
	if err != nil {
		return &failure{codeInput, err, ""}
	}
	one, err := r.find(study)
	if err != nil {
		return err
	}
	if err := one.simulate(); err != nil {
		return err
	}
	differences, err := one.compare(dir, manifest)
	if err != nil {
		return err
	}
	if r.asJSON {
		err = one.json(c.OutOrStdout(), dir, differences)
	} else {
		p := &printer{w: c.OutOrStdout()}
		one.tell(p, told, r.ledger)
		p.line("")
		for _, d := range differences {
			p.line("%s", d)
		}
		if len(differences) == 0 {
			p.line("The run holds exactly these rows.")
		}
		err = p.err
	}
	if err == nil && len(differences) > 0 {
		return &failure{codeCheck, fmt.Errorf("the run and the replay differ"), one.reason(manifest, study)}
	}
	return err
}

// course is one patient's treatment, simulated alone.
type course struct {
	simulation *population.Simulation
	recorded   population.Record
	who        sim.Case
	rows       record.Rows     // with the ledger, whatever the study records
	held       []words.Session // of a therapy: what is told of each session

	rules  []study.PlannedRule // of the scenario, and the scores that they look at
	scores []sim.ScoreText
}

// find picks the course that the flags name.
func (r *replayCommand) find(study *study.Study) (*course, error) {
	all, err := study.Simulations()
	if err != nil {
		return nil, err
	}
	if r.patient == nil {
		return nil, badInput(fmt.Sprintf("give --patient 0 to --patient %d", study.Population.Patients-1), "which patient?")
	}
	if *r.patient < 0 || *r.patient >= study.Population.Patients {
		return nil, badInput("", "--patient = %d: the run has patients 0 to %d", *r.patient, study.Population.Patients-1)
	}
	if r.replication < 0 || r.replication >= study.Replications {
		return nil, badInput("", "--replication = %d: the run has replications 0 to %d", r.replication, study.Replications-1)
	}
	simulation, names := all[0], []string{}
	found := r.scenario == ""
	for _, s := range all {
		names = append(names, s.Scenario)
		if s.Scenario == r.scenario {
			simulation, found = s, true
		}
	}
	if !found {
		return nil, badInput(nearestHint(r.scenario, names, "there are "+enumerate(names)), "the run has no scenario %q", r.scenario)
	}
	who, err := simulation.Case(r.replication, *r.patient)
	if err != nil {
		return nil, err
	}
	who.KeepLedger = true
	c := &course{simulation: simulation, recorded: simulation.Record, who: who, scores: study.Scores()}
	for _, planned := range study.Planned() {
		if planned.Scenario.Name == simulation.Scenario {
			c.rules = planned.Scenario.Rules
		}
	}
	return c, nil
}

// simulate runs the course twice: whole, for its rows, and step by step, for
// what happened between them. A panic of the model is told with its course.
func (c *course) simulate() (err error) {
	defer func() {
		if r := recover(); r != nil {
			at := run.CourseID{Replication: int64(c.who.Replication), Patient: c.who.Patient.ID}
			err = &failure{codeFailed, fmt.Errorf("scenario %s, seed %d, %v, after %s: %v", c.simulation.Scenario,
				c.simulation.Seed, at, data.Counted(len(c.held), "session"), r), "the model itself fails here; please report it with the study"}
		}
	}()
	m := &c.simulation.Setting.Model
	if m.Care.Therapy() {
		c.walk(m)
	}
	var whole sim.Course
	whole.Simulate(m, c.who, &c.rows)
	return nil
}

func (c *course) walk(m *sim.Model) {
	var alone sim.Course
	var rows record.Rows
	alone.Start(m, c.who)
	for going := true; going; {
		var held words.Session
		held, going = words.Hold(m, &alone, &rows, sim.NoMove)
		c.held = append(c.held, held)
	}
}

// patient is the row of the patient.
func (c *course) patient() *record.Patient { return &c.rows.Patients[0] }
