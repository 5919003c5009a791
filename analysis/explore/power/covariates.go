package power

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"rapport/analysis/explore"
	"rapport/sim/record"
)

// adjustment is what a test adjusts for.
type adjustment struct {
	bare bool // not for the PHQ-9 at entry
	of   []func(p *record.Patient) float64
}

// covariateNames are the numbers that can be known of a patient before treatment, in the
// order of the table patients.
func covariateNames() (names []string) {
	columns := record.Describe[record.Patient]().Columns
	at := func(name string) int {
		return slices.IndexFunc(columns, func(c record.Column) bool { return c.Name == name })
	}
	for _, c := range columns[at("agreeableness") : at("phq9_intake")+1] {
		if c.Type != "string" && c.Type != "boolean" && !slices.Contains(latent, c.Name) {
			names = append(names, c.Name)
		}
	}
	return names
}

// latent is what no trial can know of a patient.
var latent = []string{"intake_severity", "natural_course", "alliance_to_symptoms", "symptoms_to_alliance"}

// withoutCovariates is the word for none.
const withoutCovariates = "none"

// adjustFor finds the covariates.
func (o *Options) adjustFor() (faults []error) {
	if o.Covariates == nil {
		o.Covariates = []string{"phq9_entry"}
	}
	known := covariateNames()
	o.adjusts = adjustment{bare: !slices.Contains(o.Covariates, "phq9_entry")}
	for i, name := range o.Covariates {
		switch {
		case name == withoutCovariates && len(o.Covariates) == 1, name == "phq9_entry" && !slices.Contains(o.Covariates[:i], name):
		case slices.Contains(o.Covariates[:i], name):
			faults = append(faults, fmt.Errorf("covariate %s is given twice", name))
		case !slices.Contains(known, name):
			faults = append(faults, fmt.Errorf("covariate %q is unknown%s; there are %s and, by itself, %s", name, explore.Nearest(name, known), strings.Join(known, ", "), withoutCovariates))
		default:
			o.adjusts.of = append(o.adjusts.of, fieldOf(name))
		}
	}
	return faults
}

// fieldOf reads a column of the table patients.
func fieldOf(name string) func(p *record.Patient) float64 {
	at := slices.IndexFunc(record.Describe[record.Patient]().Columns, func(c record.Column) bool { return c.Name == name })
	return func(p *record.Patient) float64 {
		v := reflect.ValueOf(p).Elem().Field(at)
		if v.CanInt() {
			return float64(v.Int())
		}
		return v.Float()
	}
}
