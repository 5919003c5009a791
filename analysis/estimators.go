package analysis

import (
	_ "embed"
	"slices"
	"strings"

	"rapport/analysis/data"
)

// EstimatorInfo describes an estimator that findings can name.
type EstimatorInfo struct {
	Name        string     `json:"name"`
	Description string     `json:"description"`
	Scenarios   []string   `json:"scenarios"` // role of each scenario it takes, in order
	Arguments   []Argument `json:"arguments"`
	Columns     []string   `json:"columns"` // table.column that it reads, beside those named by measures
}

// Defined is an EstimatorInfo with how it computes, of whom, after whom, and its traps, as Markdown.
type Defined struct {
	EstimatorInfo
	Definition string `json:"definition"`
}

// estimator is an EstimatorInfo with the function behind it.
type estimator struct {
	EstimatorInfo
	run func(a arguments, d []*data.Data) Result
}

// checks says that the estimator has checks of its own for a direction.
func (e *estimator) checks() bool {
	switch e.Name {
	case "ceiling", "rupture_report_order", "rupture_kinds", "recognition_effect", "agreeableness_path", "transfer_drop",
		"last_skewness", "log_curve", "slope_by_outcome", "first_factor", "item_total", "scale_alpha", "scale_r":
		return true
	}
	return false
}

// Estimators lists every estimator by name, for `rapport validate --estimators`
// and the documentation.
func Estimators() []Defined {
	out := make([]Defined, len(estimators))
	for i := range estimators {
		e := &estimators[i].EstimatorInfo
		out[i] = Defined{*e, definitionOf(e)}
	}
	slices.SortFunc(out, func(a, b Defined) int { return strings.Compare(a.Name, b.Name) })
	return out
}

// estimatorsPage is made from the tables and from the comments of the functions behind them,
// which alone hold the definitions.
//
//go:embed ESTIMATORS.md
var estimatorsPage string

const (
	listBegins     = "## The list\n\n"
	estimatorsHead = `# Estimators

Findings name these, with their arguments; how often their intervals hold was counted ([coverage](coverage/coverage.md)).
Each is computed once more, in pandas, by these words alone (` + "`analysis/python/tests/test_estimators.py`" + `).
Made from the code by ` + "`go test ./analysis -run EstimatorList -update`" + `.

## How a finding is judged

` + "`rapport validate`" + ` computes the value of a finding by its estimator, and from the standard error SE of simulating so many patients a 95 %
interval:

- SE comes from how G = 32 groups of whole caseloads differ (of clinics, where these have something in common; of patients, where
  there are no therapists), dealt to groups in turn, the same patients in the same group of every scenario. With fewer
  caseloads each is a group. Of fewer than 10,000 courses, and where a group alone has no value, groups are left out in
  turn (Kott 2001, J Off Stat 17:521-526), else they are taken alone (Wolter 2007, Introduction to Variance Estimation, ch. 2):

        SE² = (G − 1)/G · Σ (θ without g − mean)²        SE² = 1/(G(G − 1)) · Σ (θ of g − mean)²

- The interval is value ± t·SE, with Student's t and G − 1 degrees of freedom; of a correlation on Fisher's scale, of a ratio on
  that of its logarithm, of a share the score interval (Wilson 1927, J Am Stat Assoc 22:209-212) of as many patients as
  would give that SE, at t.
- Runs of more than 40,000 courses to a scenario are scored in parts of 10·√n courses, at most a 32nd of them. The value is then
  the mean over parts, weighted by what entered them, and SE comes from how they differ.

The verdict looks at the whole interval: *inside* (of a direction: *holds*) where all of it is accepted, *missed* where none of it is, and
*cannot tell* between. A direction also asks for its checks, each of a margin above 0 with an interval of its own. A *note* asks nothing.
What the data allow no value of is *not testable*; where they lack a scenario or a column, the finding is *skipped*.

` + listBegins
	titleBegins = "### `"
	scenariosOf = "Scenarios: " // begins the paragraph behind a definition
)

// Methods says how findings are judged, in Markdown.
func Methods() string {
	_, judged, _ := strings.Cut(estimatorsHead, "\n## ")
	return "# " + strings.TrimSuffix(judged, "\n"+listBegins)
}

func estimatorTitle(name string) string { return titleBegins + name + "`\n\n" }

