package sim

import "testing"

func TestHope(t *testing.T) {
	h := Hope{Strength: 1, Start: ln3, Expectation: ln3, Early: 1, Explain: 1, Progress: 2, Ownership: 4, Celebrate: 3, Savour: 0.4, Symptoms: 0.3}
	equal(t, "start", h.Initial(&Patient{}), 0.75)
	equal(t, "start with expectations", h.Initial(&Patient{Expectations: 1}), 0.9)

	d := dyad()
	equal(t, "empathy, session 1", h.Change(&d, 0.5, NoMove), 0.5*(0.5/1.5))
	equal(t, "explained, session 1", h.Change(&d, 0.5, ExplainTreatment), 0.5*(1.5/2.5))
	equal(t, "celebrated without progress", h.Change(&d, 0.5, CelebrateProgress), 0.5*(0.5/1.5))
	d.Session, d.Severity = 5, 6.75                                             // half of the severity gone
	equal(t, "session 5", h.Change(&d, 0.5, NoMove), 0.5*(1.1/2.1))             // 0.1 + 2·½
	equal(t, "celebrated", h.Change(&d, 0.5, CelebrateProgress), 0.5*(2.6/3.6)) // … + 3·½
	d.Severity = 20.25                                                          // worse by half
	equal(t, "worse", h.Change(&d, 0.5, CelebrateProgress), -0.5*(0.9/1.9))     // 0.1 − 2·½

	d.Session = 1
	equal(t, "relief after session 1", h.OnSeverity(&d, 1), -0.15)
	d.Session = 5
	equal(t, "relief after session 5", h.OnSeverity(&d, 0.5), -0.015)
	d.Work.Celebrated = 0.25
	equal(t, "progress celebrated", h.OnSeverity(&d, 0.5), -0.115)
	d.Severity, d.Goals = d.Patient.IntakeSeverity, 0.75
	equal(t, "goals of the patient's own", h.Change(&d, 0.5, NoMove), 0.5*(1.1/2.1)) // 0.1 + 4·¼
	h.Strength = 0
	if h.Change(&d, 0.5, ExplainTreatment) != 0 || h.OnSeverity(&d, 1) != 0 {
		t.Error("switched off, hope still changes or relieves")
	}
}
