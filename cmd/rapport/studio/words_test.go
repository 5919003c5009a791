package studio

import (
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"rapport/analysis/words"
	"rapport/cmd/rapport/studio/engine"
)

// scripts are the page's modules and the phone's, by name.
func scripts(t *testing.T) map[string]string {
	t.Helper()
	all := map[string]string{}
	read := func(of fs.FS, name string) {
		text, err := fs.ReadFile(of, name)
		if err != nil {
			t.Fatal(err)
		}
		all[name] = string(text)
	}
	for _, name := range modules {
		read(page(), name)
	}
	read(phoneFiles, "phone/phone.js")
	return all
}

// Has each language each phrase of every other, with the same places, in one form or
// in two, and none that is empty?
func TestPageWordsAreComplete(t *testing.T) {
	all := pageWords(engine.NewCatalogue(sources(), false))
	place := regexp.MustCompile(`\{\w+\}`)
	places := func(phrase any) string {
		forms := []any{phrase}
		if both, ok := phrase.(map[string]any); ok {
			forms = []any{both["one"], both["other"]}
		}
		var found []string
		for _, form := range forms {
			text, ok := form.(string)
			if !ok || strings.TrimSpace(text) == "" {
				return "no text"
			}
			found = append(found, place.FindAllString(text, -1)...)
		}
		slices.Sort(found)
		return fmt.Sprint(slices.DeleteFunc(slices.Compact(found), func(p string) bool { return p == "{n}" }))
	}
	if len(all) < 2 {
		t.Fatalf("the page speaks %v", slices.Collect(maps.Keys(all)))
	}
	for a, phrases := range all {
		for b, others := range all {
			for key, phrase := range phrases {
				if others[key] == nil && modelPhrases(a)[key] != nil && modelPhrases(b) == nil {
					t.Errorf("%s has %q, which the model does not say", fileOf(key, a), key)
				} else if others[key] == nil {
					t.Errorf("%s lacks %q, which %s has", fileOf(key, b), key, a)
				} else if x, y := places(phrase), places(others[key]); x != y || x == "no text" {
					t.Errorf("%q has the places %s in %s, %s in %s", key, x, a, y, b)
				}
			}
		}
	}
}

// parameterNames finds names of parameters, which are the same in every language.
var parameterNames = regexp.MustCompile(`[a-z_]+\.[a-z_]+`)

// Does each language say of a parameter as much as the model does: as many clauses, and the same
// other parameters? What the model said since is easily left behind.
func TestParametersSayAsMuchInEachLanguage(t *testing.T) {
	all := pageWords(engine.NewCatalogue(sources(), false))
	for key, phrase := range all["en"] {
		if !strings.HasPrefix(key, "parameter.") {
			continue
		}
		for code, phrases := range all {
			meant, said := phrase.(string), fmt.Sprint(phrases[key])
			named := func(text string) string {
				return fmt.Sprint(slices.Sorted(slices.Values(parameterNames.FindAllString(text, -1))))
			}
			if strings.Count(meant, ";") != strings.Count(said, ";") || named(meant) != named(said) {
				t.Errorf("%s: %q is %q: %s", code, key, meant, said)
			}
		}
	}
}

// fileOf is the file that holds such a phrase in a language, by what stands beside it.
func fileOf(key, code string) string {
	group, _, _ := strings.Cut(key, ".")
	if shared[group] {
		return "analysis/words/catalogue/" + code + ".json"
	}
	for other := range modelPhrases(code) {
		if strings.HasPrefix(other, group+".") {
			return "cmd/rapport/studio/words/model/" + code + ".json"
		}
	}
	return "cmd/rapport/studio/words/" + code + ".json"
}

// Does every word that the page asks for exist, and is every phrase of the catalogues
// asked for?
func TestPageAsksForWordsThatExist(t *testing.T) {
	all := pageWords(engine.NewCatalogue(sources(), false))["en"]
	literal := regexp.MustCompile(`"([a-z_]+\.[a-z0-9_.]+)"`)
	made := regexp.MustCompile("`([a-z_]+\\.[a-z_.]*)\\$\\{")
	asked, prefixes := map[string]bool{}, []string{}
	for name, text := range scripts(t) {
		for _, call := range regexp.MustCompile(`\bt\((?:[^()]|\([^()]*\))*\)`).FindAllString(text, -1) {
			for _, m := range literal.FindAllStringSubmatch(call, -1) {
				asked[m[1]] = true
				if all[m[1]] == nil {
					t.Errorf("%s asks for %q, which is no phrase", name, m[1])
				}
			}
		}
		for _, m := range made.FindAllStringSubmatch(text, -1) {
			prefixes = append(prefixes, m[1])
		}
		for _, m := range literal.FindAllStringSubmatch(text, -1) {
			asked[m[1]] = true
		}
	}
	own := ownWords(t, "en")
	for _, key := range slices.Sorted(maps.Keys(own)) {
		if !asked[key] && !slices.ContainsFunc(prefixes, func(p string) bool { return strings.HasPrefix(key, p) }) && strings.Contains(key, ".") {
			t.Errorf("nothing asks for %q", key)
		}
	}
}

// ownWords are the phrases of the page's own catalogue.
func ownWords(t *testing.T, code string) map[string]any {
	t.Helper()
	all := pageWords(&engine.Catalogue{})[code]
	for _, key := range words.In(code).Keys() {
		delete(all, key)
	}
	return all
}

