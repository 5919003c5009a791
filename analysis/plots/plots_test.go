package plots

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"image/color"
	"image/png"
	"io"
	"math"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/plot"

	"rapport/analysis"
	"rapport/analysis/data"
	"rapport/analysis/twins"
	"rapport/sim/record"
)

func TestFiguresOfARun(t *testing.T) {
	var names []string
	for _, f := range Figures(gathered(t)) {
		names = append(names, f.Name)
		if f.Title == "" || f.Caption == "" || f.Alt == "" || len(f.Table.Rows) == 0 {
			t.Errorf("%s: title %q, caption %q, alternative %q, %d rows of numbers", f.Name, f.Title, f.Caption, f.Alt, len(f.Table.Rows))
		}
		for i, row := range f.Table.Rows {
			if len(row) != len(f.Table.Header) {
				t.Errorf("%s: row %d has %d cells, the header %d", f.Name, i, len(row), len(f.Table.Header))
			}
		}
	}
	want := []string{"phq9-by-week", "time-to-leaving", "time-to-remission", "time-to-relapse", "alliance-and-phq9", "retention", "contrasts", "twin-differences", "for-whom", "courses-alliance", "courses-phq9",
		"ruptures-and-repair", "ledger-alliance", "ledger-severity", "pattern-floor", "pattern-lengths", "pattern-ruptures", "pattern-alliance"}
	if !slices.Equal(names, want) {
		t.Errorf("figures %v, want %v", names, want)
	}
}

// However few courses are marked, an axis of sessions below which no other stands says so.
func TestLowestPanelsOfMarksNameTheirAxis(t *testing.T) {
	m := gathered(t)
	for n := 1; n <= min(5, len(m.Marked)); n++ {
		few := *m
		few.Marked = m.Marked[:n]
		var b bytes.Buffer
		if err := marks(&few).WriteSVG(&b); err != nil {
			t.Fatal(err)
		}
		if got := strings.Count(b.String(), ">session<"); got != min(n, 3) {
			t.Errorf("%d courses: %d panels say that their axis counts sessions, want %d", n, got, min(n, 3))
		}
	}
	if len(m.Marked) < 4 {
		t.Errorf("only %d courses are marked: too few for a second row", len(m.Marked))
	}
}

// One scenario has nothing to compare, and one that waits nobody to retain.
func TestFiguresThatTheDataAllow(t *testing.T) {
	run := runOf(t, map[string]*record.Rows{"c-wait": waiting()})
	m, err := Gather(run, twins.CompareOptions{TrialN: 100})
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, f := range Figures(m) {
		names = append(names, f.Name)
	}
	if want := []string{"phq9-by-week", "time-to-remission", "alliance-and-phq9", "courses-phq9"}; !slices.Equal(names, want) {
		t.Errorf("figures of a waiting list %v, want %v", names, want)
	}
}

func TestFiguresAreTheSameTwice(t *testing.T) {
	if testing.Short() {
		t.Skip("no goroutine starts here: left out of short runs, which look for races")
	}
	one, two := Figures(gathered(t)), Figures(gathered(t))
	for i, f := range one {
		var a, b, c, d bytes.Buffer
		if err := errors.Join(f.WriteSVG(&a), two[i].WriteSVG(&b), f.WritePNG(&c), two[i].WritePNG(&d)); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(a.Bytes(), b.Bytes()) {
			t.Errorf("%s: the SVG differs when drawn again", f.Name)
		}
		if !bytes.Equal(c.Bytes(), d.Bytes()) {
			t.Errorf("%s: the PNG differs when drawn again", f.Name)
		}
		picture, err := png.DecodeConfig(&c)
		if err != nil || picture.Width < 1300 {
			t.Errorf("%s: %d pixels wide, error %v", f.Name, picture.Width, err)
		}
		if err := balanced(a.String()); err != nil {
			t.Errorf("%s: %v", f.Name, err)
		}
	}
}

// In a page, a figure follows the theme and has a title and a description.
func TestInlineFollowsTheTheme(t *testing.T) {
	for _, f := range Figures(gathered(t)) {
		text, err := f.Inline()
		if err != nil {
			t.Fatal(err)
		}
		if err := balanced(text); err != nil {
			t.Errorf("%s: %v", f.Name, err)
		}
		for _, c := range []color.RGBA{ink, faint, surface} {
			if strings.Contains(text, hex(c)) {
				t.Errorf("%s: the colour %s does not follow the theme", f.Name, hex(c))
			}
		}
		for _, want := range []string{"<title id=", "<desc id=", `role="img"`, "var(--ink)"} {
			if !strings.Contains(text, want) {
				t.Errorf("%s: no %s", f.Name, want)
			}
		}
	}
}

