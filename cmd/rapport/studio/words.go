package studio

import (
	"embed"
	"encoding/json"
	"fmt"
	"path"
	"strings"

	"rapport/analysis/words"
	"rapport/cmd/rapport/studio/engine"
)

//go:embed words/*.json
var wordFiles embed.FS

// phraseOf is a phrase of the page's own catalogue, where it counts nothing.
func phraseOf(code, key string) string {
	text, _ := ownPhrases(code)[key].(string)
	return text
}

// ownPhrases is the page's own catalogue of a language.
func ownPhrases(code string) map[string]any {
	phrases := map[string]any{}
	text, err := wordFiles.ReadFile(path.Join("words", code+".json"))
	if err == nil {
		err = json.Unmarshal(text, &phrases)
	}
	if err != nil {
		panic(fmt.Errorf("studio: words of %s: %w", code, err)) // they are in the binary
	}
	return phrases
}

// pageWords are the words of the page by language and key: those of the page's own
// catalogues, in English what the catalogue says of people, traits and mechanisms,
// and what analysis/words says of moves and events. A phrase is a text or, where
// it counts something, one for a count of 1 and another for all others.
func pageWords(c *engine.Catalogue) map[string]map[string]any {
	all := map[string]map[string]any{}
	for _, code := range words.Codes() {
		phrases, l := ownPhrases(code), words.In(code)
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
	for _, m := range c.Mechanisms {
		all["mechanism."+m.Key+".title"], all["mechanism."+m.Key+".meaning"] = m.Title, m.Meaning
	}
	return all
}
