package record

import "sync"

// Rows collects the rows of a stretch of courses, table by table. Its slices
// are reused: [Rows.Reset] empties them and keeps their memory.
type Rows struct {
	Patients    []Patient
	Sessions    []Session
	Ruptures    []Rupture
	Therapists  []Therapist
	Assessments []Assessment
	Ledger      []Ledger
	Items       []Items
	Decisions   []Decision
	Scores      []Score
	Answers     []Answer
}

// Reset empties every table and keeps the memory for the next block.
func (r *Rows) Reset() {
	r.Patients = r.Patients[:0]
	r.Sessions = r.Sessions[:0]
	r.Ruptures = r.Ruptures[:0]
	r.Therapists = r.Therapists[:0]
	r.Assessments = r.Assessments[:0]
	r.Ledger = r.Ledger[:0]
	r.Items = r.Items[:0]
	r.Decisions = r.Decisions[:0]
	r.Scores = r.Scores[:0]
	r.Answers = r.Answers[:0]
}

// spare are columns that nobody fills now.
var spare = sync.Pool{New: func() any { return new(Columns) }}

// Fill appends the rows of the columns that fill fills in.
func (r *Rows) Fill(fill func(*Columns)) {
	columns := spare.Get().(*Columns)
	columns.Reset()
	fill(columns)
	columns.AppendTo(r)
	spare.Put(columns)
}

// MaxSessions bounds the number of a session, so that [SessionValue] can point
// into a static table.
const MaxSessions = 1024

var (
	small [MaxSessions + 1]int32
	truth = [2]bool{false, true}
)

func init() {
	for i := range small {
		small[i] = int32(i)
	}
}

// PHQ9Value points to a static total or item value v, 0 to 27.
func PHQ9Value(v int) *int32 { return &small[v] }

// SessionValue points to a static session number v, 0 to [MaxSessions].
func SessionValue(v int) *int32 { return &small[v] }

// BoolValue points to a static b. Which one is no branch, because no processor
// could guess it.
func BoolValue(b bool) *bool {
	i := 0
	if b {
		i = 1
	}
	return &truth[i]
}
