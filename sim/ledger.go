package sim

// Facet is a part of the dyad's state whose every change is kept in the ledger.
type Facet uint8

const (
	FacetBond Facet = iota
	FacetTasks
	FacetGoals
	FacetTrust
	FacetSeverity
	facets
)

// FacetNames are the labels of the facets, in order.
var FacetNames = [facets]string{"bond", "tasks", "goals", "trust", "severity"}

// Mechanism is what changed a facet.
type Mechanism uint8

const (
	ByStart Mechanism = iota // the value at intake
	ByTrust
	ByGoals
	ByTasks
	ByBond
	ByAgreeableness
	ByMatch
	BySymptoms
	ByChance
	ByMoves
	ByRupture
	ByRepair
	ByTransition
	ByTransfer
	ByStress
	ByNaturalCourse
	ByTechnique
	ByRelationship
	ByExploration
	ByHope
	ByEffort
	ByTherapist
	mechanisms
)

// MechanismNames are the labels of the mechanisms, in order.
var MechanismNames = [mechanisms]string{
	"start", "trust", "goals", "tasks", "bond", "agreeableness", "match", "symptoms", "chance", "moves",
	"rupture", "repair", "transition", "transfer", "life_stress", "natural_course", "technique",
	"relationship", "exploration", "hope", "effort", "therapist",
}

// Entry is one line of the ledger: Value is the facet just after Change, so
// that the value before plus the changes, added in their order, is the value
// after, to the bit.
type Entry struct {
	Facet     Facet
	Mechanism Mechanism
	Change    float64
	Value     float64
}

// Ledger holds the entries of one session in the order in which they happened.
type Ledger struct {
	Entries [64]Entry
	Len     int
}

// start books the values at intake, as changes from nothing.
func (d *Dyad) start() {
	for f := range facets {
		x := *d.facet(f)
		d.Ledger.Entries[d.Ledger.Len] = Entry{f, ByStart, x, x}
		d.Ledger.Len++
	}
}

// add moves a facet and keeps the entry where a ledger is kept.
func (d *Dyad) add(f Facet, by Mechanism, change float64) {
	x := d.facet(f)
	*x += change
	if d.Ledger != nil {
		d.Ledger.Entries[d.Ledger.Len] = Entry{f, by, change, *x}
		d.Ledger.Len++
	}
}

func (d *Dyad) facet(f Facet) *float64 {
	switch f {
	case FacetBond:
		return &d.Bond
	case FacetTasks:
		return &d.Tasks
	case FacetGoals:
		return &d.Goals
	case FacetTrust:
		return &d.Trust
	}
	return &d.Severity
}
