package sim

// Reciprocal is the coupling of alliance and symptoms within a patient, in both
// directions, each with a strength of the patient's own (κ, typically 1).
//
// Symptoms move the next alliance: relief since intake lifts it, worsening
// lowers it. With S₀ the slow level of severity at intake, without the stress of
// that day,
//
//	drive on bond, tasks and goals = Symptoms · κ · (S₀ − S) / 27
//
// and the alliance moves the next symptoms. Both its level and a change from what the
// patient is used to count: a level above the reference lowers them, one below it
// raises them, and so does a session above or below the usual alliance U,
//
//	drive on severity = −w · κ · R · (Alliance · (A − Reference) · dose + State · (A − U))
//	R = 1 + Compensation · (1 − C)³
//	U′ = U + Habit · (A − U)
//
// with w the weight of the relationship in the approach ([Approach]), A the alliance
// at the end of the session and U that before it; U begins as the alliance before
// the first session, and with a new therapist as that with which the two begin.
// R is what the relationship has to carry where the method is weak, C being the
// therapist's competence ([Technique]): a strong alliance makes up in part for a weak
// method, and a weak one costs more with it.
type Reciprocal struct {
	Symptoms     float64
	Alliance     float64
	Reference    float64
	State        float64
	Habit        float64
	Compensation float64
}

// OnAlliance is the drive on each facet of the alliance.
func (r *Reciprocal) OnAlliance(d *Dyad) float64 {
	return r.Symptoms * d.Patient.SymptomsToAlliance * (d.Patient.IntakeSeverity - d.Severity) / PHQ9Max
}

// Carries is R, 1 or more, for competence c.
func (r *Reciprocal) Carries(c float64) float64 { return 1 + r.Compensation*(1-c)*(1-c)*(1-c) }

// OnSeverity is the drive on severity, for weight w and a dose.
func (r *Reciprocal) OnSeverity(d *Dyad, w, dose float64) float64 {
	return -w * d.Patient.AllianceToSymptoms * d.tend.carries * (r.Alliance*dose*(d.Alliance()-r.Reference) + r.State*d.Shift)
}

var bySymptoms = &Cause{
	Name:    "symptoms",
	Title:   "Symptoms act on the alliance",
	Meaning: "Relief since intake lifts the next alliance, worsening lowers it; of intake counts what was usual, not that day. How strongly is the patient's own.",
	Up:      "feeling better than was usual at intake lifted the alliance",
	Down:    "feeling worse than was usual at intake weighed on the alliance",
}
var byRelationship = &Cause{
	Name:    "relationship",
	Title:   "The alliance acts on symptoms",
	Meaning: "A good alliance lowers the next symptoms, a poor one raises them. How strongly is the patient's own, more in psychodynamic therapy, and more where competence in the method is low.",
	Worse:   "a weak alliance raised symptoms",
	Better:  "a good alliance eased symptoms",
}

func (r *Reciprocal) describe() Mechanism {
	return Mechanism{
		Title: "Alliance and symptoms", File: "reciprocal.go",
		Meaning: "Relief lifts the alliance, and a good alliance eases symptoms; how strongly is the patient's own, and it counts more where the method is weak.",
		Switch:  []string{"reciprocal.symptoms", "reciprocal.alliance", "reciprocal.state"},
		Enters:  []*Cause{bySymptoms, byRelationship},
		Rests:   "zilchamano2017",
		Params: []Param{
			{"reciprocal.symptoms", &r.Symptoms, "drive", 0, 3, Calibrated, "W01b", "effect of relief since intake on the next alliance; 0 switches it off", nil},
			{"reciprocal.alliance", &r.Alliance, "drive", 0, 2, Calibrated, "W01a A01 A05", "effect of the alliance on the next symptoms; 0 switches it off", nil},
			{"reciprocal.state", &r.State, "drive", 0, 2, Assumed, "W01a zilchamano2017", "effect of a session above or below the usual alliance; 0 switches it off; set by hand", nil},
			{"reciprocal.habit", &r.Habit, "share per session", 0, 1, Assumed, "", "how soon a change of the alliance becomes the usual", nil},
			{"reciprocal.reference", &r.Reference, "proportion", 0, 1, Assumed, "", "alliance that neither lowers nor raises symptoms", nil},
			{"reciprocal.compensation", &r.Compensation, "factor", 0, 20, Assumed, "barber2006", "how much more the relationship counts where competence is lacking: a strong alliance makes up in part for a weak method", nil},
		},
	}
}