func balanced(text string) error {
	d := xml.NewDecoder(strings.NewReader(text))
	for {
		if _, err := d.Token(); err != nil {
			if errors.Is(err, io.EOF) {
				return nil
			}
			return err
		}
	}
}

// The numbers of the figures, by hand: of 30 patients the 15 of even number end at
// 20-7·2 = 6 instead of 13; the others at 13, or at 17 where they leave after 4.
func TestGatheredNumbers(t *testing.T) {
	m := gathered(t)
	better := &m.Scenarios[1]
	if got := fmt.Sprint(better.Twins); got != "map[-4:15 0:15]" { // at week 4
		t.Errorf("twins of b-better %s, want map[-4:15 0:15]", got)
	}
	if a, b, c := shares(better.Twins); a != 0.5 || b != 0.5 || c != 0 {
		t.Errorf("shares %v, %v, %v", a, b, c)
	}
	if n := len(better.Life); n != 8 || better.Life[7].AtRisk != 27 || !(math.Abs(better.Life[7].Stay-0.9) <= 1e-12) {
		t.Errorf("life table of %d sessions: %+v", n, better.Life)
	}
	told := retention(m)
	if last := told.Table.Rows[len(told.Table.Rows)-1]; !slices.Equal(last, []string{"b-better", "8", "27", "90.0 %", "0", "27", "90.0 %"}) {
		t.Errorf("retention ends with %q", last)
	}
	e := m.Comparison.Scenarios[0].Effect("phq9_last")
	if !(math.Abs(e.Difference.Value+3.5) <= 1e-12) || e.Twins != 30 {
		t.Errorf("difference %v of %d twins, want -3.5 of 30", e.Difference.Value, e.Twins)
	}
	// Session 1 is held by all: technique takes 2 from half and 1 from half.
	want := []data.LedgerMean{{Session: 1, Facet: "bond", Mechanism: "rupture", Change: -0.25}, {Session: 1, Facet: "severity", Mechanism: "technique", Change: -1.5}}
	if !slices.Equal(better.Ledger[:2], want) {
		t.Errorf("ledger begins %+v, want %+v", better.Ledger[:2], want)
	}
	// Session 5 is held by the 27 who stay: 15 at 2, 12 at 1.
	if got := better.Ledger[9]; got.Session != 5 || !(math.Abs(got.Change+42./27) <= 1e-12) {
		t.Errorf("ledger of session 5: %+v, want %v", got, -42./27)
	}
	if len(m.Marked) != marked || m.Marked[0].Other != "b-better" || m.Marked[0].Two == nil {
		t.Errorf("%d marked courses, other %q", len(m.Marked), m.Marked[0].Other)
	}
	for i := range m.Marked {
		if one, two := m.Marked[i].One.Patient.Patient, m.Marked[i].Two.Patient.Patient; one != two {
			t.Errorf("marked course %d: patient %d beside %d", i, one, two)
		}
	}
}

// By hand: in the baseline everybody has 16, 12 and 25 or 0 points at the weeks; in the
// better scenario those of even number have 12, 4 and 0. So half of it remits in week 8.
func TestGatheredWeeks(t *testing.T) {
	m := gathered(t)
	var at []string
	for _, w := range m.Scenarios[1].Summary.ByWeek {
		at = append(at, fmt.Sprintf("week %d: %v", w.Week, w.PHQ9.Mean))
	}
	if got := strings.Join(at, ", "); got != "week 4: 14, week 8: 8, week 26: 12.5" {
		t.Errorf("means %s", got)
	}
	differences := m.weekDifferences()
	if len(differences) != 2 || !slices.Equal(differences[0].ys, []float64{-2, -4, 0}) || !slices.Equal(differences[0].xs, []float64{4, 8, 26}) {
		t.Errorf("differences %+v", differences)
	}
	remission := m.Scenarios[1].Events[1]
	if len(remission) != 2 || remission[0].Week != 8 || remission[0].Events != 15 || remission[1].AtRisk != 15 {
		t.Errorf("remission %+v", remission)
	}
	curve := events[1].steps(remission, 1)
	if got := fmt.Sprint(curve.xs, curve.ys); got != "[0 8 8 26 26] [0 0 50 50 50]" {
		t.Errorf("the curve of remission is %s", got)
	}
	if leaving := m.Scenarios[2].Events[0]; len(leaving) != 0 {
		t.Errorf("somebody leaves a waiting list: %+v", leaving)
	}
}

