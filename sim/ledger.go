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

// ByStart is how the values at intake enter the ledger.
var ByStart = &Cause{Name: "start", Title: "What the patient brings",
	Meaning: "Trust, bond and agreement before the first session follow from what the patient expects and how close others may come; severity is that of intake."}

// Entry is one line of the ledger: Value is the facet just after Change, so
// that the value before plus the changes, added in their order, is the value
// after, to the bit.
type Entry struct {
	Facet  Facet
	By     *Cause
	Change float64
	Value  float64
}

// Ledger holds the entries since it was last emptied, in the order in which they
// happened. It is a plain value: a copy goes on by itself.
type Ledger struct {
	Kept    bool // else nothing is booked
	Len     int
	Entries [64]Entry
}

// Booked are the entries, the first one first. They last until the next session.
func (l *Ledger) Booked() []Entry { return l.Entries[:l.Len] }

// book adds an entry.
func (l *Ledger) book(e Entry) {
	l.Entries[l.Len] = e
	l.Len++
}

// keep begins a ledger with the values at intake, as changes from nothing.
func (d *Dyad) keep() {
	d.Ledger.Kept, d.Ledger.Len = true, 0
	for f := range facets {
		x := *d.facet(f)
		d.Ledger.book(Entry{f, ByStart, x, x})
	}
}

// add moves a facet and keeps the entry where a ledger is kept.
func (d *Dyad) add(f Facet, by *Cause, change float64) {
	x := d.facet(f)
	*x += change
	if d.Ledger.Kept {
		d.Ledger.book(Entry{f, by, change, *x})
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
