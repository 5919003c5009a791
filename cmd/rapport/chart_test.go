package main

import (
	"bytes"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"rapport/analysis/data"
)

func TestChartDrawsByEighths(t *testing.T) {
	nan := math.NaN()
	got := scale{0, 16}.draw(series{0, 1, 8, 9, 16, nan}, 2)
	want := []string{"   ▁█ ", "▁▁███ "}
	if !slices.Equal(got, want) {
		t.Errorf("drawn\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestScaleSpansAllSeries(t *testing.T) {
	nan := math.NaN()
	if got, want := scaleOf(1, series{3.2, nan}, series{7.9}), (scale{3, 8}); got != want {
		t.Errorf("scale %v, want %v", got, want)
	}
	if got, want := scaleOf(1, series{5}), (scale{5, 6}); got != want {
		t.Errorf("scale of one value %v, want %v", got, want)
	}
	if got, want := scaleOf(1, series{nan}), (scale{0, 1}); got != want {
		t.Errorf("scale of nothing %v, want %v", got, want)
	}
}

// Where nobody is in treatment, no scale is told for the alliance that there is not; shares that
// are shown alike are told once.
func TestWhatACurveRestsOn(t *testing.T) {
	nan := math.NaN()
	if got, want := allianceSpan(scale{0, 0.1}, []series{{nan, nan}, {nan}}), "no alliance: nobody is in treatment"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got, want := allianceSpan(scale{3.2, 4}, []series{{nan, 3.2}, {4}}), "alliance, 3.2 to 4.0 (WAI-SR by the patient)"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	held := func(n int64) data.ScenarioSummary {
		return data.ScenarioSummary{Patients: 1000, BySession: []data.SessionSummary{{Session: 1, Held: n}}}
	}
	if got, want := stayers([]data.ScenarioSummary{held(81), held(85)}), "of those still in treatment: 8 % of the patients in the last session"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestNarrowAveragesNeighbours(t *testing.T) {
	nan := math.NaN()
	got := series{1, 3, 5, nan, nan, nan, 7}.narrow(4)
	if want := "[2 5 NaN 7]"; fmt.Sprint(got) != want {
		t.Errorf("narrowed to %v, want %s", got, want)
	}
	if got := (series{1, 2}).narrow(4); len(got) != 2 {
		t.Errorf("a short series became %v", got)
	}
}

// TestSummaryStaysShort prints studies of every size: forty lines at the most.
func TestSummaryStaysShort(t *testing.T) {
	for _, n := range []int{1, 2, 3, 6, 7, 10_000} {
		s := &runSummary{Title: "Title", Run: "run", Rows: map[string]int64{}}
		for i := range n {
			one := data.ScenarioSummary{Name: fmt.Sprintf("scenario-%d", i), Patients: 10,
				Ruptures: []data.RuptureSummary{{Kind: "confrontation", Count: 1}, {Kind: "withdrawal", Count: 2}}}
			for session := range int32(500) {
				one.BySession = append(one.BySession, data.SessionSummary{Session: session + 1, PHQ9: data.Moments{N: 1, Mean: 9},
					WAIPatient: data.Moments{N: 1, Mean: 4}})
			}
			s.Scenarios = append(s.Scenarios, one)
		}
		var out bytes.Buffer
		if err := s.write(&out); err != nil {
			t.Fatal(err)
		}
		lines := strings.Split(strings.TrimSpace(out.String()), "\n")
		if len(lines) > 40 {
			t.Errorf("%d scenarios: %d lines, want at most 40", n, len(lines))
		}
		if n > listed && !strings.Contains(out.String(), fmt.Sprintf("and %s", data.Counted(n-listed, "more scenario"))) {
			t.Errorf("%d scenarios: the rest is not mentioned:\n%s", n, out.String())
		}
	}
}