// The curve by week is everybody's only where everybody has a score.
func TestWhoseWeeksAreDrawn(t *testing.T) {
	m := gathered(t)
	if f := byWeek(m); !strings.Contains(f.Title+f.Caption, "everybody who entered") || strings.Contains(f.Title+f.Caption, "answered") {
		t.Errorf("%s: %s", f.Title, f.Caption)
	}
	m.Scenarios[1].Summary.ByWeek[1].PHQ9.N--
	if f := byWeek(m); !strings.Contains(f.Title, "those who answered") || !strings.Contains(f.Caption, "those who answered") || strings.Contains(f.Title+f.Caption, "everybody") {
		t.Errorf("%s: %s", f.Title, f.Caption)
	}
}

// Numbers of weeks keep apart, and entry always has one.
func TestWeekAxis(t *testing.T) {
	p := newPanel("", "", "")
	weekAxis(p, []int{0, 1, 4, 8, 12, 16, 26, 52, 104})
	var got []string
	for _, tick := range p.X.Tick.Marker.Ticks(0, 0) {
		got = append(got, tick.Label)
	}
	if s := strings.Join(got, " "); s != "104 52 26 16  8   0" {
		t.Errorf("weeks %q", s)
	}
	if at := numbersAt(104, 14); len(at) != 14 || at[13] != 104 {
		t.Errorf("numbers at %v", at)
	}
}

// Curves stop where hardly anybody is left.
func TestCurvesEndWithTheFew(t *testing.T) {
	rows := []analysis.SurvivalRow{{AtRisk: 2000}, {AtRisk: 20}, {AtRisk: 19}, {AtRisk: 1}}
	if n := len(borne(rows)); n != 2 {
		t.Errorf("%d weeks drawn, want 2", n)
	}
	if n := len(borne(rows[2:])); n != 1 {
		t.Errorf("%d weeks drawn of nineteen people, want 1", n)
	}
	if got := []string{compact(9999), compact(19_990), compact(2_345_678)}; !slices.Equal(got, []string{"9999", "20k", "2.3M"}) {
		t.Errorf("counts %v", got)
	}
}

// Runs of many scenarios draw the baseline and the next ones.
func TestDrawn(t *testing.T) {
	run := &data.Run{Scenarios: []string{"a", "b", "c", "d", "e", "f", "g", "h", "i"}}
	if got := Drawn(run, "h"); !slices.Equal(got, []string{"h", "a", "b", "c", "d", "e", "f"}) {
		t.Errorf("drawn %v", got)
	}
	if got := Drawn(run, ""); got[0] != "a" || len(got) != 7 {
		t.Errorf("drawn %v", got)
	}
}

// What has meaning stands out from the page by 3 to 1, text by 4.5 to 1, on light
// and on dark ground (WCAG 2.2, 1.4.3 and 1.4.11).
func TestColoursStandOut(t *testing.T) {
	white, dark, darkInk := color.RGBA{255, 255, 255, 255}, color.RGBA{0x15, 0x18, 0x1c, 255}, color.RGBA{0xe8, 0xea, 0xee, 255}
	for i, c := range palette {
		if r := contrast(c, white); r < 3 {
			t.Errorf("colour %d (%s): %.2f to 1 on white", i, hex(c), r)
		}
		if r := contrast(c, dark); i > 0 && r < 3 { // the baseline takes the colour of text
			t.Errorf("colour %d (%s): %.2f to 1 on dark", i, hex(c), r)
		}
	}
	if contrast(ink, white) < 4.5 || contrast(darkInk, dark) < 4.5 {
		t.Error("text does not stand out")
	}
}

