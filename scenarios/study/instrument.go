package study

import (
	"cmp"
	"fmt"
	"math"
	"path"
	"slices"
	"strings"

	"rapport/sim"
)

// Instrument describes a questionnaire beside those that have columns of their own
// (PHQ-9, WAI-SR, CALPAS-P), in the figures that are published of it. Zero is what is
// not said.
type Instrument struct {
	Name           string           `json:"name" jsonschema:"required" jsonschema_description:"Name in tables: lower-case letters, digits, hyphens and underscores."`
	Title          string           `json:"title,omitempty" jsonschema:"maxLength=200" jsonschema_description:"Full name."`
	Construct      string           `json:"construct" jsonschema:"required" jsonschema_description:"What it measures: severity and distress are asked before sessions and, of patients, at weeks; alliance and rupture after sessions."`
	Rater          string           `json:"rater,omitempty" jsonschema_description:"Who answers; absent: the patient."`
	High           string           `json:"high" jsonschema:"required" jsonschema_description:"What a high score means: well (less ill, a better alliance) or ill."`
	Range          []float64        `json:"range" jsonschema:"required,minItems=2,maxItems=2" jsonschema_description:"Lowest and highest score."`
	Step           float64          `json:"step,omitempty" jsonschema_description:"From one possible score to the next; absent: 1."`
	Mean           float64          `json:"mean" jsonschema:"required" jsonschema_description:"Mean in routine care: of severity and distress at intake, of the alliance at session 3, of ruptures where there is none."`
	SD             float64          `json:"sd" jsonschema:"required" jsonschema_description:"Its standard deviation."`
	Correlation    float64          `json:"correlation,omitempty" jsonschema_description:"Size of the correlation with the PHQ-9 (severity, distress) or the WAI-SR of the same rater (alliance), of no meaning for a rupture; absent: 0.7."`
	Retest         float64          `json:"retest,omitempty" jsonschema_description:"Correlation with itself over so short a time that nothing has changed, which a reliable change is worked out from where none is published; absent: 0.85, and no reliable change."`
	Ruptured       float64          `json:"ruptured,omitempty" jsonschema_description:"Of a rupture instrument, which needs it: mean in a session with a rupture of intensity 0.5, worse than the mean without one."`
	CutOff         float64          `json:"cut_off,omitempty" jsonschema_description:"Score between well and ill."`
	ReliableChange float64          `json:"reliable_change,omitempty" jsonschema_description:"Smallest change of one patient that counts as real."`
	Missing        float64          `json:"missing,omitempty" jsonschema_description:"Share of times at which it is not answered."`
	ScaleProfile   float64          `json:"scale_profile,omitempty" jsonschema_description:"SD of what is the patient's own in a whole scale of items."`
	ScaleResidual  float64          `json:"scale_residual,omitempty" jsonschema_description:"SD of what is the day's own in a whole scale of items."`
	Items          []InstrumentItem `json:"items,omitempty" jsonschema_description:"Its items, at most 40, with answers as they count for the score (reversed ones turned); absent: the total alone."`
	Sources        []string         `json:"sources,omitempty" jsonschema:"maxItems=100" jsonschema_description:"Where the figures are from."`
}

// InstrumentItem describes one item of an instrument, or several that are alike.
type InstrumentItem struct {
	Times      int       `json:"times,omitempty" jsonschema_description:"How many items are so; absent: 1."`
	Scale      int       `json:"scale,omitempty" jsonschema_description:"Number of its scale; absent: 1."`
	Loading    float64   `json:"loading,omitempty" jsonschema_description:"How closely it follows the level common to all items; absent: 1."`
	Profile    float64   `json:"profile,omitempty" jsonschema_description:"SD of what is the patient's own in it and stays."`
	Residual   float64   `json:"residual,omitempty" jsonschema_description:"SD of what is the day's own."`
	Thresholds []float64 `json:"thresholds" jsonschema:"required" jsonschema_description:"Where on the common level each next answer begins, ascending: as many as the item has answers beyond the first."`
}

// Names of instruments that have columns of their own, and where.
var builtInInstruments = map[string]string{
	"phq9": "phq9 in sessions and assessments", "wai-sr": "wai_patient in sessions", "wai_patient": "wai_patient in sessions",
	"calpas-p": "calpas_patient in sessions", "calpas_patient": "calpas_patient in sessions",
}

// builtIn says where the scores of a built-in instrument are; signs in its name do not count.
func builtIn(name string) (where string, own bool) {
	for known, where := range builtInInstruments {
		if plainName(known) == plainName(name) {
			return where, true
		}
	}
	return "", false
}

const (
	mostItems       = 40   // of an instrument
	mostSteps       = 400  // from its lowest score to its highest
	mostCorrelation = 0.92 // with another questionnaire
)

// ruptures is the construct of which the mean in a rupture is told, and no correlation.
const ruptures = "rupture"

