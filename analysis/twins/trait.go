package twins

import (
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"

	"rapport/analysis/data"
	"rapport/sim/record"
)

// Trait is something about a patient, or about the therapist to whom the baseline
// assigned the patient, that was so before treatment began.
type Trait struct {
	record.Column
	OfTherapist bool
}

// Words is the trait's name with spaces.
func (t *Trait) Words() string { return strings.ReplaceAll(t.Name, "_", " ") }

// labels are the groups of a trait that is no number, those without a value last; nil of
// a number, which is cut into thirds.
func (t *Trait) labels() []string {
	switch t.Type {
	case "string":
		return append(strings.Split(t.Range, ", "), withoutLabel)
	case "boolean":
		return []string{"no", "yes", withoutLabel}
	}
	return nil
}

// withoutLabel is the group of those whose value is missing.
const withoutLabel = "none"

// Labelled says that the groups of the trait are its labels, not thirds.
func (t *Trait) Labelled() bool { return t.labels() != nil }

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
	out, read := make([]float64, t.Len()), trait.reader()
	if !trait.OfTherapist {
		field := fieldOf(reflect.TypeFor[record.Patient](), trait.Name)
		for i, p := range t.patients {
			out[i] = read(reflect.ValueOf(p).Elem().Field(field))
		}
		return out
	}
	field := fieldOf(reflect.TypeFor[record.Therapist](), trait.Name)
	of := map[therapistKey]float64{}
	for i := range t.therapists {
		r := &t.therapists[i]
		of[therapistKey{r.Replication, r.Therapist}] = read(reflect.ValueOf(r).Elem().Field(field))
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

// reader reads a number, or the place of a label among those of the trait.
func (t *Trait) reader() func(reflect.Value) float64 {
	if of := t.labels(); of != nil {
		return func(v reflect.Value) float64 { return float64(slices.Index(of, labelIn(v))) }
	}
	return func(v reflect.Value) float64 {
		if v.CanInt() {
			return float64(v.Int())
		}
		return v.Float()
	}
}

func labelIn(v reflect.Value) string {
	switch {
	case v.Kind() == reflect.Pointer && v.IsNil(), v.Kind() == reflect.String && v.Len() == 0:
		return withoutLabel
	case v.Kind() == reflect.String:
		return v.String()
	case v.Elem().Bool():
		return "yes"
	}
	return "no"
}
