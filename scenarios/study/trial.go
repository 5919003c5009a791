package study

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
)

// What a trial sets out to claim.
const (
	ClaimSuperiority    = "superiority"
	ClaimNonInferiority = "noninferiority"
	ClaimEquivalence    = "equivalence"
)

// How p values of three arms are corrected for their number.
const (
	CorrectionHolm       = "holm"
	CorrectionBonferroni = "bonferroni"
	CorrectionDunnett    = "dunnett"
)

// What a trial of three arms must find.
const (
	WinsAny = "any" // at least one arm that differs from the first
	WinsAll = "all" // both
)

// How the error is spent over looks at a trial.
const (
	SpendingOBrienFleming = "obrien-fleming"
	SpendingPocock        = "pocock"
)

// The words that there are.
var (
	Claims      = []string{ClaimSuperiority, ClaimNonInferiority, ClaimEquivalence}
	Corrections = []string{CorrectionHolm, CorrectionBonferroni, CorrectionDunnett}
	WinWords    = []string{WinsAny, WinsAll}
	Spendings   = []string{SpendingOBrienFleming, SpendingPocock}

	// Estimators are the tests of whatever is detected; which of them there are for an outcome,
	// and what can be done about those who left, the power analysis says.
	Estimators = []string{"mmrm", "ancova", "mixed", "t-test", "centred", "detrended", "anova", "means", "weighted"}
	Missings   = []string{"complete", "locf", "failure"}
)

// Bounds of a trial.
const (
	MaxAllocation = 20
	MaxAttrition  = 0.9
	MaxMargin     = 50.0
	MaxAlpha      = 0.5 // of which it is less
	maxLooks      = 10
)

// Trial is how a study would be tested as a randomised trial, for power analysis: the
// flags of that command of the same names, which go before it. Nothing of it changes
// a run.
type Trial struct {
	Compare    []string  `json:"compare,omitempty" jsonschema:"minItems=2,maxItems=3" jsonschema_description:"Scenarios of the arms, the one that others are held against first."`
	Outcome    string    `json:"outcome,omitempty" jsonschema_description:"Name of the outcome, such as phq9_last, response or phq9_week_16."`
	Estimator  string    `json:"estimator,omitempty" jsonschema_description:"Test of each trial."`
	Missing    string    `json:"missing,omitempty" jsonschema_description:"What is done about patients who left."`
	Arms       string    `json:"arms,omitempty" jsonschema_description:"Whom therapists treat: nested or crossed."`
	Claim      string    `json:"claim,omitempty" jsonschema_description:"What the trial sets out to claim."`
	Margin     float64   `json:"margin,omitempty" jsonschema_description:"Margin of non-inferiority or equivalence, in units of the outcome or as a difference of shares."`
	Sided      int       `json:"sided,omitempty" jsonschema_description:"One- or two-sided test."`
	Alpha      float64   `json:"alpha,omitempty" jsonschema_description:"Error of the test; 0.05 where nothing is said."`
	Power      float64   `json:"power,omitempty" jsonschema_description:"Wanted power, above alpha; 0.8 where nothing is said."`
	Allocation []int64   `json:"allocation,omitempty" jsonschema_description:"Ratio of the patients of the arms, such as [2, 1]."`
	Correction string    `json:"correction,omitempty" jsonschema_description:"Correction for two comparisons with the first of three arms."`
	Wins       string    `json:"wins,omitempty" jsonschema_description:"What a trial of three arms must find: any difference or all."`
	Covariates []string  `json:"covariates,omitempty" jsonschema_description:"What the test adjusts for: columns of the table patients known before treatment, or none."`
	Attrition  []float64 `json:"attrition,omitempty" jsonschema_description:"Share of patients lost to those who assess, beyond the model's dropout: of all arms, or of each."`
	Looks      []float64 `json:"looks,omitempty" jsonschema_description:"Shares of the patients at which the trial is looked at; the last is 1."`
	Spending   string    `json:"spending,omitempty" jsonschema_description:"How alpha is spent over the looks."`
}

// What is wanted of error and power.
var (
	wantAlpha = fmt.Sprintf("want above 0 and below %g", MaxAlpha)
	wantPower = "want above 0 and below 1"
)

// CheckLooks says what is wrong with looks: they ascend, above 0, to 1.
func CheckLooks(looks []float64) error {
	if len(looks) > maxLooks {
		return fmt.Errorf("%d: want at most %d", len(looks), maxLooks)
	}
	for i, t := range looks {
		if !(t > 0 && t <= 1) || i > 0 && t <= looks[i-1] {
			return fmt.Errorf("%g: want ascending shares of the patients above 0, the last 1", t)
		}
	}
	if looks[len(looks)-1] != 1 {
		return errors.New("the last must be 1, when all patients are known")
	}
	return nil
}

