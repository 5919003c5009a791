package engine

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"rapport/analysis/words"
)

// Is every wrong request refused with a word?
func TestRefusals(t *testing.T) {
	text, err := json.Marshal(request())
	if err != nil {
		t.Fatal(err)
	}
	seed := fmt.Sprintf(`"seed":%d`, request().Cast.Seed)
	good := string(text)
	change := func(old, new string) string {
		if !strings.Contains(good, old) {
			t.Fatalf("the request holds no %s", old)
		}
		return strings.Replace(good, old, new, 1)
	}
	for _, c := range []struct{ op, text, want string }{
		{"dance", good, "no operation"},
		{OpCourse, "", "ends too early"},
		{OpCourse, "{", "ends too early"},
		{OpCourse, "{]", "no JSON from byte 2"},
		{OpCourse, good + "{}", "more than one document"},
		{OpCourse, "{}", "no branch"},
		{OpCourse, change(`"seed"`, `"sead"`), "no field “sead”"},
		{OpCourse, change(`"hopeful"`, `"nobody"`), "no patient vignette"},
		{OpCourse, change(`"flexible-expert"`, `"nobody"`), "no therapist vignette"},
		{OpCourse, change(seed, `"seed":9007199254740992`), "seed = 9007199254740992"},
		{OpCourse, change(seed, `"seed":-1`), "“cast.seed” cannot have the value"},
		{OpCourse, change(`"per_week":1`, `"per_week":1e9`), "per_week"},
		{OpCourse, change(`"sessions":16`, `"sessions":1000000000`), "sessions = 1000000000"},
		{OpCourse, change(`"approach":"cbt"`, `"approach":"hypnosis"`), "want cbt or psychodynamic"},
		{OpCourse, change(`{"vignette":"hopeful"}`, `{"vignette":"hopeful","traits":{"warmth":1}}`), "no trait"},
		{OpCourse, change(`{"vignette":"hopeful"}`, `{"vignette":"hopeful","traits":{"openness":99}}`), "want -3 to 3"},
		{OpCourse, change(`"push_technique"`, `"push_luck"`), "no move"},
		{OpCourse, change(`"parent":0`, `"parent":7`), "want an earlier one"},
		{OpCourse, change(`"played":16`, `"played":1000000`), "want session numbers"},
		{OpCourse, change(`"3":["push`, `"-3":["push`), "want 1 or more"},
		{OpCourse, `{"branches":[` + strings.Repeat(`{},`, 24) + `{}]}`, "at most 24"},
		{OpCourse, strings.Repeat(" ", MaxRequest+1), "at most 65536 are read"},
		{OpCourse, change(seed, `"seed":1,"run":{"replication":0,"patient":0}`), "no run is open"},
		{OpLives, change(`"count":0`, `"count":1000000000`), "want 1 to 5000"},
		{OpLives, change(`"count":0`, `"count":-1`), "want 1 to 5000"},
		{OpAdvice, change(`"branch":0`, `"branch":9`), "no branch 9"},
		{OpAdvice, change(`"branch":0`, `"branch":0,"together":["validate","dance"]`), "no move"},
		{OpAdvice, strings.ReplaceAll(good, `"played":16`, `"played":1000`), "treatment has ended"},
		{OpGuess, good, "a guess says"},
		{OpRun, "{}", "no run is open"},
	} {
		if got := refusal(t, c.op, c.text); !strings.Contains(got, c.want) {
			t.Errorf("%s %s: %q, want %q in it", c.op, short(c.text), got, c.want)
		}
	}
	wide := request()
	wide.Count, wide.Cast.Sessions = 5000, 60
	for len(wide.Branches) < 24 {
		wide.Branches = append(wide.Branches, wide.Branches[0])
	}
	text, err = json.Marshal(wide)
	if err != nil {
		t.Fatal(err)
	}
	if got := refusal(t, OpLives, string(text)); !strings.Contains(got, "ask for fewer") {
		t.Errorf("5,000 lives of 24 branches: %q", got)
	}
}

// Is a refusal in the language of the request, and has each language all of them?
func TestRefusalsSpeakTheLanguage(t *testing.T) {
	r := request()
	r.Cast.Sessions, r.Language = 1000, "es"
	text, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	spanish := string(text)
	for _, c := range []struct{ request, want string }{
		{spanish, "sessions = 1000: debe estar entre 1 y 60"},
		{`{"language":"es","count":""}`, "la petición no se puede leer: «count» no puede tener el valor que termina en el byte 27"},
		{"]" + spanish, "la petición no se puede leer: deja de ser JSON en el byte 1"},
		{strings.Replace(spanish, `"seed"`, `"sead"`, 1), "la petición no se puede leer: no existe el campo «sead»"},
		{spanish[:len(spanish)-1], "la petición no se puede leer: termina demasiado pronto"},
	} {
		if got := refusal(t, OpCourse, c.request); got != c.want {
			t.Errorf("in Spanish: %q, want %q", got, c.want)
		}
	}
	sources, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	asked := map[string]bool{}
	for _, name := range sources {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`refuse\("([a-z_.]+)"(?:\+(who))?`).FindAllStringSubmatch(string(text), -1) {
			if asked[m[1]] = true; m[2] != "" {
				delete(asked, m[1])
				asked[m[1]+"patient"], asked[m[1]+"therapist"] = true, true
			}
		}
	}
	for _, code := range words.Codes() {
		for key := range asked {
			if !words.In(code).Has("refusal." + key) {
				t.Errorf("%s has no phrase for the refusal %q", code, key)
			}
		}
		for _, key := range words.In(code).Keys() {
			if name, ok := strings.CutPrefix(key, "refusal."); ok && !asked[name] {
				t.Errorf("%s: nothing is refused with %q", code, name)
			}
		}
	}
}

// Does an answer stop when nobody waits for it any more?
func TestContextEndsTheWork(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	text, err := json.Marshal(request())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := New(nil).Answer(ctx, OpLives, []byte(strings.Replace(string(text), `"count":0`, `"count":500`, 1))); !errors.Is(err, context.Canceled) {
		t.Errorf("a fan for nobody: %v, want %v", err, context.Canceled)
	}
}
