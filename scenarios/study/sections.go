package study

import (
	"cmp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"rapport/scenarios/population"
	"rapport/sim/record/nearest"
)

// values reads parameters by dotted name.
func (d *studyDecoder) values(to *Values) reading {
	return func(at keyPath, n *yaml.Node) {
		d.entries(at, n, func(name string, here keyPath, value *yaml.Node) {
			d.value(to, "", name, here, value)
		})
	}
}

// population reads the number of patients, and population parameters by short
// name.
func (d *studyDecoder) population(to *StudyPopulation) reading {
	return func(at keyPath, n *yaml.Node) {
		d.entries(at, n, func(name string, here keyPath, value *yaml.Node) {
			if name == "patients" {
				if count, ok := d.whole(here, value, patientRange); ok {
					to.Patients = int64(count)
				}
				return
			}
			d.value(&to.Set, populationPrefix, name, here, value)
		})
	}
}

// value reads one parameter; prefix completes its name.
func (d *studyDecoder) value(to *Values, prefix, name string, here keyPath, n *yaml.Node) {
	param, ok := d.table.find(prefix + name)
	if !ok && d.faults.recorded {
		return // it has gone since; the manifest of the run says what it was
	}
	if !ok {
		d.faults.addAt(here, d.places[here], "", "unknown parameter", cmp.Or(spaceHint(name), d.table.guess(prefix, name)))
		return
	}
	value, message, hint := writtenAs(n).read(param)
	if message != "" {
		d.faults.addAt(here, d.places[here], "", message, hint)
		return
	}
	if *to == nil {
		*to = Values{}
	}
	(*to)[name] = value
}

const (
	mostMeant   = 6  // names that a hint proposes
	mostOfGroup = 20 // names of a mechanism's parameters
)

// guess is the hint for a parameter that does not exist.
func (t paramTable) guess(prefix, name string) string {
	names := t.names(prefix)
	if prefix != "" {
		names = append(names, "patients")
		if slices.Contains(otherWords[name], "patients") {
			return didYouMean("patients", names)
		}
	}
	if prefix == "" && slices.Contains([]string{"patients", "population.patients", "seed", "replications"}, name) {
		return "seed, replications and, under population, patients are keys of the study, not parameters"
	}
	if prefix == "" && t.isGroup(name) {
		return "write dotted names, such as " + name + "." + t.names(name + ".")[0]
	}
	if ends := t.endingIn("." + name); prefix == "" && len(ends) > 1 && len(ends) <= mostMeant {
		return "did you mean " + oneOf(ends) + "?"
	}
	if hint := didYouMean(name, names); hint != "" {
		return hint
	}
	if _, elsewhere := t.find(name); prefix != "" && elsewhere {
		return "population parameters alone stand here; put it under set"
	}
	if group, _, dotted := strings.Cut(name, "."); dotted && prefix == "" && t.isGroup(group) && len(t.names(group+".")) <= mostOfGroup {
		return "of " + group + " there are " + strings.Join(t.names(group+"."), ", ")
	}
	return "`rapport params` lists all parameters"
}

// misplaced is the hint for a key of another place of the study, where it stands beside
// the keys of the study or of a scenario, which alone can set parameters; else nothing.
func (d *studyDecoder) misplaced(name string, beside knownFields) string {
	_, ofStudy := d.studyFields(&Study{})[name]
	_, parameter := d.table.find(name)
	_, short := d.table.find(populationPrefix + name)
	ends := d.table.endingIn("." + name)
	switch {
	case beside["points"] != nil && parameter:
		return "it is a parameter: put it under parameters"
	case beside["set"] == nil:
		return ""
	case ofStudy:
		return "it is a key of the study, the same for all scenarios"
	case parameter:
		return "it is a parameter: put it under set"
	case short || name == "patients":
		return "put it under population, a key of the study"
	case len(ends) == 1 && nearest.Name(name, fieldNames(beside)) == "":
		return "it is the parameter " + ends[0] + ": put that under set"
	}
	for home, fields := range map[string]knownFields{"assessments": d.assessmentFields(&Assessments{}), "record": d.recordFields(&population.Record{})} {
		if fields[name] != nil {
			return "put it under " + home + ", a key of the study"
		}
	}
	return ""
}

// isGroup says whether parameters begin with the name and a dot.
func (t paramTable) isGroup(name string) bool { return len(t.names(name+".")) > 0 }

// endingIn lists the parameters whose name ends so.
func (t paramTable) endingIn(suffix string) (all []string) {
	for _, row := range t.rows {
		if strings.HasSuffix(row.Name, suffix) {
			all = append(all, row.Name)
		}
	}
	return all
}

func (d *studyDecoder) actions(to *[]PlannedAction) reading {
	return func(at keyPath, n *yaml.Node) {
		d.list(at, n, "want a list of actions", func(here keyPath, item *yaml.Node) {
			var a PlannedAction
			d.object(here, item, d.actionFields(&a))
			*to = append(*to, a)
		})
	}
}

func (d *studyDecoder) actionFields(a *PlannedAction) knownFields {
	return knownFields{
		"move":     d.moves(&a.Move),
		"sessions": d.sessions(&a.Sessions),
		"phase":    d.text(&a.Phase),
		"when":     d.text(&a.When),
	}
}

// moves reads one move or a list of them.
func (d *studyDecoder) moves(to *[]string) reading {
	return func(at keyPath, n *yaml.Node) {
		if n.Kind == yaml.ScalarNode {
			*to = []string{""}
			d.text(&(*to)[0])(at, n)
			return
		}
		d.texts(to)(at, n)
	}
}

// sessions reads a session number, a list of them, or from, to and every.
func (d *studyDecoder) sessions(to *Sessions) reading {
	return func(at keyPath, n *yaml.Node) {
		switch n.Kind {
		case yaml.ScalarNode:
			to.List = []int{0}
			if hint := sessionsHint(n.Value); hint != "" {
				d.mistyped(at, n, "want a session, a list of them, or from, to and every", hint)
				return
			}
			d.session(&to.List[0])(at, n)
		case yaml.SequenceNode:
			d.list(at, n, "", func(here keyPath, item *yaml.Node) {
				to.List = append(to.List, 0)
				d.session(&to.List[len(to.List)-1])(here, item)
			})
			if len(n.Content) == 0 {
				d.faults.addAt(at, d.places[at], "", "the list is empty: want at least one session", "")
			}
		default:
			to.From, to.Every = 1, 1
			d.object(at, n, d.sessionFields(to))
		}
	}
}

func (d *studyDecoder) sessionFields(s *Sessions) knownFields {
	return knownFields{"from": d.session(&s.From), "to": d.session(&s.To), "every": d.session(&s.Every)}
}

func (d *studyDecoder) session(to *int) reading {
	return func(at keyPath, n *yaml.Node) {
		if value, ok := d.whole(at, n, sessionRange); ok {
			*to = int(value)
		}
	}
}
