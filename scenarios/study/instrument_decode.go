package study

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"go.yaml.in/yaml/v3"

	"rapport/configs"
)

// instrumentName is what an instrument may be called: it becomes part of the names
// of columns.
var instrumentName = regexp.MustCompile(`^[a-z][a-z0-9_-]{0,30}$`)

const mostScales = 12

// instruments reads a list of instruments: each the name of one that ships, a file,
// or a description.
func (d *studyDecoder) instruments(to *[]Instrument) reading {
	return func(at keyPath, n *yaml.Node) {
		d.list(at, n, "want a list of instruments: names, files or descriptions", func(here keyPath, item *yaml.Node) {
			q := newInstrument()
			if item.Kind == yaml.MappingNode {
				d.object(here, item, d.instrumentFields(&q))
				q.settle()
			} else {
				var word string
				if d.text(&word)(here, item); word != "" {
					d.describe(here, word, &q)
				}
			}
			*to = append(*to, q)
		})
	}
}

// describe reads the description that a word stands for.
func (d *studyDecoder) describe(at keyPath, word string, q *Instrument) {
	text, err := configs.Instrument(word)
	switch where, own := builtIn(word); {
	case own:
		d.faults.addAt(at, d.places[at], quote(word), "has columns of its own and is always recorded: "+where, "leave it out")
		return
	case err == nil:
	case !isInstrumentFile(word):
		hint := didYouMean(word, configs.Instruments())
		if hint == "" {
			hint = "there are " + list(configs.Instruments()) + "; your own is a file, such as ./mine.yaml"
		}
		d.faults.addAt(at, d.places[at], quote(word), "no instrument of this name ships", hint)
		return
	case d.tables == nil:
		d.faults.addAt(at, d.places[at], quote(word), "a file can be named in a study file alone", "")
		return
	default:
		if text, err = d.tables(word, maxStudyBytes); err != nil {
			d.faults.addAt(at, d.places[at], quote(word), "cannot be read: "+err.Error(), meantHint(err, "name a YAML file in the folder of the study, or in one below it"))
			return
		}
	}
	d.judged = append(d.judged, at)
	found := readInstrument(word, text, q)
	for _, f := range found.found {
		if f.at = at.key(string(f.at)); f.Path == "" { // of the file as a whole
			f.at = at
		}
		d.faults.take(f)
	}
}

// readInstrument reads the file of a description; its faults name the file.
func readInstrument(file string, text []byte, q *Instrument) *faultList {
	d := &studyDecoder{places: map[keyPath]place{}, faults: &faultList{}}
	if root := syntaxTree(text, d.faults); root != nil {
		d.places[""] = place{Line: root.Line, Column: root.Column}
		d.object("", root, d.instrumentFields(q))
		q.settle()
		var checked faultList
		q.check("", &checked)
		for _, f := range checked.found {
			if _, said := d.places[f.at]; !said && f.Value == "0" {
				f.Value = "" // nobody wrote it
			}
			if !d.told(f.at) {
				d.faults.addAt(f.at, d.nearestPlace(f.at), f.Value, f.Message, f.Hint)
			}
		}
	}
	for i := range d.faults.found {
		f := &d.faults.found[i]
		if f.File, f.Message = file, ofDescription.Replace(f.Message); f.Message == emptyDescription {
			f.Hint = "an instrument needs name, construct, high, range, mean and sd"
		}
	}
	return d.faults
}

const emptyDescription = "the description is empty"

// ofDescription says of a description what is said of a study.
var ofDescription = strings.NewReplacer("the study is empty", emptyDescription, "a study is one document", "a description is one document", "allowed in a study", "allowed in a description")

func (d *studyDecoder) instrumentFields(q *Instrument) knownFields {
	fields := knownFields{
		"name": d.text(&q.Name), "title": d.text(&q.Title), "construct": d.text(&q.Construct), "rater": d.text(&q.Rater),
		"high": d.text(&q.High), "range": d.decimals(&q.Range), "sources": d.texts(&q.Sources),
		"items": func(at keyPath, n *yaml.Node) {
			d.list(at, n, "want a list of items", func(here keyPath, item *yaml.Node) {
				x := newItem()
				d.object(here, item, d.itemFields(&x))
				q.Items = append(q.Items, x)
			})
		},
	}
	for _, p := range q.numbers() {
		fields[p.Name] = d.number(p.Value, p)
		if slices.Contains(unsaid, p.Name) {
			fields[p.Name] = func(at keyPath, n *yaml.Node) {
				if value, ok := writtenAs(n).number(); ok && value == 0 {
					hint := "leave the line out, or write another number"
					if p.Name == "cut_off" {
						hint = "leave the line out, or write a number between 0 and the score below it, which parts scores alike"
					}
					d.faults.addAt(at, d.places[at], shownWord(n.Value), "0 is what is not said", hint)
					return
				}
				d.number(p.Value, p)(at, n)
			}
		}
	}
	return fields
}

// unsaid are the numbers of an instrument that are 0 where nothing is said: a 0 that
// somebody writes would be passed over.
var unsaid = []string{"retest", "cut_off", "reliable_change"}

