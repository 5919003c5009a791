package study

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"rapport/sim"
)

// wholeRange is a range of whole numbers, both ends included.
type wholeRange struct {
	min, max uint64
	unit     string
}

var (
	seedRange        = wholeRange{0, math.MaxUint64, ""}
	replicationRange = wholeRange{1, MaxReplications, ""}
	patientRange     = wholeRange{1, MaxPatients, "patients"}
	sessionRange     = wholeRange{1, maxSession, ""}
	weekRange        = wholeRange{1, maxWeek, "weeks since entry"}
)

// String says which numbers are wanted.
func (r wholeRange) String() string {
	text := fmt.Sprintf("want a whole number from %d to %d", r.min, r.max)
	if r.unit != "" {
		text += " (" + r.unit + ")"
	}
	return text
}

// parse reads a plain decimal whole number of the range.
func (r wholeRange) parse(text string) (uint64, bool) {
	if !isDecimal(text) {
		return 0, false
	}
	value, err := strconv.ParseUint(strings.TrimPrefix(text, "+"), 10, 64)
	return value, err == nil && value >= r.min && value <= r.max
}

// admits says whether the text is a number of the range.
func (r wholeRange) admits(text string) bool {
	_, ok := r.parse(text)
	return ok
}

// has says whether the number lies in the range.
func (r wholeRange) has(number float64) bool {
	return number >= float64(r.min) && number <= float64(r.max)
}

// checked is what [Study.check] finds.
func (s *Study) checked(t paramTable) *faultList {
	faults := &faultList{recorded: s.recorded}
	s.check(t, faults)
	return faults
}

// check reports everything that is wrong with the values of the study, for
// studies from files and studies built in Go alike.
func (s *Study) check(t paramTable, faults *faultList) {
	checkText("title", s.Title, maxTitle, false, faults)
	if s.Question == "" {
		faults.add("question", "", "a study needs a question", "")
	}
	checkText("question", s.Question, maxText, true, faults)
	checkText("rationale", s.Rationale, maxText, true, faults)
	checkText("look_at", s.LookAt, maxText, true, faults)
	if len(s.Sources) > maxSources {
		faults.add("sources", strconv.Itoa(len(s.Sources)), fmt.Sprintf("want at most %d sources", maxSources), "")
	}
	for i, source := range s.Sources {
		if source == "" {
			faults.add(keyPath("sources").item(i), "", "the source is empty", "")
		}
		checkText(keyPath("sources").item(i), source, maxText, false, faults)
	}
	checkWhole("replications", int64(s.Replications), replicationRange, faults)
	checkWhole(keyPath("population").key("patients"), s.Population.Patients, patientRange, faults)
	checkValues("population", s.Population.Set, populationPrefix, t, faults)
	checkValues("set", s.Set, "", t, faults)
	s.Assessments.check("assessments", faults)
	s.checkInstruments(faults)
	s.checkScenarios(t, s.Scores(), faults)
	if s.Trial != nil && !s.recorded { // it changes no run
		s.Trial.check("trial", s, faults)
	}
	if len(s.Contrasts) > 0 && (len(s.Scenarios) > 0 || s.Design != nil && !s.recorded) {
		s.checkContrasts(faults)
	}
	if s.Design != nil {
		s.checkDesign(t, faults)
	}
	if s.Plausible != nil {
		s.checkPlausible(t, faults)
	}
}

func (s *Study) checkScenarios(t paramTable, scores []sim.ScoreText, faults *faultList) {
	all := keyPath("scenarios")
	if len(s.Scenarios) == 0 && s.Design == nil {
		faults.add(all, "", "a study needs at least one scenario", "a scenario needs a name only")
	}
	if len(s.Scenarios) > MaxScenarios {
		faults.add(all, strconv.Itoa(len(s.Scenarios)), fmt.Sprintf("want at most %d scenarios", MaxScenarios), "")
		return
	}
	first := make(map[string]int, len(s.Scenarios))
	for i := range s.Scenarios {
		scenario, at := &s.Scenarios[i], all.item(i)
		if other, twice := first[scenario.Name]; twice {
			faults.add(at.key("name"), scenario.Name, fmt.Sprintf("already the name of scenarios[%d]", other), "")
		} else if scenario.checkName(at.key("name"), faults) {
			first[scenario.Name] = i
		}
		scenario.check(at, t, scores, faults)
	}
}

// checkName says whether the scenario has a valid name.
func (s *Scenario) checkName(at keyPath, faults *faultList) bool {
	switch {
	case s.Name == "":
		faults.add(at, "", "a scenario needs a name", "")
	case !ScenarioName.MatchString(s.Name):
		faults.add(at, quote(s.Name), "want 1 to 63 lower-case letters, digits and hyphens, not a hyphen first", "")
	case noText(s.Name):
		faults.idle(at, quote(s.Name), "is a number, a date or a truth to programs that load a run (Polars takes 8 and 08 for one scenario): want a word in it, such as "+quote("week-"+s.Name), "")
	default:
		return true
	}
	return false
}

// noText says that readers which make a column of the folders scenario=NAME take the name for
// something else: Polars, pandas, DuckDB and arrow guess what such a column holds.
func noText(name string) bool {
	_, notWhole := strconv.ParseInt(name, 0, 64)
	_, notNumber := strconv.ParseFloat(name, 64)
	return notWhole == nil || notNumber == nil || strings.Trim(name, "0123456789-") == "" || slices.Contains([]string{"true", "false", "epoch"}, name)
}

