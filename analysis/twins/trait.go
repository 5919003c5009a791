package twins

import (
	"fmt"
	"math"
	"reflect"
	"slices"

	"rapport/analysis/data"
	"rapport/sim/record"
)

// Trait is something about a patient, or about the therapist to whom the baseline
// assigned the patient, that was so before treatment began.
type Trait struct {
	record.Column
	OfTherapist bool
}

// defaultTraits are the traits by which effects are compared unless others are
// named.
var defaultTraits = []string{"agreeableness", "intake_severity", "attachment_avoidance", "expectations"}

// compareTraits lists the traits by which effects can be compared: the columns of
// the table patients from agreeableness to phq9_intake, and the traits of the
// table therapists.
func compareTraits() []Trait {
	var all []Trait
	patients := record.Describe[record.Patient]().Columns
	at := func(name string) int {
		return slices.IndexFunc(patients, func(c record.Column) bool { return c.Name == name })
	}
	for _, c := range patients[at("agreeableness") : at("phq9_intake")+1] {
		all = append(all, Trait{c, false})
	}
	for _, c := range record.Describe[record.Therapist]().Columns {
		if c.Unit == "SD" {
			all = append(all, Trait{c, true})
		}
	}
	return all
}

// findTrait returns the trait of the name, or an error that names the nearest.
func findTrait(name string) (Trait, error) {
	all := compareTraits()
	names := make([]string, len(all))
	for i, t := range all {
		if t.Name == name {
			return t, nil
		}
		names[i] = t.Name
	}
	return Trait{}, fmt.Errorf("unknown trait %q%s", name, data.NearestOrAll(name, names))
}

// values reads the trait of every twin; NaN where there is no therapist.
func (t *Twins) values(trait Trait) []float64 {
	out := make([]float64, t.Len())
	if !trait.OfTherapist {
		field := fieldOf(reflect.TypeFor[record.Patient](), trait.Name)
		for i, p := range t.patients {
			out[i] = numberIn(reflect.ValueOf(p).Elem().Field(field))
		}
		return out
	}
	field := fieldOf(reflect.TypeFor[record.Therapist](), trait.Name)
	of := map[therapistKey]float64{}
	for i := range t.therapists {
		r := &t.therapists[i]
		of[therapistKey{r.Replication, r.Therapist}] = numberIn(reflect.ValueOf(r).Elem().Field(field))
	}
	for i, p := range t.patients {
		v, known := of[therapistKey{p.Replication, p.Therapist}]
		if out[i] = v; !known {
			out[i] = math.NaN()
		}
	}
	return out
}

// fieldOf is the field of a row whose column has the name.
func fieldOf(row reflect.Type, name string) int {
	columns := record.Describe[record.Patient]().Columns
	if row == reflect.TypeFor[record.Therapist]() {
		columns = record.Describe[record.Therapist]().Columns
	}
	return slices.IndexFunc(columns, func(c record.Column) bool { return c.Name == name })
}

func numberIn(v reflect.Value) float64 {
	if v.CanInt() {
		return float64(v.Int())
	}
	return v.Float()
}
