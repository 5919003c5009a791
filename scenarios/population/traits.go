package population

import (
	"strings"

	"rapport/sim"
)

// Trait is the distribution of a trait: normal with mean and standard deviation,
// in standard deviations among patients (or among therapists) of routine care.
// Traits come by quantile of an addressed uniform number, so moving a
// distribution moves each person smoothly.
type Trait struct {
	Mean, SD float64
}

// TraitText says what a trait is: its name in parameters, and in plain language
// what it means to stand low or high on it.
type TraitText struct {
	Key  string // as in population.KEY_mean, for therapists in population.therapist_KEY_mean
	Name string
	Low  string
	High string
}

// Patients' traits in the order of their addresses; append-only: one that is added last
// changes none of the others.
const (
	agreeableness = iota
	neuroticism
	extraversion
	conscientiousness
	openness
	attachmentAvoidance
	attachmentAnxiety
	disclosure
	expectations
	preferredDirectiveness
	naturalCourse
	severity
	leniency
	allianceToSymptoms
	symptomsToAlliance
	patientTraits
)

// PatientTraits are the patients' traits in words, in the order of their addresses.
var PatientTraits = [...]TraitText{
	agreeableness:          {"agreeableness", "Agreeableness", "holds own ground, doubts and says so", "goes along easily, trusts readily"},
	neuroticism:            {"neuroticism", "Emotional sensitivity", "calm, hard to upset", "easily worried or hurt"},
	extraversion:           {"extraversion", "Extraversion", "quiet, turned inward", "lively, turned outward"},
	conscientiousness:      {"conscientiousness", "Conscientiousness", "spontaneous, leaves things open", "thorough, does the homework"},
	openness:               {"openness", "Openness", "prefers the familiar", "curious about new ideas"},
	attachmentAvoidance:    {"attachment_avoidance", "Keeping distance", "lets others come close", "keeps others at arm's length"},
	attachmentAnxiety:      {"attachment_anxiety", "Fear of being left", "feels secure with others", "watches for signs of rejection"},
	disclosure:             {"disclosure", "Readiness to disclose", "keeps things to oneself", "speaks openly about what hurts"},
	expectations:           {"expectations", "Expectations", "doubts that therapy can help", "expects a lot of therapy"},
	preferredDirectiveness: {"preferred_directiveness", "Wish for direction", "wants to find the own way", "wants clear guidance"},
	naturalCourse:          {"natural_course", "Course without treatment", "tends to stay unwell", "tends to recover by itself"},
	severity:               {"severity", "Depression at intake", "mild", "severe"},
	leniency:               {"leniency", "Leniency", "rates strictly", "rates kindly"},
	allianceToSymptoms:     {"alliance_to_symptoms", "Response to the alliance", "symptoms hardly follow the alliance", "symptoms follow the alliance closely"},
	symptomsToAlliance:     {"symptoms_to_alliance", "Response to relief", "the alliance hardly follows relief", "the alliance follows relief closely"},
}

// Therapists' traits in the order of their addresses; append-only, too.
const (
	warmth = iota
	empathy
	genuineness
	flexibility
	repairSkill
	competence
	therapistEffect
	directiveness
	therapistLeniency
	therapistTraits
)

// TherapistTraits are the therapists' traits in words; leniency has no parameter and no
// words.
var TherapistTraits = [...]TraitText{
	warmth:          {"warmth", "Warmth", "reserved", "warm"},
	empathy:         {"empathy", "Empathy", "often misses what the patient feels", "finely attuned"},
	genuineness:     {"genuineness", "Genuineness", "stays behind the role", "real, says what is so"},
	flexibility:     {"flexibility", "Flexibility", "keeps to the plan", "adapts to the person"},
	repairSkill:     {"repair_skill", "Skill in repair", "overlooks or avoids ruptures", "notices and works through ruptures"},
	competence:      {"competence", "Technical competence", "still learning the method", "masters the method"},
	therapistEffect: {"effect", "Own effect beyond all this", "patients fare a little worse", "patients fare a little better"},
	directiveness:   {"directiveness", "Directiveness", "follows the patient", "leads the session"},
}

// The traits that have a mean and a standard deviation in SD among the parameters, in the
// order of these. (Patients' severity has them in points.)
var (
	shaped = [...]int{
		agreeableness, neuroticism, extraversion, conscientiousness, openness, attachmentAvoidance, attachmentAnxiety,
		disclosure, expectations, preferredDirectiveness, naturalCourse,
	}
	shapedOfTherapists = [...]int{
		warmth, empathy, genuineness, flexibility, repairSkill, competence, therapistEffect, directiveness,
	}
)

// shape gives standard normal traits their means and standard deviations.
func shape(x []float64, traits []Trait, shaped []int) {
	for k, i := range shaped {
		x[i] = traits[k].Mean + traits[k].SD*x[i]
	}
}

func traitRows(rows []sim.Param, prefix string, traits []Trait, texts []TraitText, shaped []int, whose string) []sim.Param {
	for k, i := range shaped {
		key := texts[i].Key
		rows = append(rows,
			sim.Param{Name: prefix + key + "_mean", Value: &traits[k].Mean, Unit: "SD", Min: -3, Max: 3, Grade: sim.Assumed, Meaning: "mean " + words(key) + " " + whose + "; 0 is routine care"},
			sim.Param{Name: prefix + key + "_sd", Value: &traits[k].SD, Unit: "SD", Min: 0, Max: 3, Grade: sim.Assumed, Meaning: "its standard deviation; 1 is routine care"})
	}
	return rows
}

// words makes a name readable.
func words(name string) string { return strings.ReplaceAll(name, "_", " ") }