// check reports what is wrong with a trial that can be told without the analysis:
// names of outcomes, tests and covariates are the analysis's to know, but for the week.
func (t *Trial) check(at keyPath, s *Study, faults *faultList) {
	t.checkArms(at, s, faults)
	for _, w := range []struct {
		key, word string
		words     []string
	}{{"estimator", t.Estimator, Estimators}, {"missing", t.Missing, Missings},
		{"arms", t.Arms, []string{"nested", "crossed"}}, {"claim", t.Claim, Claims}, {"correction", t.Correction, Corrections},
		{"wins", t.Wins, WinWords}, {"spending", t.Spending, Spendings}} {
		if w.word != "" {
			checkWord(at.key(w.key), w.word, w.words, faults)
		}
	}
	t.checkNumbers(at, faults)
	checkText(at.key("outcome"), t.Outcome, maxTitle, false, faults)
	t.checkWeek(at.key("outcome"), s.Assessments.Weeks, faults)
	for i, name := range t.Covariates {
		checkText(at.key("covariates").item(i), name, maxTitle, false, faults)
	}
}

// checkArms reports arms that the study does not have, and lists that are not of as many.
func (t *Trial) checkArms(at keyPath, s *Study, faults *faultList) {
	var names []string
	for i := range s.Scenarios {
		names = append(names, named(s.Scenarios[i].Name))
	}
	arms := len(t.Compare)
	if arms != 0 && (arms < 2 || arms > 3) {
		faults.add(at.key("compare"), strconv.Itoa(arms), "want two or three scenarios", "")
	}
	if arms > 0 && len(names) == 0 && s.Design != nil { // else it is told that there are none
		faults.add(at.key("compare"), "", "the study has no scenarios to compare", "list them under scenarios")
	}
	for i, name := range t.Compare {
		here := at.key("compare").item(i)
		if checkWord(here, name, names, faults); slices.Contains(t.Compare[:i], name) {
			faults.add(here, name, "said twice", "")
		}
	}
	for _, list := range []struct {
		key     string
		n, less int
	}{{"allocation", len(t.Allocation), arms}, {"attrition", len(t.Attrition), 1}} {
		if arms > 0 && list.n > 0 && list.n != arms && list.n != list.less {
			faults.add(at.key(list.key), strconv.Itoa(list.n), fmt.Sprintf("want one number for each of the %d scenarios of compare", arms), "")
		}
	}
}

// checkNumbers reports numbers out of range; 0 is one that is not said.
func (t *Trial) checkNumbers(at keyPath, faults *faultList) {
	if t.Margin < 0 || t.Margin > MaxMargin {
		faults.add(at.key("margin"), formatNumber(t.Margin), fmt.Sprintf("want above 0, at most %g", MaxMargin), "")
	}
	if t.Alpha < 0 || t.Alpha >= MaxAlpha {
		faults.add(at.key("alpha"), formatNumber(t.Alpha), wantAlpha, "")
	}
	if t.Power < 0 || t.Power >= 1 {
		faults.add(at.key("power"), formatNumber(t.Power), wantPower, "")
	} else if t.Power != 0 && t.Power <= t.Alpha {
		faults.add(at.key("power"), formatNumber(t.Power), "want above alpha, "+formatNumber(t.Alpha), "")
	}
	if t.Sided != 0 {
		checkWhole(at.key("sided"), int64(t.Sided), sidedRange, faults)
	}
	for i, r := range t.Allocation {
		checkWhole(at.key("allocation").item(i), r, allocationRange, faults)
	}
	for i, a := range t.Attrition {
		if !(a >= 0 && a <= MaxAttrition) {
			faults.add(at.key("attrition").item(i), formatNumber(a), fmt.Sprintf("want 0 to %g, a share of the arm", MaxAttrition), "")
		}
	}
	if len(t.Looks) > 0 {
		if err := CheckLooks(t.Looks); err != nil {
			faults.add(at.key("looks"), "", err.Error(), "")
		}
	}
}

// outcomeWeek is the week at the end of an outcome's name: at which, or up to which, it is known.
var outcomeWeek = regexp.MustCompile(`(?:_week|^weeks_[a-z_]+)_(\d+)$`)

// checkWeek reports an outcome at a week in which nobody is asked.
func (t *Trial) checkWeek(at keyPath, asked []int, faults *faultList) {
	found := outcomeWeek.FindStringSubmatch(t.Outcome)
	if found == nil {
		return
	}
	var weeks []string
	for _, week := range asked {
		weeks = append(weeks, strconv.Itoa(week))
	}
	if !slices.Contains(weeks, found[1]) && !slices.Contains(asked, 0) { // 0: could not be read
		hint := "say when everybody is asked: assessments: {weeks: [" + found[1] + "]}"
		if len(weeks) > 0 {
			hint = "everybody is asked in the weeks " + list(weeks) + "; assessments: {weeks: …} names others"
		}
		faults.add(at, t.Outcome, "nobody is asked in week "+found[1], hint)
	}
}
