package sim_test

import (
	"encoding/csv"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"rapport/scenarios/population"
	"rapport/sim"
)

// sections are the first words of the names of a mechanism's parameters, by its
// field in the model, where they are not the field's own name in snake case.
var sections = map[string]string{"Frequency": "care", "Impact": "rupture", "CBT": "cbt"}

// named are the last words where they are not the field's own name.
var named = map[string]string{
	"care.per_week": "care.sessions_per_week",
	"rupture.bond":  "rupture.cost_bond", "rupture.tasks": "rupture.cost_tasks", "rupture.goals": "rupture.cost_goals",
	"rupture.trust": "rupture.cost_trust", "rupture.confrontation": "rupture.cost_confrontation",
}

// snake is a Go name in snake case; abbreviations stay together.
func snake(name string) string {
	switch name {
	case "PHQ9", "WAI", "CALPAS", "CBT":
		return strings.ToLower(name)
	}
	var b strings.Builder
	for i, r := range name {
		if unicode.IsUpper(r) && i > 0 && !(unicode.IsUpper(rune(name[i-1])) && (i+1 == len(name) || unicode.IsUpper(rune(name[i+1])))) {
			b.WriteByte('_')
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}

// numbers lists the address of every float64 under v, with the name that its
// path demands.
func numbers(v reflect.Value, path []string, visit func(p *float64, name string)) {
	for i := range v.NumField() {
		f, name := v.Field(i), v.Type().Field(i).Name
		if f.Kind() == reflect.Struct {
			section, ok := sections[name]
			if !ok {
				section = snake(name)
			}
			numbers(f, append(slices.Clone(path), section), visit)
			continue
		}
		full := strings.Join(append(slices.Clone(path), snake(name)), ".")
		if path[0] == "rupture" && v.Type().Name() == "RuptureImpact" || path[0] == "care" {
			if n, ok := named[full]; ok {
				full = n
			}
		}
		visit(f.Addr().Interface().(*float64), full)
	}
}

// Every number of the model has exactly one row, named by its path.
func TestEveryNumberHasOneRow(t *testing.T) {
	m := sim.Default()
	rows := map[*float64]sim.Param{}
	names := map[string]bool{}
	for _, p := range m.Params() {
		if other, twice := rows[p.Value]; twice {
			t.Errorf("%s and %s are the same number", p.Name, other.Name)
		}
		if names[p.Name] {
			t.Errorf("two rows are named %s", p.Name)
		}
		rows[p.Value], names[p.Name] = p, true
	}
	count := 0
	numbers(reflect.ValueOf(&m).Elem(), nil, func(p *float64, name string) {
		count++
		row, ok := rows[p]
		if !ok {
			t.Errorf("%s has no row", name)
		} else if row.Name != name {
			t.Errorf("%s is the name of the number at %s", row.Name, name)
		}
	})
	if count != len(rows) {
		t.Errorf("%d rows for the %d numbers of the model", len(rows), count)
	}
}

// findingID is how published findings are named; other sources are keys of publications.
var findingID = regexp.MustCompile(`^[A-Z][0-9]+[a-z]?$`)

// findings are those of the findings file of the analysis, and their kinds.
func findings(t *testing.T) map[string]string {
	f, err := os.Open("../analysis/findings.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	lines, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	kinds, kind := map[string]string{}, slices.Index(lines[0], "kind")
	for _, line := range lines[1:] {
		kinds[line[0]] = line[kind]
	}
	return kinds
}

func TestEveryRowIsComplete(t *testing.T) {
	s := population.DefaultSetting()
	kinds := findings(t)
	publications := map[string]bool{}
	for _, x := range sim.Sources() {
		publications[x.Key] = true
	}
	names := map[string]bool{}
	for _, p := range s.Params() {
		if names[p.Name] {
			t.Errorf("two rows are named %s", p.Name)
		}
		names[p.Name] = true
		if !regexp.MustCompile(`^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+$`).MatchString(p.Name) {
			t.Errorf("%s is no dotted name in snake case", p.Name)
		}
		if !(p.Min < p.Max) || !(*p.Value >= p.Min && *p.Value <= p.Max) {
			t.Errorf("%s: default %g is outside its range %g to %g", p.Name, *p.Value, p.Min, p.Max)
		}
		if p.Unit == "" || p.Meaning == "" {
			t.Errorf("%s lacks a unit or a meaning: %q, %q", p.Name, p.Unit, p.Meaning)
		}
		if (p.Choices != nil) != (p.Unit == "choice") || p.Choices != nil && (p.Min != 0 || int(p.Max) != len(p.Choices)-1) {
			t.Errorf("%s: unit %s, range %g to %g, but choices %q", p.Name, p.Unit, p.Min, p.Max, p.Choices)
		}
		if p.Whole() && (*p.Value != float64(int(*p.Value)) || p.Min != float64(int(p.Min)) || p.Max != float64(int(p.Max))) {
			t.Errorf("%s counts %s but is %g of %g to %g", p.Name, p.Unit, *p.Value, p.Min, p.Max)
		}
		if !slices.Contains([]sim.Grade{sim.Reported, sim.Derived, sim.Calibrated, sim.Assumed}, p.Grade) {
			t.Errorf("%s has the unknown grade %q", p.Name, p.Grade)
		}
		if p.Grade != sim.Assumed && p.Source == "" {
			t.Errorf("%s is %s but names no source", p.Name, p.Grade)
		}
		for _, key := range strings.Fields(p.Source) {
			if findingID.MatchString(key) && kinds[key] == "" {
				t.Errorf("%s rests on %s, which is no finding", p.Name, key)
			}
			if p.Grade == sim.Calibrated && kinds[key] == "note" {
				t.Errorf("%s is Calibrated to %s, a note, to which nothing is fitted", p.Name, key)
			}
			if !findingID.MatchString(key) && !publications[key] {
				t.Errorf("%s rests on %s, which is no source", p.Name, key)
			}
		}
	}
}

// Two copies of the defaults share no number.
func TestParamsPointIntoTheirOwnModel(t *testing.T) {
	a, b := population.DefaultSetting(), population.DefaultSetting()
	rows := a.Params()
	for i, p := range rows {
		was := *b.Params()[i].Value
		*p.Value += 1
		if now := *b.Params()[i].Value; now != was {
			t.Errorf("setting %s in one setting changes it in another from %g to %g", p.Name, was, now)
		}
	}
}

func TestSourcesAreComplete(t *testing.T) {
	all := sim.Sources()
	if !slices.IsSortedFunc(all, func(a, b sim.Source) int { return strings.Compare(a.Key, b.Key) }) {
		t.Error("the sources are not sorted by key")
	}
	doi := regexp.MustCompile(`^10\.\d{4,9}/\S+$`)
	author := regexp.MustCompile(`^[a-z]+(1[89]|20)\d\d$`)
	for i, x := range all {
		if i > 0 && all[i-1].Key == x.Key {
			t.Errorf("two sources have the key %s", x.Key)
		}
		if !author.MatchString(x.Key) || !strings.Contains(x.Reference, "("+x.Key[len(x.Key)-4:]+")") {
			t.Errorf("key %s is not author and year of %q", x.Key, x.Reference)
		}
		if x.DOI != "" && !doi.MatchString(x.DOI) {
			t.Errorf("%s has the malformed DOI %q", x.Key, x.DOI)
		}
		if x.Bears == "" {
			t.Errorf("nothing says what the model takes from %s", x.Key)
		}
	}
	all[0].Key = "changed"
	if sim.Sources()[0].Key == "changed" {
		t.Error("Sources hands out its own table")
	}
}
