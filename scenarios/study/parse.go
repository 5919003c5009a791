package study

import (
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"rapport/sim/record/nearest"
)

// Load reads the study file at path as [Parse] does. An error that is not
// [Faults] says that the file could not be read.
func Load(path string, o Overrides) (*Study, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("read study: %w", err)
	}
	defer file.Close()
	// One byte more than allowed is enough to know that there is too much.
	data, err := io.ReadAll(io.LimitReader(file, maxStudyBytes+1))
	if err != nil {
		return nil, fmt.Errorf("read study: %w", err)
	}
	return parseBeside(path, data, o, besideStudy(path))
}

// Parse reads a study from the text of a study file and overlays what the
// environment and the command line say (see [Overrides]). Everything that is
// wrong is reported at once, as [Faults]; name is how they call the file.
//
// A study that names a table file cannot be read so, but by [Load].
func Parse(name string, data []byte, o Overrides) (*Study, error) {
	return parseBeside(name, data, o, nil)
}

// Recorded reads the study of a run that was made, from the text that is kept with it. What
// says nothing in a study is refused where it is to be run, and is no fault here: the version
// that made the run took it as it was, and a finished run is never lost. [Study.Simulations]
// and [Study.Resolved] of such a study refuse no more.
func Recorded(name string, data []byte) (*Study, error) {
	study, _, faults := parsePlaced(name, data, Overrides{NoEnvironment: true, recorded: true}, ShippedTable(), nil)
	if err := faults.faults(); err != nil {
		return nil, err
	}
	return study, nil
}

// parseBeside is Parse with access to the files that the study may name.
func parseBeside(name string, data []byte, o Overrides, tables tableFiles) (*Study, error) {
	study, d, faults := parsePlaced(name, data, o, ShippedTable(), tables)
	if whole := study.possible(faults); whole != nil {
		_, joint := whole.simulations()
		before := faultList{found: slices.Clip(faults.found)}
		for _, f := range joint.found {
			if before.concerns(f.at) {
				continue
			}
			where := d.nearestPlace(f.at)
			f.File, f.Line, f.Column = name, where.Line, where.Column
			faults.take(f)
		}
		faults.more += joint.more
	}
	if err := faults.faults(); err != nil {
		return nil, err
	}
	return study, nil
}

// possible is what of the study can be asked whether it is possible together: all of it
// where nothing is wrong, else with a scenario that says nothing in place of each that is
// wrong in itself; nil where something is wrong that all scenarios share.
func (s *Study) possible(faults *faultList) *Study {
	if len(faults.found) == 0 {
		return s
	}
	if s.Design != nil || s.Plausible != nil {
		return nil
	}
	whole := *s
	whole.Scenarios = slices.Clone(s.Scenarios)
	for _, f := range faults.found {
		i, ok := f.scenario()
		switch {
		case ok && i < len(whole.Scenarios):
			whole.Scenarios[i] = Scenario{Name: s.Scenarios[i].Name}
			whole.Contrasts = nil
		case ok || f.shared():
			return nil
		}
	}
	return &whole
}

// scenario is the scenario that the fault is of.
func (f *located) scenario() (i int, ok bool) {
	rest, ok := strings.CutPrefix(string(f.at), "scenarios"+pathStep+"[")
	if !ok {
		return 0, false
	}
	number, _, _ := strings.Cut(rest, "]")
	i, err := strconv.Atoi(number)
	return i, err == nil
}

// apart are the sections on which it does not hang what is possible in a scenario.
var apart = []string{"title", "question", "rationale", "sources", "look_at", "contrasts", "trial", "replications", "assessments", "record"}

// shared says whether what is wrong may make something possible or impossible in all scenarios.
func (f *located) shared() bool {
	section, _, _ := strings.Cut(string(f.at), pathStep)
	return !slices.Contains(apart, section)
}

// parsePlaced is Parse on a given parameter table, without the model's own check of what is
// jointly possible. It also returns the decoder, which knows where everything stands, and
// what is wrong.
func parsePlaced(name string, data []byte, o Overrides, t paramTable, tables tableFiles) (*Study, *studyDecoder, *faultList) {
	study, d := parseFile(data, o, t, tables)
	faults := d.faults
	for i := range faults.found {
		if f := &faults.found[i]; f.File == "" { // else it is in a table that the study names
			f.File = name
		}
	}
	overlaid := overlayStudy(study, o, t)
	faults.found = append(faults.found, overlaid.found...)
	faults.more += overlaid.more
	return study, d, faults
}

// parseFile reads the study file alone. With faults, the study is what could
// be understood.
func parseFile(data []byte, o Overrides, t paramTable, tables tableFiles) (*Study, *studyDecoder) {
	study, faults := newStudy(), &faultList{recorded: o.recorded}
	study.recorded = o.recorded
	d := &studyDecoder{table: t, places: map[keyPath]place{}, faults: faults, tables: tables}
	root := syntaxTree(data, faults)
	if root == nil {
		return study, d
	}
	d.places[""] = place{Line: root.Line, Column: root.Column}
	fields := d.studyFields(study)
	if isAnother(root, fieldNames(fields)) {
		faults.addAt("", d.places[""], "", "is no study: it has neither question nor scenarios, and most of its keys are of no study",
			"a study names the description of an instrument under instruments; rapport studio opens a lesson")
		return study, d
	}
	d.object("", root, fields)

	checked := study.checked(t)
	for _, f := range checked.found {
		if !d.told(f.at) {
			faults.addAt(f.at, d.nearestPlace(f.at), f.Value, f.Message, f.Hint)
		}
	}
	faults.more += checked.more
	return study, d
}

// fewestStrange is how many keys that no study has tell that a file is something else.
const fewestStrange = 3

// isAnother says that a file is of another kind, such as the description of an instrument:
// each of its keys would be told as unknown.
func isAnother(root *yaml.Node, names []string) bool {
	if root.Kind != yaml.MappingNode {
		return false
	}
	strange, known := 0, 0
	for i := 0; i+1 < len(root.Content); i += 2 {
		switch near := nearest.Name(root.Content[i].Value, names); {
		case near == "question" || near == "scenarios":
			return false
		case near == "":
			strange++
		default:
			known++
		}
	}
	return strange >= fewestStrange && strange > known
}

// nearestPlace is where the value stands or, where it is missing, what should
// hold it.
func (d *studyDecoder) nearestPlace(at keyPath) place {
	for {
		if where, ok := d.places[at]; ok || at == "" {
			return where
		}
		at = at.parent()
	}
}