// numbers lists the plain numbers of an instrument with what they may be.
func (q *Instrument) numbers() []sim.Param {
	const big = 10_000
	return []sim.Param{
		{Name: "step", Value: &q.Step, Unit: "points", Min: 0.001, Max: 100},
		{Name: "mean", Value: &q.Mean, Unit: "points", Min: -big, Max: big},
		{Name: "sd", Value: &q.SD, Unit: "points", Min: 0.001, Max: big},
		{Name: "correlation", Value: &q.Correlation, Unit: "size of a correlation", Min: 0, Max: mostCorrelation},
		{Name: "retest", Value: &q.Retest, Unit: "correlation", Min: 0.05, Max: 0.999},
		{Name: "ruptured", Value: &q.Ruptured, Unit: "points", Min: -big, Max: big},
		{Name: "cut_off", Value: &q.CutOff, Unit: "points", Min: -big, Max: big},
		{Name: "reliable_change", Value: &q.ReliableChange, Unit: "points", Min: 0, Max: big},
		{Name: "missing", Value: &q.Missing, Unit: "proportion", Min: 0, Max: 0.99},
		{Name: "scale_profile", Value: &q.ScaleProfile, Unit: "SD", Min: 0, Max: 5},
		{Name: "scale_residual", Value: &q.ScaleResidual, Unit: "SD", Min: 0, Max: 5},
	}
}

// numbers lists the plain numbers of an item.
func (x *InstrumentItem) numbers() []sim.Param {
	return []sim.Param{
		{Name: "loading", Value: &x.Loading, Min: 0.05, Max: 10},
		{Name: "profile", Value: &x.Profile, Unit: "SD", Min: 0, Max: 5},
		{Name: "residual", Value: &x.Residual, Unit: "SD", Min: 0, Max: 5},
	}
}

// scoreNumbers are the numbers without which scores cannot be judged together.
var scoreNumbers = []string{"step", "mean", "sd"}

// newInstrument is the description that says nothing yet; of the means, not even that they are 0.
func newInstrument() Instrument {
	return Instrument{Rater: sim.RaterNames[0], Step: 1, Correlation: 0.7, Mean: math.NaN(), Ruptured: math.NaN()}
}

// settle says of a description that is read whole that ruptures are none of its business.
func (q *Instrument) settle() {
	if q.Construct != ruptures && math.IsNaN(q.Ruptured) {
		q.Ruptured = 0
	}
}

func newItem() InstrumentItem {
	return InstrumentItem{Times: 1, Scale: 1, Loading: 1, Profile: 0.5, Residual: 0.5}
}

// retest is the correlation with itself; a usual one where none is said.
func (q *Instrument) retest() float64 { return cmp.Or(q.Retest, 0.85) }

// steps is how many steps lie between the lowest and the highest score.
func (q *Instrument) steps() int { return int(math.Round((q.Range[1] - q.Range[0]) / q.Step)) }

// check reports all that is wrong with the description.
func (q *Instrument) check(at keyPath, faults *faultList) {
	sound := true // what scores are judged by
	switch where, own := builtIn(q.Name); {
	case q.Name == "":
		faults.add(at.key("name"), "", "an instrument needs a name", "")
	case !instrumentName.MatchString(q.Name):
		faults.add(at.key("name"), quote(q.Name), "want 1 to 31 lower-case letters, digits, hyphens and underscores, a letter first", "")
	case own:
		faults.idle(at.key("name"), q.Name, "has columns of its own and is always recorded: "+where, "")
	}
	checkText(at.key("title"), q.Title, maxTitle, false, faults)
	checkWord(at.key("construct"), q.Construct, sim.ConstructNames, faults)
	checkWord(at.key("rater"), q.Rater, sim.RaterNames, faults)
	checkWord(at.key("high"), q.High, []string{"well", "ill"}, faults)
	for _, p := range q.numbers() {
		if math.IsNaN(*p.Value) {
			faults.add(at.key(p.Name), "", "an instrument needs its "+p.Name, "")
			sound = false
		} else if !allowed(p, *p.Value) && (*p.Value != 0 || p.Name != "retest") {
			faults.add(at.key(p.Name), formatNumber(*p.Value), wanted(p), "")
			sound = sound && !slices.Contains(scoreNumbers, p.Name)
		}
	}
	for i, source := range q.Sources {
		checkText(at.key("sources").item(i), source, maxText, false, faults)
	}
	if len(q.Range) != 2 || !(q.Range[0] < q.Range[1]) {
		faults.add(at.key("range"), "", "want the lowest and the highest score, such as [0, 40]", "")
		sound = false
	}
	if !sound {
		return
	}
	q.checkScores(at, faults)
	q.checkItems(at.key("items"), faults)
}