// Has every fault that an answer or the page names a phrase, and is each named?
func TestFaultsHavePhrases(t *testing.T) {
	named := map[string]bool{}
	for _, c := range []struct{ files, name string }{
		{"*.go", `(?:fail|tell)\(w, (?:r, )?(?:http\.\w+|status), "([a-z_]+)"`}, {"class/*.go", `fault\("([a-z_]+)"\)`}, {"page/*.js", `failed\("", "([a-z_]+)"`},
	} {
		files, err := filepath.Glob(c.files)
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: %v", c.files, err)
		}
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range regexp.MustCompile(c.name).FindAllStringSubmatch(string(text), -1) {
				named["fault."+m[1]] = true
			}
		}
	}
	own := ownPhrases("en")
	for name := range named {
		if own[name] == nil {
			t.Errorf("%s has no phrase", name)
		}
	}
	for key := range own {
		if strings.HasPrefix(key, "fault.") && !named[key] {
			t.Errorf("nothing fails with %s", key)
		}
	}
}

// Is no sentence left in the scripts themselves?
func TestScriptsHoldNoSentences(t *testing.T) {
	sentence := regexp.MustCompile("[\"`][A-Z][a-z]+(?: [a-z]+)+[^\"`]*[\"`]")
	for name, text := range scripts(t) {
		for i, line := range strings.Split(text, "\n") {
			code, _, _ := strings.Cut(line, "//")
			if found := sentence.FindString(code); found != "" {
				t.Errorf("%s:%d: %s", name, i+1, found)
			}
		}
	}
}

// Are numbers and plurals those of the language?
func TestBrowserSpeaksSpanish(t *testing.T) {
	t.Parallel()
	p := newTab(t)
	p.size(1440, 900, false)
	address := served(t, Options{})
	at := "&p=guarded&b=~-1.0.4~&s=3&seed=" + fmt.Sprint(firstLasting(t))
	p.open(address + "#v=session&l=es" + at)
	p.shows("Sesión 3", "Por qué", "Ramas", "Así podría haber sonado", "Qué significan las líneas")
	if text := p.eval(`document.getElementById("main").innerText`); regexp.MustCompile(`\d\.\d`).MatchString(text) || !regexp.MustCompile(`\d,\d`).MatchString(text) {
		t.Errorf("a number has a decimal point: %.600s", text)
	}
	english := regexp.MustCompile(`(?i)\b(the|session|sessions|patient|therapist|with|rupture|bond|of|by|per|assumed|calibrated|share)\b`)
	for _, view := range []string{"home", "cast", "session", "compare", "lives", "share", "class", "lesson", "handout"} {
		more := at
		if view == "lesson" || view == "handout" {
			more = "&lesson=unnoticed-withdrawal"
		}
		p.visit(address + "#v=" + view + "&l=es" + more)
		p.drawn(view)
		seen := p.eval(`document.body.innerText + [...document.querySelectorAll("[aria-label], [title], [alt]")].map((e) => [e.getAttribute("aria-label"), e.getAttribute("title"), e.getAttribute("alt")].join(" ")).join(" ") + document.title`)
		if found := english.FindAllString(strings.ReplaceAll(seen, "v=session", ""), -1); len(found) > 0 {
			t.Errorf("%s speaks English: %v", view, found)
		}
		if p.eval(`document.documentElement.lang`) != "es" {
			t.Errorf("%s says that it is in another language", view)
		}
		if view == "session" {
			p.mechanismsIn(english)
		}
	}
	p.visit(address + "#v=lives&l=es&b=~-1.0.1~&s=1" + at)
	p.choose("language", "en")
	p.until(`document.documentElement.lang === "en" && document.getElementById("main").innerText.includes("What becomes of them")`)
}

// mechanismsIn opens what is said of every mechanism that moved the session, and
// demands that none of it is in English but names of parameters, files and publications.
func (p *tab) mechanismsIn(english *regexp.Regexp) {
	p.t.Helper()
	opened := 0
	for i := 0; p.eval(fmt.Sprintf(`document.querySelectorAll(".reason").length > %d`, i)) == "true"; i++ {
		p.do(chromedp.Evaluate(fmt.Sprintf(`document.querySelectorAll(".reason")[%d].click(); for (const d of document.querySelectorAll("#dialog details")) d.open = true`, i), nil))
		said := p.eval(`[...document.querySelectorAll("#dialog h2, #dialog h3, #dialog p, #dialog summary, #dialog caption, #dialog thead th, #dialog td, #dialog .refs div")].map((e) => e.innerText).join("\n").replaceAll(/\([A-Za-z0-9 ]+\)|sim\/\w+\.go/g, "")`)
		if found := english.FindAllString(parameterNames.ReplaceAllString(said, ""), -1); len(found) > 0 {
			p.t.Errorf("a mechanism speaks English: %q in %.2000s", found, said)
		}
		if strings.Contains(said, "unit.") || strings.Contains(said, "parameter.") || strings.Contains(said, "source.") {
			p.t.Errorf("a word is missing in %s", said)
		}
		opened += strings.Count(said, "\n")
		p.tick("#dialog button")
	}
	if opened < 50 {
		p.t.Errorf("the mechanisms say %d lines", opened)
	}
}
