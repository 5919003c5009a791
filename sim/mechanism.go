package sim

// Mechanism is what a part of the model says of itself. Whatever speaks about
// the model is made from it: the submodels and tables of ODD.md, the table of
// what each mechanism does, the explanations of the studio, the labels of the
// ledger, `rapport params` and `rapport cite`.
type Mechanism struct {
	Title   string   // heading
	Meaning string   // for a clinician, in a sentence or two
	File    string   // of this package, where its equation stands
	Kind    string   // its type, whose comment is the equation; [Model.Mechanisms] fills it in
	Switch  []string // its parameters that at 0 leave it without effect; nil: it cannot be switched off
	Stays   []string // its parameters that act on even then, by what others make of them
	Enters  []*Cause // the names under which it enters the ledger; nil: it changes no facet by itself
	Shapes  []*Cause // causes of other mechanisms in which it has a part
	Rests   string   // keys of [Sources] for the mechanism as a whole, separated by spaces
	Params  []Param
}

// Cause is a name under which a mechanism enters the ledger. The words say what
// it did; a direction that cannot happen has none.
type Cause struct {
	Name    string // label in the ledger
	Title   string // empty: that of its mechanism, as is
	Meaning string // … for a clinician
	Up      string // it raised a facet of the alliance
	Down    string // it lowered one
	Worse   string // it raised severity
	Better  string // it lowered severity
	Takes   string // parameters of other mechanisms, separated by spaces, of which a few alone set its size
}

// Did is what the cause did to a facet by a change, in words; empty where it
// changed nothing.
func (c *Cause) Did(f Facet, change float64) string {
	switch {
	case change == 0:
		return ""
	case f == FacetSeverity && change > 0:
		return c.Worse
	case f == FacetSeverity:
		return c.Better
	case change > 0:
		return c.Up
	}
	return c.Down
}
