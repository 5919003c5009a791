package words

import (
	"embed"
	"encoding/json"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"
)

//go:embed catalogue/*.json
var catalogues embed.FS

// Language tells in one language.
type Language struct {
	Code    string // as in the name of its catalogue: en, es
	phrases map[string]phrase
}

// phrase is a sentence with places such as {week}; where it counts something,
// one for a count of 1 and another for all others.
type phrase struct{ one, other string }

func (p *phrase) UnmarshalJSON(text []byte) error {
	if len(text) > 0 && text[0] == '"' {
		err := json.Unmarshal(text, &p.other)
		p.one = p.other
		return err
	}
	var forms struct{ One, Other string }
	err := json.Unmarshal(text, &forms)
	p.one, p.other = forms.One, forms.Other
	return err
}

var languages = read()

// English is the language in which the program speaks unless asked otherwise.
var English = In("en")

// In is the language of a code, English where there is no catalogue of it.
func In(code string) *Language {
	if l := languages[code]; l != nil {
		return l
	}
	return languages["en"]
}

// Codes are the codes of the languages, in alphabetical order.
func Codes() []string { return slices.Sorted(maps.Keys(languages)) }

// read reads the catalogues, which are part of the program: one that cannot be
// read is a fault of the program.
func read() map[string]*Language {
	all := map[string]*Language{}
	files, err := catalogues.ReadDir("catalogue")
	for _, f := range files {
		l := &Language{Code: strings.TrimSuffix(f.Name(), ".json")}
		text, readErr := catalogues.ReadFile(path.Join("catalogue", f.Name()))
		if readErr == nil {
			readErr = json.Unmarshal(text, &l.phrases)
		}
		if err == nil && readErr != nil {
			err = fmt.Errorf("%s: %w", f.Name(), readErr)
		}
		all[l.Code] = l
	}
	if err != nil {
		panic(err)
	}
	all["en"].model()
	return all
}

// Text is the phrase of a key with its places filled: pairs are names and values.
// A value of type int chooses between the forms of one and of many.
func (l *Language) Text(key string, pairs ...any) string {
	p, ok := l.phrases[key]
	if !ok {
		p = languages["en"].phrases[key]
	}
	text := p.other
	for i := 1; i < len(pairs); i += 2 {
		if n, counts := pairs[i].(int); counts && n == 1 {
			text = p.one
		}
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		text = strings.ReplaceAll(text, "{"+pairs[i].(string)+"}", fmt.Sprint(pairs[i+1]))
	}
	return text
}

// Has says whether the language has a phrase.
func (l *Language) Has(key string) bool { return l.phrases[key].other != "" }

// Move is what the therapist does in a move, as in "checks in on the relationship".
func (l *Language) Move(name string) string { return l.or("move."+name, name) }

// or is a phrase, or a name in plain letters where there is none.
func (l *Language) or(key, name string) string {
	if text := l.Text(key); text != "" {
		return text
	}
	return strings.ReplaceAll(name, "_", " ")
}

// Number is a number with so many decimals.
func (l *Language) Number(v float64, decimals int) string {
	return strings.Replace(fmt.Sprintf("%.*f", decimals, v), ".", l.Text("decimal"), 1)
}

// Short is a number with as many decimals as it needs, at most one.
func (l *Language) Short(v float64) string {
	return strings.TrimSuffix(l.Number(v, 1), l.Text("decimal")+"0")
}

// Signed is a number with its sign, of so many decimals.
func (l *Language) Signed(v float64, decimals int) string {
	text := fmt.Sprintf("%+.*f", decimals, v)
	if strings.Trim(text, "+-0.") == "" {
		return "±0"
	}
	return strings.Replace(strings.Replace(text, "-", "−", 1), ".", l.Text("decimal"), 1)
}

// Enumerate joins words as in "a, b and c".
func (l *Language) Enumerate(words []string) string {
	n := len(words)
	if n < 2 {
		return strings.Join(words, "")
	}
	and := "and"
	if soundsI(words[n-1]) {
		and = "and_before_i"
	}
	return strings.Join(words[:n-1], ", ") + " " + l.Text(and) + " " + words[n-1]
}

// soundsI says whether a Spanish word begins with the sound of "y", its "and", which is
// another word there.
func soundsI(word string) bool {
	word = strings.TrimPrefix(strings.ToLower(word), "h")
	return (strings.HasPrefix(word, "i") || strings.HasPrefix(word, "í")) && !strings.HasPrefix(word, "ie") && !strings.HasPrefix(word, "ia")
}

// Keys are the keys of the language's phrases, in alphabetical order.
func (l *Language) Keys() []string { return slices.Sorted(maps.Keys(l.phrases)) }
