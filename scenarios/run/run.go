package run

import (
	"context"
	"fmt"
	"runtime"
	"time"

	"rapport/scenarios/population"
	"rapport/scenarios/study"
	"rapport/sim/record"
)

// Options say how a study is run. None of them changes what is written, but for
// Shard, which chooses a share of it.
type Options struct {
	Dir       string         // the run folder: new, empty or, with Overwrite or Resume, holding a run
	Workers   int            // blocks simulated at once; 0 for one to a core
	Overwrite bool           // replace the run that Dir holds
	Resume    bool           // continue the run that Dir holds; begin one if Dir is new or empty
	Passing   bool           // whoever asks removes Dir at the end: nothing can go on there
	Shard     Shard          // the share to run; the zero value is the whole
	Progress  func(Progress) // called once the folder is taken and after each block, never twice at once; may be nil
}

// Progress counts courses.
type Progress struct {
	Done   int64 // simulated and written, now or before a resumption
	Failed int64 // in blocks that panicked
	Total  int64 // planned for this shard, over all scenarios
}

// Run simulates every scenario of the study in parallel and writes the run into
// opts.Dir. It returns the manifest that it wrote.
//
// The files have the same bytes for any number of workers, and however often
// the run was stopped and resumed. Memory is bounded by the number of workers,
// not by the number of patients.
//
// Errors: what is wrong with the study ([study.Faults]) or the folder, before anything
// is simulated; [*Interrupted] if ctx ends; [*Failed], together with a manifest,
// if blocks panicked; else what kept a file from being written. Errors that a
// user can do something about have a method Hint.
func Run(ctx context.Context, s *study.Study, opts Options) (*Manifest, error) {
	arms, resolved, err := resolvedArms(s)
	if err != nil {
		return nil, err
	}
	return runArms(ctx, arms, resolved, shippedLayout, opts)
}

// courses is a stretch of courses that can be simulated block by block.
type courses interface {
	Courses() int64
	// Stream fills in the columns of courses [from, to), the same whatever the blocks, and
	// calls drain now and then, which may take rows away. It ends at drain's first error.
	Stream(columns *record.Columns, from, to int64, drain func() error) error
}

// arm is a scenario of a run.
type arm struct {
	about ManifestScenario
	courses
	cut cut
}

func newArm(s *population.Simulation, parameters []study.Assignment) *arm {
	return &arm{courses: s, about: ManifestScenario{
		Name: s.Scenario, Seed: s.Seed, Patients: s.Patients, Replications: int64(s.Replications),
		Record: s.Record, Weeks: append([]int{}, s.Weeks...), Parameters: parameters,
	}}
}

// course names the i-th course of the arm.
func (a *arm) course(i int64) CourseID {
	patients := max(1, a.about.Patients)
	return CourseID{Replication: i / patients, Patient: i % patients}
}

// runArms is Run, once the study is resolved.
func runArms(ctx context.Context, arms []*arm, resolved []byte, layout Layout, opts Options) (*Manifest, error) {
	started := time.Now()
	if opts.Workers <= 0 {
		opts.Workers = runtime.GOMAXPROCS(0)
	}
	if err := checkRun(arms, opts); err != nil {
		return nil, err
	}
	place(arms, layout)
	if err := checkShare(arms, opts.Shard); err != nil {
		return nil, err
	}
	folder, err := openFolder(opts.Dir, opts.Overwrite, opts.Resume)
	if err != nil {
		return nil, err
	}
	defer folder.close()
	e := &execution{folder: folder, arms: arms, opts: opts, want: identity(resolved, layout, opts.Shard), resolved: resolved}
	e.plan()
	if whole, err := e.begin(); whole != nil || err != nil {
		return whole, err
	}
	if err := e.simulate(ctx); err != nil {
		return nil, err
	}
	return e.conclude(started)
}

func checkRun(arms []*arm, opts Options) error {
	if opts.Dir == "" {
		return refuse("a run needs a folder", "")
	}
	s := opts.Shard
	if s.Index < 0 || s.Count < 0 || s.Index >= max(1, s.Count) {
		return refuse(fmt.Sprintf("shard %d of %d: want an index from 0 to one less than the count", s.Index, s.Count), "")
	}
	seen := map[string]bool{}
	for _, a := range arms {
		switch name := a.about.Name; {
		case !study.ScenarioName.MatchString(name):
			return refuse(fmt.Sprintf("scenario %q: want lower-case letters, digits and hyphens", name), "")
		case seen[name]:
			return refuse(fmt.Sprintf("scenario %s twice", name), "")
		default:
			seen[name] = true
		}
		if a.Courses() <= 0 {
			return refuse(fmt.Sprintf("scenario %s has no patients", a.about.Name), "")
		}
	}
	if len(arms) == 0 {
		return refuse("the study has no scenarios", "")
	}
	return nil
}

// maxParts is how many files of a table a run may have in a scenario: more courses
// than that no machine simulates in a year.
const maxParts = 1 << 22

// checkShare says whether the run, or its share, can be at all: a shard is made of
// whole blocks, so there are no more shards than blocks.
func checkShare(arms []*arm, s Shard) error {
	all := int64(0)
	for _, a := range arms {
		all += a.cut.blocks()
		if n := a.cut.partCount(s); n > maxParts {
			return refuse(fmt.Sprintf("scenario %s has %d courses: more than can be run", a.about.Name, a.Courses()),
				"ask for fewer patients or replications, or divide the run with --shard i/n")
		}
	}
	if int64(s.Count) > max(1, all) {
		blocks := "1 block"
		if all > 1 {
			blocks = fmt.Sprintf("%d blocks", all)
		}
		return refuse(fmt.Sprintf("shard %d of %d: a shard is made of whole blocks of courses, and the study has %s", s.Index, s.Count, blocks),
			fmt.Sprintf("divide it into at most %d, or do not divide it", all))
	}
	return nil
}