func (d *studyDecoder) itemFields(x *InstrumentItem) knownFields {
	fields := knownFields{
		"times": d.small(&x.Times, mostItems), "scale": d.small(&x.Scale, mostScales), "thresholds": d.decimals(&x.Thresholds),
	}
	for _, p := range x.numbers() {
		fields[p.Name] = d.number(p.Value, p)
	}
	return fields
}

// small reads a whole number from 1 to most.
func (d *studyDecoder) small(to *int, most uint64) reading {
	return func(at keyPath, n *yaml.Node) {
		if value, ok := d.whole(at, n, wholeRange{1, most, ""}); ok {
			*to = int(value)
		}
	}
}

// document writes the description whole, so that a resolved study needs no file.
func (q *Instrument) document() *yaml.Node {
	c := newSection()
	c.text("name", q.Name)
	c.text("title", q.Title)
	c.text("construct", q.Construct)
	c.text("rater", q.Rater)
	c.text("high", q.High)
	c.add("range", numbersNode(q.Range))
	silent := newInstrument()
	silent.settle()
	for i, p := range q.numbers() {
		if *p.Value != 0 || p.Name == "ruptured" && q.Construct == ruptures || *silent.numbers()[i].Value != 0 || slices.Contains(scoreNumbers, p.Name) {
			c.add(p.Name, plainNode(formatNumber(*p.Value)))
		}
	}
	if len(q.Items) > 0 {
		items := &yaml.Node{Kind: yaml.SequenceNode}
		for i := range q.Items {
			items.Content = append(items.Content, q.Items[i].document())
		}
		c.add("items", items)
	}
	if len(q.Sources) > 0 {
		c.add("sources", textsNode(q.Sources))
	}
	return c.node
}

func (x *InstrumentItem) document() *yaml.Node {
	c := newSection()
	c.add("times", plainNode(strconv.Itoa(x.Times)))
	c.add("scale", plainNode(strconv.Itoa(x.Scale)))
	for _, p := range x.numbers() {
		c.add(p.Name, plainNode(formatNumber(*p.Value)))
	}
	c.add("thresholds", numbersNode(x.Thresholds))
	return c.node
}

// ReadInstrument reads the description of an instrument that ships, by its name, or
// that of a file. The error is [Faults], or says that the file could not be read.
func ReadInstrument(word string) (Instrument, error) {
	q := newInstrument()
	text, err := configs.Instrument(word)
	if err != nil {
		if !isInstrumentFile(word) {
			return q, Faults{{Path: word, Message: "no instrument of this name ships", Hint: didYouMean(word, configs.Instruments())}}
		}
		if text, err = readDescription(word); err != nil {
			return q, fmt.Errorf("read the instrument: %w", err)
		}
	}
	found := readInstrument(word, text, &q)
	return q, found.faults()
}

// readDescription reads a file that is no larger than a study.
func readDescription(name string) ([]byte, error) {
	switch info, err := os.Stat(name); {
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular() || info.Size() > maxStudyBytes:
		return nil, fmt.Errorf("%s is no description of an instrument", name)
	}
	return os.ReadFile(name)
}

// totalWords are what a heading may say beside the name of an instrument: that it is
// the total, or what parts it from the number of the session (ors_s*).
var totalWords = []string{"", "total", "score", "totalscore", "sum", "sumscore", "gesamt", "gesamtwert", "summe", "s", "session", "w", "week", "t"}

// otherNames are the names in print of instruments that ship, where theirs is another.
var otherNames = map[string]string{"bdi2": "BDI-II", "oq45": "OQ-45.2"}

// InstrumentOf finds the instrument that a column of a table is named after: one of
// those given, or one that ships. Signs, case and a word for the total do not count.
func InstrumentOf(heading string, own []Instrument) (q Instrument, found bool) {
	wanted := plainName(heading)
	is := func(name string) bool {
		rest, ok := strings.CutPrefix(wanted, plainName(name))
		return ok && slices.Contains(totalWords, rest)
	}
	for _, q := range own {
		if is(q.Name) {
			return q, true
		}
	}
	for _, name := range configs.Instruments() {
		if is(name) || otherNames[name] != "" && is(otherNames[name]) {
			q, err := ReadInstrument(name)
			return q, err == nil
		}
	}
	return q, false
}

// plainName is the letters and digits of a name, in lower case.
func plainName(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, text)
}

// Ends are the scores of the weakest alliance and the strongest, or of no symptoms
// and the worst: the first is the higher one where high scores mean well of symptoms.
func (q *Instrument) Ends() []float64 {
	if (q.High == "well") != (q.Construct == "alliance") {
		return []float64{q.Range[1], q.Range[0]}
	}
	return []float64{q.Range[0], q.Range[1]}
}

// Words are the instrument in a few words.
func (q *Instrument) Words() string {
	title := ""
	if q.Title != "" {
		title = q.Title + ", "
	}
	return fmt.Sprintf("%s (%s%s to %s, high is %s)", q.Name, title, formatNumber(q.Range[0]), formatNumber(q.Range[1]), q.High)
}
