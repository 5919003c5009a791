package sim

// Patient is a person who seeks treatment. Traits are in standard deviations
// among patients of routine care unless said otherwise; they never change.
type Patient struct {
	ID                     int64
	Agreeableness          float64
	Neuroticism            float64
	Extraversion           float64
	Conscientiousness      float64
	Openness               float64
	AttachmentAvoidance    float64
	AttachmentAnxiety      float64
	Disclosure             float64 // readiness to disclose
	Expectations           float64 // outcome expectations at intake
	PreferredDirectiveness float64 // how directive a therapist the patient prefers
	NaturalCourse          float64 // disposition to recover without treatment
	Leniency               float64 // how kindly the patient rates
	IntakeSeverity         float64 // latent, PHQ-9 points, above 0 and below 27
	AllianceToSymptoms     float64 // personal strength of that coupling, 1 = typical
	SymptomsToAlliance     float64 // personal strength of that coupling, 1 = typical
	StressAtIntake         float64 // life stress at intake, SD
	Screening              int     // PHQ-9 at the screening, 0 to 27
	Prefers                Preference
}

// Preference is the approach in which a patient would like to be treated.
type Preference uint8

const (
	NoPreference Preference = iota
	PrefersCBT
	PrefersPsychodynamic
)

// Unmet says how far a therapist is from the preference: ½ where the therapist works in
// the other approach, −½ where in the preferred one, 0 where the patient has none.
func (p Preference) Unmet(t *Therapist) float64 {
	switch {
	case p == NoPreference:
		return 0
	case (p == PrefersCBT) == t.CBT:
		return -0.5
	}
	return 0.5
}

// preferenceNames are the labels of the preferences, in order; none is missing.
var preferenceNames = [...]string{"", "cbt", "psychodynamic"}

// Therapist is a person who treats. Traits are in standard deviations among
// therapists; they never change.
type Therapist struct {
	ID            int64
	CBT           bool // works in CBT; otherwise psychodynamically
	Warmth        float64
	Empathy       float64
	Genuineness   float64
	Flexibility   float64
	RepairSkill   float64
	Competence    float64
	Effect        float64 // own effect beyond the named traits
	Directiveness float64
	Leniency      float64 // how kindly the therapist rates
	Record        float64 // how the former patients fared, as a service could know it
	Caseload      int     // places
}

// Kind of a rupture.
type Kind uint8

const (
	Withdrawal    Kind = iota // the patient moves away from the therapist or the work
	Confrontation             // the patient moves against the therapist or the work
)

// KindNames are the labels of the kinds, in order.
var KindNames = [...]string{"withdrawal", "confrontation"}

// Rupture is a deterioration of the alliance that is not yet resolved.
type Rupture struct {
	Open        bool
	Kind        Kind
	Intensity   float64 // above 0, below 1; fades while the rupture lingers
	Peak        float64 // greatest intensity so far
	Onset       int     // session in which it began
	Therapist   int64   // with whom it began
	Recognised  int     // session in which the therapist recognised it; 0: not yet
	TrustBefore float64 // trust just before it
	BondBefore  float64 // bond just before it
	TasksBefore float64 // agreement on tasks just before it
	GoalsBefore float64 // agreement on goals just before it
}

// Dyad is the state of a patient and therapist between two sessions. It is a
// plain value: a copy is a branch of the treatment.
type Dyad struct {
	Patient   Patient
	Therapist Therapist

	// The alliance: proportions, above 0 and below 1.
	Trust float64
	Goals float64 // agreement on goals
	Tasks float64 // agreement on tasks
	Bond  float64

	Hope   float64 // proportion
	Usual  float64 // alliance to which the patient is used
	Shift  float64 // alliance of the last session, above (below 0: below) the usual
	Stress float64 // life stress, SD of an untreated person

	// Severity just before the next session, in PHQ-9 points above 0 and below
	// 27, is the slow Level plus the Fluctuation that life stress brings.
	Severity    float64
	Level       float64
	Fluctuation float64

	// NaturalLevel is where the slow level drifts by itself, points above 0 and
	// below 27; what treatment changes moves it along in part.
	NaturalLevel float64

	Rupture Rupture
	Session int     // sessions held
	Met     int     // sessions held with this therapist
	Number  int     // which therapist this is for the patient, 0 = first
	Week    float64 // weeks since the patient entered the study
	Gap     float64 // weeks since the session before
	Named   bool    // a difference of styles has been named openly
	Reviews int     // sessions with this therapist in which goals were reviewed
	Strain  float64 // strain of a transition that is felt in this session, 0 to 1
	Fewer   bool    // sessions have just become fewer by a rule of the service
	Eased   float64 // by how much a session gives less than a full one, 0 to 1

	// What could be seen.
	Seen Seen

	// What the session offered to the time until the next one.
	Work Work

	// What no trait explains in this dyad, SD, drawn when the two meet.
	chemistry     float64 // of the whole alliance
	bondChemistry float64 // … of the bond alone
	perspective   float64 // the therapist's own view of this dyad

	derived // no state: it follows from the rest and the model

	Ledger Ledger // what has moved the facets since it was last emptied
}

