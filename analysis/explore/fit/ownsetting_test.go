package fit

import (
	"fmt"
	"strings"
	"testing"
)

// How long treatment is planned is taken from the table where most patients reach the same
// last session; where they end at different ones, a plan of each patient's own is kept, and
// that is told.
func TestSettingOfAnOwnTable(t *testing.T) {
	table := func(longest func(patient int) int) string {
		var b strings.Builder
		b.WriteString("patient,session,alliance,symptoms\n")
		for p := range 20 {
			for s := 1; s <= longest(p); s++ {
				fmt.Fprintf(&b, "%d,%d,%.1f,%d\n", p, s, 3+float64(p%5)/5, 18-s+p%4)
			}
		}
		return b.String()
	}
	for name, c := range map[string]struct {
		longest  func(patient int) int
		planned  int
		sessions float64
		alike    bool
		told     string
	}{
		"a trial":          {func(p int) int { return 8 - 3*(p%5/4) }, 0, 8, true, ""},
		"a service":        {func(p int) int { return 3 + p%6 }, 0, 8, false, "most patients end before session 8"},
		"a service, known": {func(p int) int { return 3 + p%6 }, 8, 8, true, ""},
	} {
		own, _ := mustRead(t, table(c.longest), Mapping{PlannedSessions: c.planned})
		set, told := own.setting()
		_, alike := set["care.plan"]
		if set["care.sessions"] != c.sessions || alike != c.alike || !strings.HasPrefix(told, c.told) || (told == "") != (c.told == "") {
			t.Errorf("%s: %v, %q: want %v sessions, planned alike %v, %q", name, set, told, c.sessions, c.alike, c.told)
		}
	}
}
