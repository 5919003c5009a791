package sim

import "math"

// Matching fits a therapist to a patient by a trait of each: as near as can be, or,
// where Opposite, as near to the contrary as can be.
type Matching struct {
	Patient   int // index into [patientTraits]
	Therapist int // index into [therapistTraits]
	Opposite  bool
}

// Cost is how badly the two fit, in SD, 0 or more.
func (x *Matching) Cost(p *Patient, t *Therapist) float64 {
	a, b := patientTraits[x.Patient].Of(p), therapistTraits[x.Therapist].Of(t)
	if x.Opposite {
		b = -b
	}
	return math.Abs(a - b)
}

// patientTrait and therapistTrait are traits by name, in SD.
type patientTrait struct {
	Name string
	Of   func(*Patient) float64
}

type therapistTrait struct {
	Name string
	Of   func(*Therapist) float64
}

// patientTraits are the traits by which a service may match patients: what a
// questionnaire at intake can tell.
var patientTraits = []patientTrait{
	{"agreeableness", func(p *Patient) float64 { return p.Agreeableness }},
	{"neuroticism", func(p *Patient) float64 { return p.Neuroticism }},
	{"extraversion", func(p *Patient) float64 { return p.Extraversion }},
	{"conscientiousness", func(p *Patient) float64 { return p.Conscientiousness }},
	{"openness", func(p *Patient) float64 { return p.Openness }},
	{"attachment_avoidance", func(p *Patient) float64 { return p.AttachmentAvoidance }},
	{"attachment_anxiety", func(p *Patient) float64 { return p.AttachmentAnxiety }},
	{"disclosure", func(p *Patient) float64 { return p.Disclosure }},
	{"expectations", func(p *Patient) float64 { return p.Expectations }},
	{"preferred_directiveness", func(p *Patient) float64 { return p.PreferredDirectiveness }},
}

// therapistTraits are those of therapists.
var therapistTraits = []therapistTrait{
	{"warmth", func(t *Therapist) float64 { return t.Warmth }},
	{"empathy", func(t *Therapist) float64 { return t.Empathy }},
	{"genuineness", func(t *Therapist) float64 { return t.Genuineness }},
	{"flexibility", func(t *Therapist) float64 { return t.Flexibility }},
	{"repair_skill", func(t *Therapist) float64 { return t.RepairSkill }},
	{"competence", func(t *Therapist) float64 { return t.Competence }},
	{"directiveness", func(t *Therapist) float64 { return t.Directiveness }},
}

// PatientTraitNames and TherapistTraitNames are their names, in order.
var (
	PatientTraitNames = func() (names []string) {
		for _, x := range patientTraits {
			names = append(names, x.Name)
		}
		return names
	}()
	TherapistTraitNames = func() (names []string) {
		for _, x := range therapistTraits {
			names = append(names, x.Name)
		}
		return names
	}()
)
