package study

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"rapport/scenarios/population"
)

// someSets are two sets of two parameters for the shipped model.
func someSets() ParameterSets {
	setting := population.DefaultSetting()
	p := ParameterSets{Model: ModelMark(), Parameters: []string{"rupture.base", "bond.warmth"}, Sets: [][]float64{{-0.7, 0.3}, {-0.2, 0.6}}}
	for _, name := range p.Parameters {
		for _, row := range setting.Params() {
			if row.Name == name {
				p.Shipped = append(p.Shipped, *row.Value)
			}
		}
	}
	return p
}

// besideSets writes a study beside a record of sets, and returns the path of the study.
func besideSets(t *testing.T, sets ParameterSets, study string) string {
	t.Helper()
	text, err := json.Marshal(sets)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	path := filepath.Join(dir, "mine.yaml")
	if err := errors.Join(os.WriteFile(filepath.Join(dir, "plausible.json"), text, 0o644), os.WriteFile(path, []byte(study), 0o644)); err != nil {
		t.Fatal(err)
	}
	return path
}

const underSetsOfAFile = `question: Does it hold?
set:
  bond.warmth: 0.5
plausible: {sets: 2, file: plausible.json}
scenarios:
  - name: usual
  - name: calm
    set:
      rupture.base: -3
`

func TestPlausibleSetsOfAStudy(t *testing.T) {
	s, err := Load(besideSets(t, someSets(), underSetsOfAFile), Overrides{NoEnvironment: true})
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, p := range s.Planned() {
		names = append(names, p.Name)
	}
	if want := []string{"usual", "calm", "usual-set01", "calm-set01", "usual-set02", "calm-set02"}; !slices.Equal(names, want) {
		t.Errorf("scenarios %v, want %v", names, want)
	}
	// What the study says holds under every set; what it leaves alone is the set's.
	for scenario, want := range map[string][2]float64{"usual": {someSets().Shipped[0], 0.5}, "usual-set01": {-0.7, 0.5}, "calm-set02": {-3, 0.5}, "usual-set02": {-0.2, 0.5}} {
		all, err := s.Effective(scenario)
		if err != nil {
			t.Fatal(err)
		}
		for i, name := range []string{"rupture.base", "bond.warmth"} {
			at := slices.IndexFunc(all, func(a Assignment) bool { return a.Name == name })
			if all[at].Value != want[i] {
				t.Errorf("%s: %s = %v, want %v", scenario, name, all[at].Value, want[i])
			}
		}
	}
	// The resolved study needs no file, and runs the same.
	text, err := s.Resolved()
	if err != nil {
		t.Fatal(err)
	}
	again, err := Parse("study.yaml", text, Overrides{NoEnvironment: true})
	if err != nil {
		t.Fatal(err)
	}
	second, err := again.Resolved()
	if err != nil || string(second) != string(text) || len(again.Planned()) != 6 {
		t.Errorf("error %v; resolved twice:\n%s\n%s", err, text, second)
	}
}

