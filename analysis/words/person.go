package words

import (
	"math"
	"strings"
)

// Trait is a trait of a person, in standard deviations from the mean.
type Trait struct {
	Key   string // as in the catalogue, trait.KEY
	Value float64
}

// standingOut names the traits at least one standard deviation from the mean.
func (l *Language) standingOut(traits []Trait) string {
	var words []string
	for _, t := range traits {
		degree := "high"
		if t.Value < 0 {
			degree = "low"
		}
		if math.Abs(t.Value) >= 2 {
			degree = "very_" + degree
		}
		if math.Abs(t.Value) >= 1 {
			words = append(words, l.Text("degree."+degree, "trait", l.Text("trait."+t.Key), "value", l.Signed(t.Value, 1)))
		}
	}
	if len(words) == 0 {
		return l.Text("person.typical")
	}
	return l.Text("person.standing_out", "traits", strings.Join(words, ", "))
}

// Patient is a portrait from intake and the traits that stand out.
func (l *Language) Patient(phq9 int32, traits []Trait) string {
	return l.Text("person.patient", "score", l.Number(float64(phq9), 0), "severity", l.Severity(phq9), "traits", l.standingOut(traits))
}

// Therapist is a portrait of a therapist by number and approach.
func (l *Language) Therapist(id int64, approach string, traits []Trait) string {
	return l.Text("person.therapist", "id", id, "approach", l.Text("approach."+approach), "traits", l.standingOut(traits))
}
