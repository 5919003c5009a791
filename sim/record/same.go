package record

import "reflect"

// Same says whether two rows of a table are equal in every column: null equals
// null, and a value equals the same value wherever it is kept.
func Same[Row comparable](a, b *Row) bool {
	if *a == *b {
		return true // nullable values that point into the static tables, too
	}
	x, y := reflect.ValueOf(a).Elem(), reflect.ValueOf(b).Elem()
	for i := range x.NumField() {
		if !sameField(x.Field(i), y.Field(i)) {
			return false
		}
	}
	return true
}

func sameField(a, b reflect.Value) bool {
	if a.Kind() == reflect.Pointer && !a.IsNil() && !b.IsNil() {
		a, b = a.Elem(), b.Elem()
	}
	return a.Equal(b)
}

// SamePerson says whether two patients bring the same, as they do unless a scenario
// draws or screens its population in another way: the columns that are about the person.
func SamePerson(a, b *Patient) bool {
	return a.Agreeableness == b.Agreeableness && a.Neuroticism == b.Neuroticism && a.Extraversion == b.Extraversion &&
		a.Conscientiousness == b.Conscientiousness && a.Openness == b.Openness &&
		a.AttachmentAvoid == b.AttachmentAvoid && a.AttachmentAnxiety == b.AttachmentAnxiety &&
		a.Disclosure == b.Disclosure && a.Expectations == b.Expectations && a.PreferredDirectiveness == b.PreferredDirectiveness &&
		a.IntakeSeverity == b.IntakeSeverity && a.NaturalCourse == b.NaturalCourse &&
		a.AllianceToSymptoms == b.AllianceToSymptoms && a.SymptomsToAlliance == b.SymptomsToAlliance &&
		a.PreferredApproach == b.PreferredApproach
}
