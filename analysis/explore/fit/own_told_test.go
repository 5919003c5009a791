package fit

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// Where a score is lacking, columns that may be its items are named.
func TestItemsInPlaceOfAScoreAreTold(t *testing.T) {
	items := clinic("patient,session,alliance,phq9_1,phq9_2,phq9_3,phq9_4,phq9_5,phq9_6,phq9_7,phq9_8,phq9_9", func(p, th, s int, a float64, y int) string {
		return fmt.Sprintf("%d,%d,%.3f,0,1,2,3,%d,1,0,2,1\n", p, s, a, y%4)
	})
	table, _ := mustRead(t, items, Mapping{})
	noted(t, table, "no column for symptoms")
	noted(t, table, "phq9_* are 9 columns of whole numbers from 0 to 3, as the items of the PHQ-9 are")
}

// Sampling errors that leave out how therapists differ say so.
func TestFewTherapistsAreTold(t *testing.T) {
	many := func(p, th, s int, a float64, y int) string { return plainRow(p, p%25, s, a, y) }
	for therapists, c := range map[string]struct {
		text string
		told bool
	}{"8": {clinic(header, plainRow), true}, "25": {clinic(header, many), false}, "not known": {strings.Replace(clinic(header, plainRow), "therapist", "clinic", 1), true}} {
		_, _, fit, err := askedOfOwn(strings.NewReader(c.text), Mapping{}, &Options{})
		if err != nil {
			t.Fatal(err)
		}
		if told := slices.ContainsFunc(fit.Notes, func(n string) bool { return strings.Contains(n, "the SE takes patients as independent") }); told != c.told {
			t.Errorf("%s therapists: told %v, want %v: %q", therapists, told, c.told, fit.Notes)
		}
	}
}

// Where few therapists are known and most patients have none, sampling errors are those that
// are told: of patients taken as independent, as where no therapist is known.
func TestErrorsOfFewKnownTherapistsAreAsTold(t *testing.T) {
	few := clinic(header, func(p, th, s int, a float64, y int) string {
		if p > 15 {
			return strings.Replace(plainRow(p, th, s, a, y), fmt.Sprintf(",%d,", th), ",NA,", 1)
		}
		return plainRow(p, p%3, s, a, y)
	})
	none := strings.Replace(clinic(header, plainRow), "therapist", "clinic", 1)
	_, own, fit, err := askedOfOwn(strings.NewReader(few), Mapping{}, &Options{})
	if err != nil {
		t.Fatal(err)
	}
	if fit.Therapists != 3 || !slices.ContainsFunc(fit.Notes, func(n string) bool {
		return strings.Contains(n, "fewer than 20 therapists (3): the SE takes patients as independent")
	}) {
		t.Errorf("%d therapists: %q", fit.Therapists, fit.Notes)
	}
	_, alone, _, err := askedOfOwn(strings.NewReader(none), Mapping{}, &Options{})
	if err != nil {
		t.Fatal(err)
	}
	if len(own.targets) != len(alone.targets) || len(own.targets) == 0 {
		t.Fatalf("%d targets, %d where no therapist is known", len(own.targets), len(alone.targets))
	}
	for i := range own.targets {
		near(t, own.findings[i].Text, own.targets[i].halfWidth(), alone.targets[i].halfWidth(), 1e-12)
	}
}