// checkScores reports figures of scores that are not possible together.
func (q *Instrument) checkScores(at keyPath, faults *faultList) {
	low, high := q.Range[0], q.Range[1]
	if n := q.steps(); n < 1 || n > mostSteps || math.Abs(float64(n)*q.Step-(high-low)) > 1e-6*(high-low) {
		faults.add(at.key("step"), formatNumber(q.Step), fmt.Sprintf("want a step that divides the range into at most %d", mostSteps), "")
	}
	for _, p := range []struct {
		name  string
		value float64
		said  bool
	}{{"mean", q.Mean, true}, {"ruptured", q.Ruptured, q.Construct == ruptures}, {"cut_off", q.CutOff, q.CutOff != 0}} {
		if p.said && (p.value <= low || p.value >= high) {
			faults.add(at.key(p.name), formatNumber(p.value), fmt.Sprintf("want a score above %s and below %s", formatNumber(low), formatNumber(high)), "")
		}
	}
	if q.Mean <= low || q.Mean >= high {
		return
	}
	switch worse := q.Ruptured > q.Mean == (q.High == "ill"); {
	case q.Construct != ruptures && q.Ruptured != 0:
		faults.idle(at.key("ruptured"), formatNumber(q.Ruptured), "is of instruments of the construct rupture alone", "leave it out")
	case q.Construct == ruptures && (q.Ruptured == q.Mean || !worse):
		faults.idle(at.key("ruptured"), formatNumber(q.Ruptured), fmt.Sprintf("want a worse score than %s, the mean without a rupture: high is %s", formatNumber(q.Mean), q.High), "")
	}
	if q.ReliableChange > high-low {
		faults.idle(at.key("reliable_change"), formatNumber(q.ReliableChange), fmt.Sprintf("want at most %s, the whole range of scores", formatNumber(high-low)), "")
	}
	if most := 0.7 * math.Sqrt((q.Mean-low)*(high-q.Mean)); q.SD > most {
		faults.add(at.key("sd"), formatNumber(q.SD), fmt.Sprintf("want at most %.4g: scores between %s and %s with this mean hardly vary more", most, formatNumber(low), formatNumber(high)), "")
	}
	if r := q.shared(); q.Construct != ruptures && q.Correlation <= mostCorrelation && r > 0 && q.retest() < r*r {
		faults.add(at.key("retest"), formatNumber(q.retest()), fmt.Sprintf("want at least %.3g: what correlates so with another questionnaire correlates at least so with itself", r*r), "")
	}
}

// checkItems reports items that do not make up the range of scores.
func (q *Instrument) checkItems(at keyPath, faults *faultList) {
	if own := max(q.ScaleProfile, q.ScaleResidual); len(q.Items) == 0 && own > 0 {
		faults.idle(at, "", "scale_profile and scale_residual are of scales of items, and there are none", "describe items, or leave the two out")
	}
	items, steps := 0, 0
	for i := range q.Items {
		x, here := &q.Items[i], at.item(i)
		for _, p := range x.numbers() {
			if !allowed(p, *p.Value) {
				faults.add(here.key(p.Name), formatNumber(*p.Value), wanted(p), "")
			}
		}
		if x.Times < 1 || x.Times > mostItems {
			faults.add(here.key("times"), fmt.Sprint(x.Times), fmt.Sprintf("want 1 to %d", mostItems), "")
			return
		}
		if x.Scale < 1 || x.Scale > mostScales {
			faults.add(here.key("scale"), fmt.Sprint(x.Scale), fmt.Sprintf("want 1 to %d", mostScales), "")
		}
		if len(x.Thresholds) == 0 || !slices.IsSorted(x.Thresholds) {
			faults.add(here.key("thresholds"), "", "want ascending numbers, one fewer than the item has answers", "")
		}
		items, steps = items+x.Times, steps+x.Times*len(x.Thresholds)
	}
	switch {
	case items > mostItems:
		faults.add(at, fmt.Sprint(items), fmt.Sprintf("want at most %d items", mostItems), "without items the total alone is simulated")
	case items > 0 && steps != q.steps():
		faults.add(at, "", fmt.Sprintf("the items have %d steps together, the range of scores has %d", steps, q.steps()), "")
	}
}

// checkInstruments reports what is wrong with the instruments of the study.
func (s *Study) checkInstruments(faults *faultList) {
	all := keyPath("instruments")
	if len(s.Instruments) > sim.MostInstruments {
		faults.add(all, fmt.Sprint(len(s.Instruments)), fmt.Sprintf("want at most %d instruments", sim.MostInstruments), "")
	}
	first := map[string]int{}
	for i := range s.Instruments {
		q := &s.Instruments[i]
		q.check(all.item(i), faults)
		if other, twice := first[q.Name]; twice && q.Name != "" {
			faults.add(all.item(i), q.Name, fmt.Sprintf("already the name of instruments[%d]", other), "")
		}
		first[q.Name] = i
	}
}

// isInstrumentFile says whether a word among the instruments of a study names a
// file rather than one that ships.
func isInstrumentFile(word string) bool {
	return strings.ContainsAny(word, `/\`) || path.Ext(word) != ""
}