// contrast is the ratio of WCAG 2.2 of two colours.
func contrast(a, b color.RGBA) float64 {
	luminance := func(c color.RGBA) float64 {
		part := func(v uint8) float64 {
			s := float64(v) / 255
			if s <= 0.04045 {
				return s / 12.92
			}
			return math.Pow((s+0.055)/1.055, 2.4)
		}
		return 0.2126*part(c.R) + 0.7152*part(c.G) + 0.0722*part(c.B)
	}
	x, y := luminance(a), luminance(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

func TestRoundTicks(t *testing.T) {
	for _, c := range []struct {
		low, high float64
		wanted    int
		want      string
	}{
		{0, 100, 5, "0 20 40 60 80 100"},
		{3.87, 4.32, 5, "3.8 3.9 4.0 4.1 4.2 4.3 4.4"},
		{-0.013, 0.02, 4, "−0.02 −0.01 0.00 0.01 0.02"},
		{5, 5, 5, "5 6"},
	} {
		var axis plot.Axis
		setRange(&axis, c.low, c.high, c.wanted)
		var got []string
		for _, tick := range axis.Tick.Marker.Ticks(axis.Min, axis.Max) {
			got = append(got, tick.Label)
		}
		if s := strings.Join(got, " "); s != c.want {
			t.Errorf("ticks of %v to %v: %s, want %s", c.low, c.high, s, c.want)
		}
	}
	p := newPanel("", "", "")
	for last, want := range map[int]string{1: "1", 8: "1 2 3 4 5 6 7 8", 16: "1 3 5 7 9 11 13 15", 24: "1 5 10 15 20"} {
		sessionAxis(p, last)
		var got []string
		for _, tick := range p.X.Tick.Marker.Ticks(0, 0) {
			got = append(got, tick.Label)
		}
		if s := strings.Join(got, " "); s != want {
			t.Errorf("sessions to %d: %s, want %s", last, s, want)
		}
	}
}

func TestLongTitlesAreShortened(t *testing.T) {
	long := strings.Repeat("long-name-", 7)
	if got := fitting(long, halfWidth); !strings.HasSuffix(got, "…") || textStyle(9.5, true).Width(got) > halfWidth {
		t.Errorf("title %q is wider than a panel", got)
	}
	others := []string{long + "a", long + "b"}
	if a, b := fitting(others[0], halfWidth, others...), fitting(others[1], halfWidth, others...); a == b || textStyle(9.5, true).Width(a) > halfWidth {
		t.Errorf("two scenarios are both called %q", a)
	}
	m := gathered(t)
	m.Scenarios[0].Name = "a-baseline-whose-name-fits-a-panel-alone"
	for _, w := range wordsOf(t, byWeek(m)) {
		if strings.HasPrefix(w.text, "difference from") && textStyle(9.5, true).Width(w.text) > halfWidth {
			t.Errorf("%q is cut off by the figure's end", w.text)
		}
	}
	if got := fitting("short", halfWidth); got != "short" {
		t.Errorf("title %q, want it as it was", got)
	}
}

// No line of a legend is wider than the figure, whatever scenarios are called.
func TestLegendFits(t *testing.T) {
	var keys []key
	for i := range 7 {
		keys = append(keys, lineKey(strings.Repeat("long-name-", 2+i%3), line(i, 1)))
	}
	style := textStyle(9, false)
	n := 0
	for _, row := range legendRows(keys, pageWidth) {
		width := keyWidth * 0
		for _, k := range row {
			width += keyWidth + 4 + style.Width(k.label) + 14
			n++
		}
		if len(row) > 1 && width > pageWidth {
			t.Errorf("a line of %d entries is %v wide, the figure %v", len(row), width, pageWidth)
		}
	}
	if n != len(keys) {
		t.Errorf("%d entries laid out, want %d", n, len(keys))
	}
}

// Are curves drawn in panels of their own once half of them lie on another one?
func TestCurvesThatCoincideStandApart(t *testing.T) {
	flat := func(ys ...float64) (all []curve) {
		for i, y := range ys {
			all = append(all, curve{style: i, ys: []float64{100, y}})
		}
		return all
	}
	for _, c := range []struct {
		curves []curve
		panels int
	}{
		{flat(60, 65, 70, 75), 1},
		{flat(60, 60.5, 70, 75), 3},
		{flat(60, 60, 60), 1}, // so few are told apart by their bands
		{flat(60, 61, 70, 80, 90), 1},
		{flat(60, 61, 61, 80, 90), 4},
	} {
		if got := len(multiples(c.curves)); got != c.panels {
			t.Errorf("%d panels of %v, want %d", got, c.curves, c.panels)
		}
	}
}