// derived keeps what follows from the model, the two people and the last gap, so
// that it is worked out once and not in every session. [Model.tend] and
// [Model.span] restore it at any time.
type derived struct {
	tend tendencies
	gap  span
}

// Seen is what a therapist could see before a session.
type Seen struct {
	PHQ9Intake int
	PHQ9       int     // last answered
	WAI        float64 // patient's last item mean; 0: none yet
	WAIBefore  float64 // the one before; 0: none
	Missed     int     // planned sessions missed just before this one
	OnLast     bool    // one of the last planned sessions, [Phases]

	Scores [MostInstruments]Answered // of the instruments that the study names, in its order
}

// Work is what a session leaves for the time until the next one to act on.
type Work struct {
	Exploration float64 // depth at which painful emotions were explored, times the time for it, 0 to 2
	Technique   float64 // time for technique as a share of a session, above 0; it may exceed 1 where technique is pushed
	Celebrated  float64 // progress that was celebrated, 0 or more
	Repaired    float64 // greatest intensity of a rupture that was resolved in the session; 0: none
	Feedback    float64 // sharpening of the work by progress feedback, 0 or more
}

// tendencies are what this patient and this therapist tend to. They are worked out when
// the two meet, when a difference is named and when a rule changes the approach; all
// follow from the equations of the mechanisms.
type tendencies struct {
	bond, bondMatched   float64 // where the bond settles at a trust of one half, with and without mismatch
	tasks, tasksMatched float64 // the same for agreement on tasks
	goals               float64
	bondAbove           float64 // log-odds of the bond above that of an average dyad, without mismatch
	bondRate            float64 // share of the way per session
	bondRateTypical     float64 // … of a patient of average agreeableness
	empathy             float64 // empathic response, 0 to 1
	genuine             float64 // factor of the growth of trust, 0 to 2
	open                float64 // factor of exploration, 0 to 2
	mismatch            float64 // effective mismatch, 0 to the strength of match
	rupture             float64 // log-odds of a rupture beside the state
	competence          float64 // 0 to 1
	carries             float64 // factor of the relationship, 1 or more
}

// span is what depends on the time between two sessions alone.
type span struct {
	weeks       float64
	persistence float64 // of life stress, 0 to 1
	innovation  float64 // share of new life stress, 0 to 1
	presence    float64 // how much of a session counts with that time to the next; 1 = a week
	drift       float64 // share of the way that the natural course goes, 0 to 1
}

// Alliance is the mean of bond, tasks and goals, above 0 and below 1.
func (d *Dyad) Alliance() float64 { return (d.Bond + d.Tasks + d.Goals) / 3 }

// Safety is how safe the relationship feels: trust and bond, less an open rupture.
func (d *Dyad) Safety() float64 {
	return 0.5 * (d.Trust + d.Bond) * (1 - d.Rupture.Intensity)
}

// Progress is the share of the intake severity that is gone, up to 1; where the
// patient is worse, the share of the room above it that is filled, down to −1.
func (d *Dyad) Progress() float64 {
	gone := d.Patient.IntakeSeverity - d.Severity
	if gone < 0 {
		return gone / (PHQ9Max - d.Patient.IntakeSeverity)
	}
	return gone / d.Patient.IntakeSeverity
}

// SeenProgress is the share of the PHQ-9 at intake that is gone by the last answer.
func (d *Dyad) SeenProgress() float64 {
	if d.Seen.PHQ9Intake == 0 {
		return 0
	}
	return float64(d.Seen.PHQ9Intake-d.Seen.PHQ9) / float64(d.Seen.PHQ9Intake)
}
