package power

import (
	"math/rand/v2"

	"rapport/analysis"
	"rapport/analysis/data"
	"rapport/scenarios/population"
	"rapport/scenarios/study"
)

// What a power analysis asks whether a study would detect.
const (
	PowerContrast   = "contrast"   // the difference of two scenarios in a randomised trial
	PowerWithin     = "within"     // the effect of a patient's alliance on the patient's next symptoms
	PowerTherapists = "therapists" // that therapists differ in outcome

	PowerDifferences = "differences" // that two differences between scenarios differ
	PowerStrategies  = "strategies"  // the difference of two strategies that a scenario randomises to
)

// What a power analysis varies.
const (
	VaryPatients   = "patients"
	VaryTherapists = "therapists"
	VarySessions   = "sessions"
)

// Whom therapists treat in a trial of two scenarios.
const (
	ArmsNested  = "nested"  // patients of one arm
	ArmsCrossed = "crossed" // patients of both
)

// The tests.
const (
	estimateMMRM      = "mmrm"      // all assessments until patients left; see [powerSeries.sequence]
	estimateANCOVA    = "ancova"    // [powerSample.ancova]
	estimateMixed     = "mixed"     // [powerSample.mixed]
	estimateTTest     = "t-test"    // [powerSample.welch]
	estimateCentred   = "centred"   // [analysis.CrossLag]
	estimateDetrended = "detrended" // the same without each patient's own line
	estimateF         = "anova"     // [powerSample.therapistsDiffer]
	estimateMeans     = "means"     // [powerSample.differ]
	estimateWeighted  = "weighted"  // [Options.strategies]
)

// powerEstimators lists the tests by what they detect, the default first.
var powerEstimators = map[string][]string{
	PowerContrast:   {estimateMMRM, estimateANCOVA, estimateMixed, estimateTTest},
	PowerWithin:     {estimateCentred, estimateDetrended},
	PowerTherapists: {estimateF},

	PowerDifferences: {estimateMeans},
	PowerStrategies:  {estimateWeighted},
}

const (
	maxSteps       = 30        // of a search
	fixedPatients  = 200       // of a trial, where therapists or sessions vary
	fewestSessions = 4         // for an effect within patients
	largestNumber  = 100_000   // of anything that is counted
	largestTrial   = 2_000_000 // sessions; some 400 bytes each, in every worker
)

// Options of [Detect]. The zero value of each field takes its default.
type Options struct {
	Study      *study.Study // must be given
	Detect     string       // "": PowerContrast
	Scenarios  []string     // two for a contrast, four for a difference of differences (the second less the first, less the fourth less the third), else one; nil: the first of the study
	Strategies []string     // two, such as "first=a, second=b", for PowerStrategies; nil: the first and the last that the scenario contains
	Outcome    string       // "": phq9_last
	Estimator  string       // "": the first that there is for the outcome
	Missing    string       // "": the first that there is for the outcome and test
	Arms       string       // "": ArmsNested

	Claim      string    // "": superiority; see [Options.judge]
	Margin     float64   // of non-inferiority and equivalence, in units of the outcome, above 0
	Sided      int       // 0: 2
	Allocation []int64   // ratio of the arms' patients; nil: equal arms
	Correction string    // for three arms; "": Holm's
	Wins       string    // what trials of three arms must find; "": any of the two differences
	Covariates []string  // nil: phq9_entry; "none" alone: none
	Attrition  []float64 // share lost to those who assess beyond the model's dropout, of all or of each arm
	Looks      []float64 // shares of patients at which the trial is looked at, the last 1; nil: once
	Spending   string    // of alpha over the looks; "": O'Brien and Fleming's type

	Measure string // alliance score for PowerWithin; "": wai_patient

	Power     float64 // wanted share of trials that find the effect; 0: 0.8
	Alpha     float64 // error of the test; 0: 0.05
	Trials    int     // of a step of the search, and of each other size; 0: 500
	Precision float64 // half-width of the interval of the answer, as a share of it; 0: 0.05

	Vary       string  // "": VaryPatients
	From, To   int64   // sizes searched; 0: defaults that go with Vary
	Sizes      []int64 // these sizes instead of a search
	Patients   int64   // in all arms, where they do not vary; 0: 200, or as caseloads give where therapists vary
	Therapists int64   // in all arms, where they do not vary; 0: as caseloads give
	Caseload   int64   // patients of a therapist; 0: as in the study
	Sessions   int64   // planned; 0: as in the study

	Seed     uint64              // 0: that of the study
	Workers  int                 // trials at once; 0: one to a core. Changes no result
	Command  string              // recorded as what ran the analysis
	Journal  string              // file of the trials that are made, from which a later call goes on; "": none
	Progress func(PowerProgress) // called after every trial, never twice at once; may be nil

	templates []*population.Simulation // the scenarios as the study has them
	outcome   powerOutcome
	better    int                  // 1: a high outcome is well, -1: ill, 0: neither in itself
	binary    bool                 // the outcome is yes or no
	plans     [2]map[string]string // the strategies: an arm for each point
	adjusts   adjustment
	looks     []Look
	yes       []float64 // of a yes or no, its share in each arm where there is nothing to find
}

// nested says that therapists treat patients of one arm.
func (o *Options) nested() bool {
	return o.Detect == PowerDifferences || o.Detect == PowerContrast && o.Arms == ArmsNested
}

// test is what the analyst of the trial finds.
func (o *Options) test(trial []trialArm, t int64, null bool) verdict {
	switch {
	case o.Detect == PowerWithin:
		v := o.within(trial[0])
		v.hit = v.ok && v.p < o.Alpha
		return v
	case o.Detect == PowerTherapists:
		s := o.outcome.sample(trial, o.Missing, false, adjustment{})
		if null { // patients dealt anew: therapists cannot differ
			deal := rand.New(rand.NewPCG(o.Seed, uint64(t)))
			deal.Shuffle(len(s.cluster), func(i, j int) { s.cluster[i], s.cluster[j] = s.cluster[j], s.cluster[i] })
		}
		v := s.therapistsDiffer()
		v.hit = v.ok && v.p < o.Alpha
		return v
	case o.Detect == PowerDifferences:
		v := o.outcome.sample(trial, o.missingOr(missingComplete), true, adjustment{}).differ()
		v.hit = v.ok && v.p < o.Alpha
		return v
	case o.Detect == PowerStrategies:
		v := o.strategies(trial[0])
		v.hit = v.ok && v.p < o.Alpha
		return v
	case o.looks != nil:
		return o.sequential(trial, t, null)
	case len(trial) > 2:
		return o.several(trial, t, null)
	}
	return o.pair(trial, 1, t, null)
}

// within tests the effect of the alliance on the next symptoms as [analysis.CrossLag]
// estimates it, by Student's t with the patients less one as degrees of freedom.
func (o *Options) within(arm trialArm) verdict {
	r := analysis.CrossLag(arm.data, analysis.LagQuery{Direction: analysis.AllianceToSymptoms, Alliance: data.Measure(o.Measure),
		Window: data.Span{From: 1, To: arm.planned}, MinAnswers: 3, Detrend: o.Estimator == estimateDetrended})
	return byT(r.Value, r.SE, float64(r.N-1), r.N)
}