func TestSetsOfAnotherModelAreRefused(t *testing.T) {
	for name, c := range map[string]struct {
		change func(p *ParameterSets)
		study  string
		want   []string
	}{
		"defaults":  {func(p *ParameterSets) { p.Shipped[0] = 2 }, underSetsOfAFile, []string{"found for other defaults: rupture.base was 2 and is ", "rapport calibrate --plausible"}},
		"parameter": {func(p *ParameterSets) { p.Parameters[0] = "rupture.gone" }, underSetsOfAFile, []string{"rupture.gone is no parameter now"}},
		"model":     {func(p *ParameterSets) { p.Model = "0123" }, underSetsOfAFile, []string{"another version of the model (0123, this is "}},
		"range":     {func(p *ParameterSets) { p.Sets[1][0] = 99 }, underSetsOfAFile, []string{"set 2: rupture.base = 99"}},
		"too few":   {func(*ParameterSets) {}, strings.Replace(underSetsOfAFile, "sets: 2", "sets: 3", 1), []string{"plausible.sets = 3: there are only 2 sets"}},
		"design": {func(*ParameterSets) {}, underSetsOfAFile + "design:\n  kind: grid\n  parameters:\n    tasks.rate: [0.4, 0.5]\n",
			[]string{"a study with a design has no plausible sets"}},
		"name": {func(*ParameterSets) {}, strings.Replace(underSetsOfAFile, "name: calm", "name: usual-set02", 1),
			[]string{":7:5: scenarios[1].name = usual-set02: is what scenario usual is called under set 2; choose another name"}},
		"none": {func(*ParameterSets) {}, strings.Replace(underSetsOfAFile, "{sets: 2, file: plausible.json}", "0", 1), []string{"want a whole number from 1 to 1000"}},
	} {
		sets := someSets()
		c.change(&sets)
		_, err := Load(besideSets(t, sets, c.study), Overrides{NoEnvironment: true})
		for _, want := range c.want {
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%s: the error lacks %q:\n%v", name, want, err)
			}
		}
	}
}

// The sets that ship fit the model that ships; the first ones are those that a smaller
// number takes.
func TestShippedSets(t *testing.T) {
	sets, err := ShippedSets()
	if err != nil {
		t.Fatalf("configs/plausible.json: %v. If the model was meant to change: rapport calibrate --plausible 64 --out DIR (hours), "+
			"DIR/plausible.json in its place, and rapport conclusions --out configs/CONCLUSIONS.md", err)
	}
	three := 3
	s, err := Parse("mine.yaml", []byte("question: Does it hold?\nscenarios:\n  - name: usual\n"), Overrides{NoEnvironment: true, Plausible: &three})
	if err != nil {
		t.Fatal(err)
	}
	planned := s.Planned()
	if len(planned) != 4 || planned[3].Set[sets.Parameters[0]] != sets.Sets[2][0] {
		t.Errorf("%d scenarios; the last has %v", len(planned), planned[len(planned)-1].Set)
	}
	if text, err := s.Resolved(); err != nil || !strings.Contains(string(text), "plausible: 3\n") {
		t.Errorf("error %v; resolved:\n%s", err, text)
	}
	many := len(sets.Sets) + 1
	_, err = Parse("mine.yaml", []byte("question: Does it hold?\nscenarios:\n  - name: usual\n"), Overrides{NoEnvironment: true, Plausible: &many})
	if err == nil || !strings.Contains(err.Error(), "there are only") {
		t.Errorf("more sets than ship: error %v", err)
	}
}

// The record of a long search is larger than a study may be.
func TestALargeRecordOfSetsIsReadWhole(t *testing.T) {
	path := besideSets(t, someSets(), underSetsOfAFile)
	record := filepath.Join(filepath.Dir(path), "plausible.json")
	text, err := os.ReadFile(record)
	if err != nil {
		t.Fatal(err)
	}
	large := append([]byte(`{"found":"`+strings.Repeat("x", maxStudyBytes)+`",`), text[1:]...)
	if err := os.WriteFile(record, large, 0o644); err != nil {
		t.Fatal(err)
	}
	if s, err := Load(path, Overrides{NoEnvironment: true}); err != nil || len(s.Planned()) != 6 {
		t.Errorf("a record of %d bytes: %v", len(large), err)
	}
}

// Sets that stand in the study and a file of others: which were meant is not guessed.
func TestSetsOfAFileAndOfTheStudy(t *testing.T) {
	text := strings.Replace(underSetsOfAFile, "file: plausible.json", "file: plausible.json, columns: [rupture.base], rows: [[-1], [-2]]", 1)
	_, err := Load(besideSets(t, someSets(), text), Overrides{NoEnvironment: true})
	if err == nil || !strings.Contains(err.Error(), "want a file, or columns and rows, not both") {
		t.Errorf("error %v", err)
	}
}
