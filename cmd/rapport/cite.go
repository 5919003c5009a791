package main

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"rapport/analysis"
	"rapport/scenarios/run"
	"rapport/scenarios/study"
	"rapport/sim"
)

// citation is one thing to cite.
type citation struct {
	Key       string `json:"key"`
	Reference string `json:"reference"`
	DOI       string `json:"doi,omitempty"`
	For       string `json:"for,omitempty"`  // what the model takes from it
	Read      string `json:"read,omitempty"` // how a finding's source was read

	Mechanisms []string `json:"mechanisms,omitempty"` // titles of those that rest on it, or have a parameter that does

	fields string // of its BibTeX entry, where they are known one by one
}

func newCite() *cobra.Command {
	var asBibTeX, asJSON bool
	c := &cobra.Command{
		Use:   "cite [STUDY]",
		Short: "list what to cite: rapport, the theory and the findings it rests on",
		Long: `List what to cite: rapport itself, the publications that model and parameters rest
on, and the published findings that it is held to (their keys are finding ids),
each with the mechanisms that rest on it.
With STUDY, list rapport and the sources of that study.`,
		Args: atMost(1, "STUDY"),
		RunE: func(c *cobra.Command, args []string) error {
			list, err := citations(args)
			if err != nil {
				return err
			}
			p := &printer{w: c.OutOrStdout()}
			switch {
			case asJSON:
				encoder := json.NewEncoder(p.w)
				encoder.SetIndent("", "  ")
				return encoder.Encode(list)
			case asBibTeX:
				for i := range list {
					p.line("%s", list[i].bibTeX())
				}
			default:
				for i := range list {
					p.line("%s", wrap(fmt.Sprintf("%-16s ", list[i].Key), list[i].text()))
				}
			}
			return p.err
		},
	}
	c.Flags().BoolVar(&asBibTeX, "bibtex", false, "print BibTeX entries")
	c.Flags().BoolVar(&asJSON, "json", false, "print one JSON document")
	exclusively(c, "bibtex", "json")
	return c
}

// self is how to cite the program.
func self() citation {
	const authors, title = "The rapport authors", "rapport: a simulation engine for psychotherapy alliance research"
	return citation{
		Key:       "rapport",
		Reference: authors + ". " + title + ", version " + run.EngineVersion + " [computer software]",
		fields: fmt.Sprintf("  author = {{%s}},\n  title = {{%s}},\n  howpublished = {Computer software},\n  version = {%s},\n  note = {Version %[3]s}",
			authors, title, run.EngineVersion),
	}
}

// citations lists what to cite in all, or for one study.
func citations(args []string) ([]citation, error) {
	list := []citation{self()}
	if len(args) > 0 {
		study, name, err := openStudy(args[0], study.Overrides{NoEnvironment: true})
		if err != nil {
			return nil, err
		}
		for i, text := range study.Sources {
			list = append(list, citation{Key: fmt.Sprintf("%s-%d", name, i+1), Reference: plainText(text)})
		}
		return list, nil
	}
	for _, s := range sortedBy(sim.Sources(), func(s sim.Source) string { return s.Key }) {
		list = append(list, citation{Key: s.Key, Reference: s.Reference, DOI: s.DOI, For: s.Bears})
	}
	for _, f := range sortedBy(slices.Concat(analysis.Findings(), analysis.HeldOut()), func(f analysis.Finding) string { return f.ID }) {
		list = append(list, citation{Key: f.ID, Reference: f.Citation, DOI: f.DOI, For: f.Text, Read: f.Read})
	}
	resting := restingOn()
	for i := range list {
		list[i].Mechanisms = resting[list[i].Key]
	}
	return slices.DeleteFunc(list, func(c citation) bool { return c.Reference == "" }), nil
}

// restingOn are the titles of the mechanisms by the keys of what they rest on.
func restingOn() map[string][]string {
	titles := map[string][]string{}
	m := sim.Default()
	for _, x := range m.Mechanisms() {
		keys := strings.Fields(x.Rests)
		for _, p := range x.Params {
			keys = append(keys, strings.Fields(p.Source)...)
		}
		for _, key := range keys {
			if !slices.Contains(titles[key], x.Title) {
				titles[key] = append(titles[key], x.Title)
			}
		}
	}
	return titles
}

// text is the citation in a line.
func (c *citation) text() string {
	text := c.Reference
	if c.DOI != "" {
		text += ". doi:" + c.DOI
	}
	if c.For != "" {
		text += " – " + c.For
	}
	if len(c.Mechanisms) > 0 {
		text += " [" + strings.Join(c.Mechanisms, "; ") + "]"
	}
	if c.Read != "" && c.Read != "abstract" {
		text += " (" + c.Read + ")"
	}
	return text
}

// bibTeX is the citation as an entry. References are kept whole in a note, since
// taking them apart would guess.
func (c *citation) bibTeX() string {
	escape := strings.NewReplacer("&", `\&`, "%", `\%`, "#", `\#`, "_", `\_`, "{", `\{`, "}", `\}`)
	if c.fields != "" {
		return fmt.Sprintf("@misc{%s,\n%s\n}", c.Key, c.fields)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "@misc{%s,\n  note = {%s}", c.Key, escape.Replace(c.Reference))
	if c.DOI != "" {
		fmt.Fprintf(&b, ",\n  doi = {%s}", c.DOI)
	}
	if c.For != "" {
		fmt.Fprintf(&b, ",\n  annote = {%s}", escape.Replace(c.For))
	}
	b.WriteString("\n}")
	return b.String()
}
