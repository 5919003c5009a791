package studio

import (
	"embed"
	"encoding/json"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"rapport/analysis/words"
	"rapport/cmd/rapport/studio/engine"
	"rapport/sim"
)

//go:embed words
var wordFiles embed.FS

// phraseOf is a phrase of the page's own catalogue, where it counts nothing.
func phraseOf(code, key string) string {
	text, _ := ownPhrases(code)[key].(string)
	return text
}

// ownPhrases is the page's own catalogue of a language.
func ownPhrases(code string) map[string]any { return phrasesIn(code + ".json") }

// modelPhrases is what the model says of itself, in a language other than its own.
func modelPhrases(code string) map[string]any {
	if code == "en" {
		return nil // it stands in the model
	}
	return phrasesIn(path.Join("model", code+".json"))
}

func phrasesIn(file string) map[string]any {
	phrases := map[string]any{}
	text, err := wordFiles.ReadFile(path.Join("words", file))
	if err == nil {
		err = json.Unmarshal(text, &phrases)
	}
	if err != nil {
		panic(fmt.Errorf("studio: words of %s: %w", file, err)) // they are in the binary
	}
	return phrases
}

// pageWords are the words of the page by language and key: those of the page's own
// catalogues, in English what the catalogue says of people, traits, mechanisms and what
// they rest on, and what analysis/words says of moves and events. A phrase is a text or, where
// it counts something, one for a count of 1 and another for all others.
func pageWords(c *engine.Catalogue) map[string]map[string]any {
	all := map[string]map[string]any{}
	for _, code := range words.Codes() {
		phrases, l := ownPhrases(code), words.In(code)
		maps.Copy(phrases, modelPhrases(code))
		for _, key := range l.Keys() {
			if group, _, ok := strings.Cut(key, "."); ok && shared[group] && l.Has(key) {
				phrases[key] = l.Text(key)
			}
		}
		all[code] = phrases
	}
	for key, text := range described(c) {
		all["en"][key] = text
	}
	return all
}

// shared are the groups of phrases that the page takes from analysis/words.
var shared = map[string]bool{"move_name": true, "move_meaning": true, "facet": true, "kind": true, "ending": true}

// described is what the catalogue itself says, by the keys of the page's words.
func described(c *engine.Catalogue) map[string]string {
	all := map[string]string{}
	person := func(who string, people []engine.Vignette) {
		for _, v := range people {
			all[who+"."+v.Key+".title"], all[who+"."+v.Key+".portrait"] = v.Title, v.Portrait
		}
	}
	person("patient", c.Patients)
	person("therapist", c.Therapists)
	for who, traits := range map[string][]engine.Trait{"patient": c.PatientTraits, "therapist": c.TherapistTraits} {
		for _, t := range traits {
			key := "trait." + who + "." + t.Key
			all[key+".name"], all[key+".low"], all[key+".high"] = t.Name, t.Low, t.High
		}
	}
	for _, g := range []sim.Grade{sim.Reported, sim.Derived, sim.Calibrated, sim.Assumed} {
		all["grade."+string(g)] = string(g)
	}
	for _, m := range c.Mechanisms {
		all["mechanism."+m.Key+".title"], all["mechanism."+m.Key+".meaning"] = m.Title, m.Meaning
		for _, p := range m.Parameters {
			all["parameter."+p.Name], all["unit."+p.Unit] = p.Meaning, p.Unit
		}
		for _, s := range c.Sources {
			if slices.Contains(m.SourceKeys, s.Key) {
				all["source."+s.Key] = s.Bears
			}
		}
	}
	return all
}
