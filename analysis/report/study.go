package report

// Study is what a page tells of the study and of how it was run. The package knows
// runs only, so whoever calls it says this.
type Study struct {
	Title, Question, Rationale, LookAt string

	Version      string // of the engine
	Seed         uint64
	Patients     int64 // of one replication
	Replications int64
	Scenarios    []Scenario
	Parameters   []Parameter // that the study sets or in which scenarios differ
	Grades       []Grade     // of all parameters, in falling order of trust
	Sources      []string    // of the study
	Model        []string    // sources of the model
}

// Scenario is one scenario in words.
type Scenario struct {
	Name, Description string
	Actions           []string // what therapists do, one sentence each
}

// Parameter is one parameter with its value in each scenario, in their order.
type Parameter struct {
	Name, Meaning string
	Shipped       string // the shipped value, with its unit
	Values        []Value
}

// Value is a parameter's value in a scenario.
type Value struct {
	Text    string
	Changed bool // it differs from the shipped value
}

// Grade counts the parameters that are known in one way.
type Grade struct {
	Name  string
	Count int
}
