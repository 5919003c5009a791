package explore

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"rapport/analysis"
	"rapport/analysis/data"
	"rapport/scenarios/run"
	"rapport/scenarios/study"
)

// ValidationOptions of [Validate]. The zero value runs the shipped evidence study
// against the shipped findings.
type ValidationOptions struct {
	Study    *study.Study       // what to run; nil: the shipped evidence study
	Run      string             // score this finished run instead of running anything
	Tables   *data.Tables       // score these tables of a user's own instead
	Scenario string             // the scenario that Tables stand for; "": routine-care
	Findings []analysis.Finding // nil: the shipped ones
	Seed     *uint64            // nil: that of the study
	Patients int64              // per scenario; 0: as the study says (40,000 in the shipped one)
	Dir      string             // where the run is kept; "": a temporary folder, removed afterwards
	Workers  int                // 0: one to a core
	Progress func(run.Progress) // may be nil

	// Scored, where set, is told how many findings of how many are computed.
	Scored func(done, of int)
}

// Validation is a scorecard and what it was computed on.
type Validation struct {
	EngineVersion string             `json:"engine_version"`
	Source        string             `json:"source"` // study, run or tables
	Dir           string             `json:"dir,omitempty"`
	Seed          *uint64            `json:"seed"`            // null for tables
	Patients      int64              `json:"patients"`        // per scenario
	Notes         []string           `json:"notes,omitempty"` // how tables were read, where that is not plain
	Scorecard     analysis.Scorecard `json:"scorecard"`
}

// RoutineCare is the scenario that a user's own data stand for.
const RoutineCare = "routine-care"

// Validate computes every finding from the Parquet files of a run, and says
// which lie inside their acceptance. Only the scenarios that the findings name
// are run. A finding whose scenario or columns the data lack is skipped.
//
// The error says what is wrong with the options, or why the run failed; findings
// that are missed are no error (see [analysis.Scorecard.Missed]).
func Validate(ctx context.Context, o ValidationOptions) (*Validation, error) {
	if o.Findings == nil {
		o.Findings = analysis.Findings()
	}
	switch {
	case o.Run != "" && o.Tables != nil:
		return nil, errors.New("a run and tables: only one of them can be scored at a time")
	case o.Tables != nil:
		return scoreTables(o)
	case o.Run != "":
		return scoreRun(o.Run, o)
	}
	study, err := evidenceOf(o)
	if err != nil {
		return nil, err
	}
	dir, options := o.Dir, run.Options{Workers: o.Workers, Progress: o.Progress}
	if dir == "" {
		options.Passing = true
		if dir, err = os.MkdirTemp("", "rapport-validate-"); err != nil {
			return nil, fmt.Errorf("make a temporary run folder: %w", err)
		}
		defer os.RemoveAll(dir)
	}
	options.Dir = dir
	if _, err := os.Stat(filepath.Join(dir, "manifest.json")); err != nil {
		options.Resume = true // goes on where the same was stopped
	}
	if _, err := run.Run(ctx, study, options); err != nil {
		return nil, err
	}
	v, err := scoreRun(dir, o)
	if err == nil {
		v.Source, v.Dir = "study", o.Dir
	}
	return v, err
}

// evidenceOf is the study to run, with the scenarios that the findings need.
func evidenceOf(o ValidationOptions) (*study.Study, error) {
	study := o.Study
	if study == nil {
		var err error
		if study, err = EvidenceStudy(); err != nil {
			return nil, err
		}
	}
	needed := map[string]bool{}
	for i := range o.Findings {
		for _, name := range o.Findings[i].Scenarios {
			needed[name] = true
		}
	}
	own := *study
	own.Scenarios = nil
	for _, s := range study.Scenarios {
		if needed[s.Name] {
			own.Scenarios = append(own.Scenarios, s)
		}
	}
	if len(own.Scenarios) == 0 {
		return nil, noneOf(slices.Sorted(maps.Keys(needed)), study)
	}
	if o.Seed != nil {
		own.Seed = *o.Seed
	}
	if o.Patients != 0 {
		own.Population.Patients = o.Patients
	}
	return &own, nil
}

// NoScenario is the error of findings that name scenarios of which the study has none.
type NoScenario struct{ what string }

func (e *NoScenario) Error() string { return e.what }

func noneOf(needed []string, of *study.Study) error {
	var known, told []string
	for i := range of.Scenarios {
		known = append(known, of.Scenarios[i].Name)
	}
	for _, name := range needed {
		told = append(told, strconv.Quote(name)+data.NearestOrAll(name, known))
	}
	return &NoScenario{"the study has none of the scenarios that the findings name: " + strings.Join(told, ", ")}
}

// scoreRun reads a finished run and scores it.
func scoreRun(dir string, o ValidationOptions) (*Validation, error) {
	manifest, err := run.ReadManifest(dir)
	if err != nil {
		return nil, err
	}
	run, err := data.Read(dir)
	if err == nil {
		err = run.Whole()
	}
	if err != nil {
		return nil, err
	}
	card, err := analysis.ScoreRun(run, o.Findings, o.Scored)
	if err != nil {
		return nil, err
	}
	v := &Validation{EngineVersion: manifest.Version, Source: "run", Dir: dir, Seed: &manifest.Seed, Scorecard: card}
	if len(manifest.Scenarios) > 0 {
		v.Patients = manifest.Scenarios[0].Patients * manifest.Scenarios[0].Replications
	}
	return v, nil
}

// scoreTables reads a user's own tables and scores them as one scenario.
func scoreTables(o ValidationOptions) (*Validation, error) {
	scenario := o.Scenario
	if scenario == "" {
		scenario = RoutineCare
	}
	d, err := data.ReadCSV(*o.Tables)
	if err != nil {
		return nil, err
	}
	card := analysis.Score(o.Findings, func(name string) (*data.Data, error) {
		if name != scenario {
			return nil, fmt.Errorf("%w: %q (the tables stand for %q)", data.ErrNoScenario, name, scenario)
		}
		return d, nil
	})
	return &Validation{EngineVersion: EngineVersion, Source: "tables", Patients: int64(d.Len()), Notes: d.Notes, Scorecard: card}, nil
}