// EstimatorDoc is the list of these estimators as Markdown.
func EstimatorDoc(names ...string) string {
	var b strings.Builder
	for _, name := range names {
		_, text, _ := strings.Cut(estimatorsPage, estimatorTitle(name))
		text, _, _ = strings.Cut(text, titleBegins)
		b.WriteString(estimatorTitle(name) + text)
	}
	return b.String()
}

// definitionOf is how an estimator computes, as Markdown.
func definitionOf(e *EstimatorInfo) string {
	_, text, _ := strings.Cut(estimatorsPage, estimatorTitle(e.Name)+e.Description+"\n\n")
	text, _, _ = strings.Cut(text, "\n\n"+scenariosOf)
	return text
}

// estimators is the table of all, from the files estimators_*.go.
var estimators = slices.Concat(outcomeEstimators, allianceEstimators, ruptureEstimators, changeEstimators,
	courseEstimators, personEstimators, claimEstimators, followEstimators)

// estimatorNames lists the names for messages.
func estimatorNames() []string {
	names := make([]string, len(estimators))
	for i := range estimators {
		names[i] = estimators[i].Name
	}
	return names
}

// findEstimator returns the named estimator, nil where there is none.
func findEstimator(name string) *estimator {
	for i := range estimators {
		if estimators[i].Name == name {
			return &estimators[i]
		}
	}
	return nil
}

// missing lists the columns that the call needs and the data lack.
func (e *estimator) missing(a arguments, data []*data.Data) []string {
	var out []string
	for _, d := range data {
		if len(d.Absent) == 0 {
			continue
		}
		for _, c := range e.needs(a) {
			if d.Absent[c] && !slices.Contains(out, c) {
				out = append(out, c)
			}
		}
	}
	return out
}

// needs lists the columns without which the call is not made.
func (e *estimator) needs(a arguments) []string {
	columns := slices.Clone(e.Columns)
	for _, arg := range e.Arguments {
		switch arg.Name {
		case "measure", "a", "b":
			columns = append(columns, "sessions."+a.choice(arg.Name))
		case "rater":
			columns = append(columns, "sessions.rupture_"+a.choice(arg.Name))
		case "trait":
			columns = append(columns, "patients."+a.choice(arg.Name))
		case "of":
			columns = append(columns, "patients.perceived_"+a.choice(arg.Name))
		}
	}
	return columns
}

// reads lists all columns that the call reads where they are there: those that it needs,
// what deals courses to groups, and what a few look at besides.
func (e *estimator) reads(a arguments) []string {
	columns := append(e.needs(a), "patients.therapist", "sessions.week")
	switch {
	case strings.HasPrefix(e.Name, "restricted_weeks"): // of those who did not answer
		columns = append(columns, "assessments.true_severity")
	case e.Name == "distribution": // correlations of the scales
		columns = append(columns, "sessions.wai_patient_goals", "sessions.wai_patient_tasks", "sessions.wai_patient_bond")
	}
	return columns
}

// The roles of scenarios.
var (
	one       = []string{"scenario"}
	twins     = []string{"first", "second"}
	threeWays = []string{"routine", "cbt", "psychodynamic"}
)

// words turns typed names into choices.
func words[T ~string](names ...T) []string {
	out := make([]string, len(names))
	for i, n := range names {
		out[i] = string(n)
	}
	return out
}

func measureArgument(name string, standard data.Measure, meaning string) Argument {
	return Argument{name, ChoiceArgument, string(standard), words(data.Measures...), meaning}
}

func setArgument(standard, meaning string) Argument {
	return Argument{"sessions", SetArgument, standard, nil, meaning}
}

func windowArgument(standard, meaning string) Argument {
	return Argument{"window", WindowArgument, standard, nil, meaning}
}

func countArgument(name, standard, meaning string) Argument {
	return Argument{name, CountArgument, standard, nil, meaning}
}

func numberArgument(name, standard, meaning string) Argument {
	return Argument{name, NumberArgument, standard, nil, meaning}
}

var (
	adjustArgument = Argument{"adjust", ChoiceArgument, string(residual), words(adjustments...),
		"how intake is taken out of improvement (residual on intake; out of both, the partial correlation; not at all; or the last PHQ-9 alone, sign turned)"}
	sessionArgument = countArgument("session", "3", "session of the scores")
	weekArgument    = numberArgument("week", "0", "PHQ-9 nearest to this week after intake, at most one week off; 0 takes the last answer")
)
