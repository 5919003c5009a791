package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"rapport/analysis/explore/power"
	"rapport/analysis/plots"
	"rapport/scenarios/study"
)

// powerCommand holds the flags of `rapport power`.
type powerCommand struct {
	overrides            study.Overrides
	options              power.Options
	sizes                []int64
	fixed                [4]*int64 // patients, therapists, caseload, sessions
	resume               bool
	between, contrast    string
	trials               *int
	workers              workers
	plausible            *int
	setsFrom             string
	sets                 *study.ParameterSets
	out                  string
	force, asJSON, quiet bool
}

// What a power analysis writes into its folder.
const (
	powerFile   = "power.json"
	trialsFile  = "power.csv"
	figureInSVG = "power.svg"
	figureInPNG = "power.png"

	trialsMade = "power.journal.jsonl" // what --resume goes on from
)

func newPower() *cobra.Command {
	var k powerCommand
	c := &cobra.Command{
		Use:   "power STUDY",
		Short: "say how large a study must be to detect an effect",
		Long:  powerHelp,
		Example: `  rapport power length-of-treatment --compare eight,sixteen
  rapport power evidence --compare waitlist,cbt --outcome response_week_16
  rapport power evidence --compare waitlist,cbt --vary therapists --caseload 8 --power 0.9
  rapport power routine-care --detect within --estimator detrended --sessions 24
  rapport power routine-care --detect therapists --vary therapists --caseload 20
  rapport power repair-training --compare as-usual,trained --sizes 200,400,800 --trials 2000
  rapport power length-of-treatment --compare sixteen,eight --claim noninferiority --margin 2 --sided 1 --alpha 0.025
  rapport power repair-training --compare as-usual,trained,supervised --allocation 2,1,1 --correction dunnett
  rapport power repair-training --compare as-usual,trained --plausible 24
  rapport power length-of-treatment --looks 0.5,1 --spending obrien-fleming --attrition 0.15`,
		Args: exactly(1, "STUDY"),
		RunE: func(c *cobra.Command, args []string) error { return k.run(c, args[0]) },
	}
	k.flags(c.Flags())
	return withMethods(c, power.Methods)
}

// fixedNames are the flags that fix what does not vary.
var fixedNames = [4]string{"patients", "therapists", "caseload", "sessions"}

func (k *powerCommand) flags(f *pflag.FlagSet) {
	o := &k.options
	f.StringVar(&o.Detect, "detect", power.PowerContrast, "`what` to detect: contrast, differences, strategies, within or therapists")
	f.StringSliceVar(&o.Scenarios, "compare", nil, "`scenarios` of the two arms, or the one scenario (default the study's first)")
	f.StringArrayVar(&o.Strategies, "strategy", nil, "a `strategy` of a scenario that randomises, such as \"first=stay, second=twice\"; twice (default its first and last)")
	f.StringVar(&k.contrast, "contrast", "", "`name` of a contrast of the study, for --detect differences")
	f.StringVar(&o.Outcome, "outcome", "", "`name` of the outcome (default the PHQ-9 of everybody at the last week within the planned treatment;\nof therapists, phq9_last): phq9_last, response, remission, dropout, sessions_held, wai_patient_5, at a week\nof the study phq9_week_16, response_week_16, remission_week_16, reliable_improvement_week_16, relapse_week_52, weeks_well_52,\nweeks_to_remission_52, weeks_to_leaving_52 …, of an instrument ors_week_16, ors_last, ors_recovery_week_16 …")
	f.StringVar(&o.Measure, "measure", "wai_patient", "`score` of the alliance, for --detect within")
	f.StringVar(&o.Estimator, "estimator", "", "`test` of each trial (default ancova, of phq9_last mmrm; centred or anova, by --detect)")
	f.StringVar(&o.Missing, "missing", "", "`way` with patients who left: complete, locf or failure")
	f.StringVar(&o.Arms, "arms", power.ArmsNested, "`nested`: each therapist treats patients of one arm; crossed: of both")
	f.Float64Var(&o.Power, "power", 0.8, "wanted `share` of trials that find the effect")
	f.Float64Var(&o.Alpha, "alpha", 0.05, "`error` of each test")
	f.StringVar(&o.Claim, "claim", "", "`what` trials set out to claim: superiority (default), noninferiority or equivalence")
	f.Float64Var(&o.Margin, "margin", 0, "`margin` of noninferiority or equivalence, in units of the outcome or as a difference of shares")
	f.IntVar(&o.Sided, "sided", 0, "1 or 2 `sides` of the test (default 2)")
	f.Int64SliceVar(&o.Allocation, "allocation", nil, "`ratio` of the arms' patients, such as 2,1 (default equal arms)")
	f.Lookup("allocation").DefValue = ""
	f.StringVar(&o.Correction, "correction", "", "`way` with p values of three arms: holm (default), bonferroni or dunnett")
	f.StringVar(&o.Wins, "wins", "", "what trials of three arms must find: `any` difference from the first (default) or all")
	f.StringSliceVar(&o.Covariates, "covariates", nil, "`columns` known before treatment that the test adjusts for, or none (default phq9_entry)")
	f.Float64SliceVar(&o.Attrition, "attrition", nil, "`share` of patients lost to those who assess, beyond the model's dropout; or one for each arm")
	f.Lookup("attrition").DefValue = ""
	f.Float64SliceVar(&o.Looks, "looks", nil, "`shares` of the patients at which trials are looked at, such as 0.5,1 (default at the end alone)")
	f.Lookup("looks").DefValue = ""
	f.StringVar(&o.Spending, "spending", "", "`way` to spend alpha over the looks: obrien-fleming (default) or pocock")
	f.StringVar(&o.Vary, "vary", power.VaryPatients, "`what` to find the size of: patients, therapists or sessions")
	f.StringVar(&k.between, "between", "", "search from `LOW:HIGH` only (default 20:5000 patients, 4:400 therapists, 4:60 sessions)")
	f.Int64SliceVar(&k.sizes, "sizes", nil, "simulate these `sizes` and search for none")
	f.Lookup("sizes").DefValue = ""
	for i, name := range fixedNames {
		f.Var(whole[int64]{&k.fixed[i]}, name, []string{"patients in all arms, where they do not vary (default 200)",
			"therapists in all arms, where they do not vary (default as caseloads give)",
			"patients of each therapist (default as in the study)", "planned sessions (default as in the study)"}[i])
	}
	f.Var(whole[int]{&k.trials}, "trials", "simulated trials of each step and size (default 500)")
	f.Float64Var(&o.Precision, "precision", 0.05, "half-width of the answer's interval at which the search ends, as a `share` of the answer")
	f.Var(whole[uint64]{&k.overrides.Seed}, "seed", "seed of all luck")
	f.StringArrayVar(&k.overrides.Set, "set", nil, "parameter=`value` in every scenario; repeatable (rapport params lists them)")
	f.Var(whole[int]{&k.plausible}, "plausible", "what the size found is worth under so many of the plausible sets that ship")
	f.StringVar(&k.setsFrom, "plausible-from", "", "take the sets from this `file`, the record of a search of your own (plausible.json)")
	f.StringVar(&k.out, "out", "", "`folder` of the results (default runs/power-STUDY-DETECT)")
	k.workers.flag(f, "trials")
	f.BoolVar(&k.force, "force", false, "replace the analysis in the folder")
	f.BoolVar(&k.resume, "resume", false, "go on with the analysis that was stopped in the folder, or tell the one that is finished")
	f.BoolVar(&k.asJSON, "json", false, "print one JSON document")
	f.BoolVar(&k.quiet, "quiet", false, "print no progress and no result")
}

