package twins

import (
	"cmp"
	"flag"
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite the outcomes in COMPARE.md")

var (
	ofAWeek = regexp.MustCompile(`\b(26|39|52)\b|(_)(26|39|52)$`)
	between = regexp.MustCompile(`(?s)(<!-- outcomes -->\n).*?(<!-- end -->)`)
)

// Does the page that tells how scenarios are compared list every outcome, as it is?
func TestPageListsTheOutcomes(t *testing.T) {
	var b strings.Builder
	b.WriteString("\n| outcome | unit | meaning |\n|---|---|---|\n")
	told := map[string]bool{}
	for _, o := range OutcomesAt([]int{26, 39, 52}, 26, 52) {
		name := ofAWeek.ReplaceAllString(o.Name, "${2}W")
		if told[name] {
			continue
		}
		told[name] = true
		meaning := strings.ReplaceAll(o.Meaning, "from week 26", "from the primary week")
		meaning = strings.ReplaceAll(meaning, "at week 26; none for others", "at that week; none for others")
		fmt.Fprintf(&b, "| `%s` | %s | %s |\n", name, cmp.Or(o.Unit, "yes or no"), ofAWeek.ReplaceAllString(meaning, "W"))
	}
	b.WriteString("\n")
	const page = "COMPARE.md"
	raw, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	want := between.ReplaceAllString(string(raw), "${1}"+b.String()+"${2}")
	switch {
	case want == string(raw):
	case *update:
		if err := os.WriteFile(page, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	default:
		t.Errorf("%s lists other outcomes than there are: go test ./analysis/twins -run TestPage -update renews it", page)
	}
}
