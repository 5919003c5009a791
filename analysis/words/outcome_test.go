package words_test

import (
	"strings"
	"testing"

	"rapport/analysis/words"
	"rapport/sim"
	"rapport/sim/record"
)

// Is a PHQ-9 called by the bands of Kroenke, Spitzer & Williams (2001): 0 to 4, 5 to 9, 10 to
// 14, 15 to 19, 20 to 27?
func TestBandsOfThePHQ9(t *testing.T) {
	for band, ends := range map[string][2]int32{"minimal": {0, 4}, "mild": {5, 9}, "moderate": {10, 14}, "moderately severe": {15, 19}, "severe": {20, 27}} {
		for _, score := range ends {
			if got := words.English.Severity(score); got != band {
				t.Errorf("PHQ-9 %d is called %q, want %q", score, got, band)
			}
		}
	}
}

// Are score and change told with their sign, and is what was not answered said to be so?
func TestScoresInWords(t *testing.T) {
	fifteen, nine := int32(15), int32(9)
	for want, got := range map[string]string{
		"PHQ-9 not answered": words.English.PHQ9(nil, &nine),
		"PHQ-9 15":           words.English.PHQ9(&fifteen, nil),
		"PHQ-9 9 (−6)":       words.English.PHQ9(&nine, &fifteen),
		"PHQ-9 15 (+6)":      words.English.PHQ9(&fifteen, &nine),
		"PHQ-9 9 (−6); alliance 3.8 by patient, not rated by therapist": words.English.Scores(&record.Session{PHQ9: &nine, WAIPatient: 3.75}, &fifteen),
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// Does the end of a course name each change that it shows and no other, and count sessions,
// weeks of therapy, missed sessions and changes of therapist?
func TestOutcomesInWords(t *testing.T) {
	bad := record.Patient{Ending: "transferred_then_" + sim.DroppedOut, PHQ9Intake: 12, PHQ9Last: 19, ReliableDeterioration: true, SessionsHeld: 1, SessionsMissed: 2, Weeks: 3.4, Transfers: 2}
	good := record.Patient{Ending: sim.Completed, PHQ9Intake: 18, PHQ9Last: 4, Remission: true, Response: true, ReliableImprovement: true, SessionsHeld: 16, Weeks: 21.6}
	waits := record.Patient{Ending: sim.Waiting, PHQ9Intake: 15, PHQ9Last: 14, Weeks: 15.6}
	ruptures := []record.Rupture{{Intensity: 0.04, Resolved: true}, {Intensity: 0.05}, {Intensity: 0.6, Resolved: true}}
	for want, got := range map[string]string{
		"The patient does not come back: treatment ends unplanned. PHQ-9 12 at intake, 19 at the last answer: reliable deterioration. " +
			"1 session in 3 weeks, 2 missed. 2 changes of therapist. No rupture.": words.English.Outcome(&bad, 0, nil),
		"Treatment ends as planned. PHQ-9 18 at intake, 4 at the last answer: remission, response and reliable improvement. " +
			"16 sessions in 17 weeks, 0 missed, after a wait of 5 weeks. 3 ruptures (1 of them slight), 2 repaired.": words.English.Outcome(&good, 5, ruptures),
		"The wait ends. PHQ-9 15 at intake, 14 at the last answer: no reliable change. 16 weeks on the waiting list.": words.English.Outcome(&waits, 0, nil),
		"2 ruptures, 1 repaired.": words.English.Ruptures(ruptures[1:]),
	} {
		if got != want {
			t.Errorf("%q,\nwant %q", got, want)
		}
	}
}

// Is a trait named from one standard deviation on, called very high or low from two, and is
// whoever has none called typical?
func TestPortraits(t *testing.T) {
	for want, traits := range map[string][]words.Trait{
		"no trait stands out": {{Key: "warmth", Value: 0.9}, {Key: "empathy", Value: -0.9}},
		"standing out, in SD: high warmth (+1.0), very low empathy (−2.0)": {{Key: "warmth", Value: 1}, {Key: "empathy", Value: -2}},
		"standing out, in SD: low warmth (−1.9), very high empathy (+2.0)": {{Key: "warmth", Value: -1.9}, {Key: "repair_skill", Value: 0.5}, {Key: "empathy", Value: 2}},
	} {
		if got := words.English.Patient(17, traits); got != "PHQ-9 17 at intake (moderately severe depression); "+want {
			t.Errorf("%q, want %q", got, want)
		}
		if got := words.English.Therapist(3, "cbt", traits); !strings.HasPrefix(got, "3, works in CBT; ") || !strings.HasSuffix(got, want) {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