// check reports what is wrong with a scenario beside its name.
func (s *Scenario) check(at keyPath, t paramTable, scores []sim.ScoreText, faults *faultList) {
	checkText(at.key("description"), s.Description, maxText, true, faults)
	checkValues(at.key("set"), s.Set, "", t, faults)
	if len(s.Actions) > maxActions {
		faults.add(at.key("actions"), strconv.Itoa(len(s.Actions)), fmt.Sprintf("want at most %d actions", maxActions), "")
	}
	for j := range s.Actions {
		s.Actions[j].check(at.key("actions").item(j), faults)
	}
	s.checkRules(at.key("rules"), scores, faults)
}

// check reports what is wrong with an action, combinations that can never
// happen among it.
func (a *PlannedAction) check(at keyPath, faults *faultList) {
	if len(a.Move) == 0 {
		faults.add(at.key("move"), "", "an action needs a move: "+oneOf(sim.MoveNames), "")
	}
	checkMoves(at.key("move"), a.Move, faults)
	if a.Phase != "" {
		checkWord(at.key("phase"), a.Phase, sim.PhaseNames, faults)
	}
	if a.When != "" {
		checkWord(at.key("when"), a.When, sim.ConditionNames, faults)
	}
	a.Sessions.check(at.key("sessions"), faults)
}

func checkMoves(at keyPath, moves []string, faults *faultList) {
	for i, move := range moves {
		here := at
		if len(moves) > 1 {
			here = here.item(i)
		}
		checkWord(here, move, sim.MoveNames, faults)
		if slices.Contains(moves[:i], move) {
			faults.idle(here, move, "said twice", "")
		}
	}
}

// check reports sessions that are out of range or in no order.
func (s Sessions) check(at keyPath, faults *faultList) {
	for i, session := range s.List {
		here := at
		if len(s.List) > 1 {
			here = at.item(i)
		}
		checkWhole(here, int64(session), sessionRange, faults)
		if i > 0 && session <= s.List[i-1] {
			faults.add(here, strconv.Itoa(session), "want ascending session numbers, each once", "")
		}
	}
	if len(s.List) > 0 || s.From == 0 && s.To == 0 && s.Every == 0 {
		return
	}
	checkWhole(at.key("from"), int64(s.From), sessionRange, faults)
	if s.Every != 0 {
		checkWhole(at.key("every"), int64(s.Every), sessionRange, faults)
	}
	if s.To != 0 {
		checkWhole(at.key("to"), int64(s.To), sessionRange, faults)
		if s.To < s.From {
			faults.add(at.key("to"), strconv.Itoa(s.To), fmt.Sprintf("want %d (from) or more", s.From), "")
		}
	}
}

// check reports weeks that are out of range or in no order.
func (a *Assessments) check(at keyPath, faults *faultList) {
	for i, week := range a.Weeks {
		here := at.key("weeks").item(i)
		checkWhole(here, int64(week), weekRange, faults)
		if i > 0 && week <= a.Weeks[i-1] {
			faults.add(here, strconv.Itoa(week), "want ascending weeks, each once", "")
		}
	}
}

// first is the first session at which the action can happen.
func (s Sessions) first() int {
	if len(s.List) > 0 {
		return s.List[0]
	}
	return s.From
}

func checkValues(at keyPath, values Values, prefix string, t paramTable, faults *faultList) {
	for _, name := range values.sorted() {
		param, ok := t.find(prefix + name)
		switch value := values[name]; {
		case !ok:
			faults.add(at.key(name), "", "unknown parameter", t.guess(prefix, name))
		case !allowed(param, value):
			faults.add(at.key(name), formatNumber(value), wanted(param), "")
		}
	}
}

func checkWhole(at keyPath, value int64, r wholeRange, faults *faultList) {
	if value < 0 || uint64(value) < r.min || uint64(value) > r.max {
		faults.add(at, strconv.FormatInt(value, 10), r.String(), "")
	}
}

// named is the name, or nothing where none may be so: that is a fault of its own, and what
// refers to it is not held against it.
func named(name string) string {
	if !ScenarioName.MatchString(name) {
		return ""
	}
	return name
}

// checkWord reports what is none of the words.
func checkWord(at keyPath, word string, words []string, faults *faultList) {
	if isOther(word, words) {
		words = slices.DeleteFunc(slices.Clone(words), func(w string) bool { return w == "" })
		faults.add(at, quote(word), "want "+oneOf(words), didYouMean(word, words))
	}
}

// isOther says that the word is none of the words. Where one of these could not be read, which
// is empty then, it may be that one, unless it is like another.
func isOther(word string, words []string) bool {
	unread := len(words) == 0 || slices.Contains(words, "")
	return !slices.Contains(words, word) && (!unread || didYouMean(word, words) != "")
}

// checkText reports texts that are too long or that would do something to a
// terminal or a report beyond being read.
func checkText(at keyPath, text string, longest int, lines bool, faults *faultList) {
	if count := utf8.RuneCountInString(text); count > longest {
		faults.add(at, "", fmt.Sprintf("want at most %d letters, got %d", longest, count), "")
	}
	control := strings.IndexFunc(text, func(r rune) bool {
		return unicode.IsControl(r) && (!lines || r != '\n' && r != '\t')
	})
	if control >= 0 || !utf8.ValidString(text) {
		what := "without control characters"
		if !lines {
			what = "in one line " + what
		}
		faults.add(at, "", "want text "+what, "")
	}
}

// fieldNames lists the keys of a mapping in alphabetical order.
func fieldNames(known knownFields) []string { return slices.Sorted(maps.Keys(known)) }
