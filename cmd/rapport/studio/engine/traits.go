package engine

import "slices"

// Trait is a slider: a trait with its meaning in plain language. Traits are in
// standard deviations among people of routine care, severity in PHQ-9 points.
type Trait struct {
	Key     string  `json:"key"` // as in population.KEY_mean
	Name    string  `json:"name"`
	Low     string  `json:"low"`  // what a low value means
	High    string  `json:"high"` // what a high value means
	Min     float64 `json:"min"`
	Max     float64 `json:"max"`
	Step    float64 `json:"step"`
	Typical float64 `json:"typical"`
}

const severityKey = "severity"

func inSD(key, name, low, high string) Trait {
	return Trait{Key: key, Name: name, Low: low, High: high, Min: -2.5, Max: 2.5, Step: 0.1}
}

// patientTraits are the sliders of a patient.
var patientTraits = []Trait{
	{Key: severityKey, Name: "Depression at intake", Low: "mild", High: "severe", Min: 6, Max: 23, Step: 0.5, Typical: 15.5},
	inSD("agreeableness", "Agreeableness", "holds own ground, doubts and says so", "goes along easily, trusts readily"),
	inSD("attachment_avoidance", "Keeping distance", "lets others come close", "keeps others at arm's length"),
	inSD("attachment_anxiety", "Fear of being left", "feels secure with others", "watches for signs of rejection"),
	inSD("disclosure", "Readiness to disclose", "keeps things to oneself", "speaks openly about what hurts"),
	inSD("expectations", "Expectations", "doubts that therapy can help", "expects a lot of therapy"),
	inSD("preferred_directiveness", "Wish for direction", "wants to find the own way", "wants clear guidance"),
	inSD("neuroticism", "Emotional sensitivity", "calm, hard to upset", "easily worried or hurt"),
	inSD("conscientiousness", "Conscientiousness", "spontaneous, leaves things open", "thorough, does the homework"),
	inSD("extraversion", "Extraversion", "quiet, turned inward", "lively, turned outward"),
	inSD("openness", "Openness", "prefers the familiar", "curious about new ideas"),
	inSD("natural_course", "Course without treatment", "tends to stay unwell", "tends to recover by itself"),
}

// therapistTraits are the sliders of a therapist; their keys lack the prefix
// therapist_ of the population's parameters.
var therapistTraits = []Trait{
	inSD("warmth", "Warmth", "reserved", "warm"),
	inSD("empathy", "Empathy", "often misses what the patient feels", "finely attuned"),
	inSD("genuineness", "Genuineness", "stays behind the role", "real, says what is so"),
	inSD("flexibility", "Flexibility", "keeps to the plan", "adapts to the person"),
	inSD("repair_skill", "Skill in repair", "overlooks or avoids ruptures", "notices and works through ruptures"),
	inSD("competence", "Technical competence", "still learning the method", "masters the method"),
	inSD("directiveness", "Directiveness", "follows the patient", "leads the session"),
	inSD("effect", "Own effect beyond all this", "patients fare a little worse", "patients fare a little better"),
}

// Values are the traits of a person by key; what is absent is typical.
type Values map[string]float64

// complete fills every trait in, over the values of a vignette, and refuses what
// is unknown or out of range.
func (v Values) complete(who string, traits []Trait, vignette Values) (Values, error) {
	all := Values{}
	for key := range v {
		if !slices.ContainsFunc(traits, func(t Trait) bool { return t.Key == key }) {
			return nil, refuse("the %s has no trait %q", who, short(key))
		}
	}
	for _, t := range traits {
		all[t.Key] = t.Typical
		if x, ok := vignette[t.Key]; ok {
			all[t.Key] = x
		}
		if x, ok := v[t.Key]; ok {
			all[t.Key] = x
		}
		if x := all[t.Key]; !(x >= t.Min && x <= t.Max) {
			return nil, refuse("%s of the %s = %g: want %g to %g", t.Key, who, x, t.Min, t.Max)
		}
	}
	return all, nil
}
