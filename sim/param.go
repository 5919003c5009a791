package sim

// Grade says how a parameter's default is known, in falling order of trust.
type Grade string

const (
	Reported   Grade = "Reported"   // stands in the source
	Derived    Grade = "Derived"    // arithmetic on figures of the source, shown in the comment
	Calibrated Grade = "Calibrated" // fitted by `rapport calibrate`; Source says to which findings
	Assumed    Grade = "Assumed"    // a guess, and says so
)

// Param is one row of the parameter table: the only description of a parameter.
// Range checks, `rapport params`, the tables of ODD.md, sweeps, calibration
// bounds and the manifest are made from it.
type Param struct {
	Name    string   // dotted path by which a study sets it, such as "rupture.base"
	Value   *float64 // where it lives in its Model or Population
	Unit    string
	Min     float64 // smallest and
	Max     float64 // largest allowed value, both included
	Grade   Grade
	Source  string // keys of [Sources] or finding ids, separated by spaces; empty where Assumed
	Meaning string
	Choices []string // for a choice: the labels of the values 0, 1, 2 …; else nil
}

// Whole says that only whole numbers make sense: counts and choices.
func (p *Param) Whole() bool {
	switch p.Unit {
	case "session", "sessions", "patients", "pairs of therapists", "clinics", "choice":
		return true
	}
	return false
}