func (k *powerCommand) run(c *cobra.Command, which string) error {
	if err := fromEnvironment(c, map[string]string{"workers": envWorkers, "quiet": envQuiet}); err != nil {
		return err
	}
	name, err := k.prepare(c.Flags(), which)
	if err != nil {
		return err
	}
	dir := cmpText(k.out, filepath.Join("runs", fmt.Sprintf("power-%s-%s", name, k.options.Detect)))
	folder := &results{dir: dir, what: "an analysis", files: []string{powerFile, trialsFile, figureInSVG, figureInPNG},
		signs: []string{`"command": "rapport power `, `{"analysis":"`}, journal: trialsMade,
		journalled: true, resume: k.resume, force: k.force}
	defer folder.close()
	if err := folder.ready(); err != nil {
		return err
	}
	k.options.Journal = filepath.Join(dir, trialsMade)
	if err := k.begun(); err != nil {
		return err
	}
	k.options.Command = commandLine(c, which)
	told := newStatusLine(c.ErrOrStderr(), k.quiet)
	k.options.Progress = trialProgress(told)
	found, err := power.Detect(c.Context(), k.options)
	if err == nil && k.sets != nil {
		err = found.UnderSets(c.Context(), k.options, k.sets, *k.plausible)
	}
	told.close()
	if err != nil {
		if errors.Is(err, power.ErrOtherJournal) {
			return &failure{codeInput, err, "give the options of that analysis, or replace it with --force"}
		}
		if fault := (*fs.PathError)(nil); c.Context().Err() == nil && !errors.As(err, &fault) {
			_ = os.Remove(k.options.Journal) // there is no answer, so nothing to go on with
		}
		_ = os.Remove(dir) // an empty folder alone
		return folder.explain(c.Context(), err)
	}
	figure := plots.Power(powerMaterial(found))
	err = folder.write(result{trialsFile, found.WriteCSV}, result{figureInSVG, figure.WriteSVG},
		result{figureInPNG, figure.WritePNG}, result{powerFile, found.WriteJSON})
	if err != nil {
		return err
	}
	return k.tell(c.OutOrStdout(), dir, found)
}

// begun looks for an analysis that was stopped: it is gone on with, or replaced, only
// where that is said.
func (k *powerCommand) begun() error {
	dir := filepath.Dir(k.options.Journal)
	_, finished := os.Stat(filepath.Join(dir, powerFile))
	switch _, err := os.Stat(k.options.Journal); {
	case k.resume && errors.Is(err, fs.ErrNotExist) && finished == nil: // it may be another than this one
		return badInput("replace it with --force, or choose another folder with --out", "%s holds an analysis that has lost %s", dir, trialsMade)
	case k.resume, errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return err
	case k.force:
		return os.Remove(k.options.Journal)
	}
	return &failure{codeInput, fmt.Errorf("%s holds an analysis that was stopped", dir), "go on with it by --resume, or replace it with --force"}
}
