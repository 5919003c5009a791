// Package record defines the rows that a run writes and an analysis reads.
//
// It is the one definition that the writer, the readers, the data dictionary
// and the schema command share: a column's name and encoding stand in its
// `parquet` tag, its unit, range and meaning in the tags beside it; `about:"person"` marks what
// a patient brings, whatever the scenario. Fields
// keep the order of the file's columns.
//
// Missing is null, never a magic number. Scores whose valid range excludes
// zero (item means) are null where the field is zero; scores for which zero is
// valid, and booleans, are pointers and null where the pointer is nil. Pointers
// come from [PHQ9Value] and [BoolValue], which point into static tables, so
// that filling a row allocates nothing.
package record

// Version of the row definitions; it changes when a column is added, removed,
// renamed or given another meaning.
const Version = 3

// ReliableChange is by how many points the PHQ-9 must fall or rise at least for a change that is
// taken to be more than error, as findings O19a to O19c count it.
const ReliableChange = 6

// Session is one session held, or one assessment on a waiting list (then all
// alliance and rupture columns are null). Sorted by replication, patient, session.
type Session struct {
	Replication int32 `parquet:"replication,delta" unit:"index" range:"0 or more" desc:"replication of the study: the same design under another luck"`
	Patient     int64 `parquet:"patient,delta" unit:"id" range:"0 or more" desc:"patient; the same id is the same person in every scenario"`
	Therapist   int64 `parquet:"therapist,dict" unit:"id" range:"-1 or more" desc:"therapist who held the session; -1 on a waiting list"`
	Session     int32 `parquet:"session,delta" unit:"count" range:"1 or more" desc:"number of the session, 1 = first; on a waiting list the number of the assessment"`

	Week float32 `parquet:"week,dict" unit:"weeks" range:"0 or more" desc:"time of the session since the patient entered the study; a wait before therapy counts"`

	PHQ9 *int32 `parquet:"phq9,optional,dict" unit:"points" range:"0 to 27" desc:"PHQ-9 total reported by the patient just before the session; null if not answered"`

	WAIPatient      float32 `parquet:"wai_patient,optional,dict" unit:"item mean" range:"1 to 5" steps:"12" desc:"WAI-SR rated by the patient after the session, mean of 12 items; null if not answered"`
	WAIPatientGoals float32 `parquet:"wai_patient_goals,optional,dict" unit:"item mean" range:"1 to 5" steps:"4" desc:"WAI-SR goals subscale rated by the patient, mean of 4 items"`
	WAIPatientTasks float32 `parquet:"wai_patient_tasks,optional,dict" unit:"item mean" range:"1 to 5" steps:"4" desc:"WAI-SR tasks subscale rated by the patient, mean of 4 items"`
	WAIPatientBond  float32 `parquet:"wai_patient_bond,optional,dict" unit:"item mean" range:"1 to 5" steps:"4" desc:"WAI-SR bond subscale rated by the patient, mean of 4 items"`
	WAITherapist    float32 `parquet:"wai_therapist,optional,dict" unit:"item mean" range:"1 to 5" steps:"12" desc:"WAI-SR rated by the therapist after the session, mean of 12 items; null if not answered"`
	WAIObserver     float32 `parquet:"wai_observer,optional,dict" unit:"item mean" range:"1 to 5" steps:"12" desc:"WAI-SR rated by an observer from the recording, mean of 12 items"`
	CALPASPatient   float32 `parquet:"calpas_patient,optional,dict" unit:"item mean" range:"1 to 7" steps:"24" desc:"CALPAS-P rated by the patient after the session, mean of 24 items; null if not answered"`

	RupturePatient   *bool `parquet:"rupture_patient,optional" unit:"" range:"true or false" desc:"the patient reports a rupture in this session; null if not answered"`
	RuptureTherapist *bool `parquet:"rupture_therapist,optional" unit:"" range:"true or false" desc:"the therapist reports a rupture in this session; null if not answered"`
	RuptureObserver  *bool `parquet:"rupture_observer,optional" unit:"" range:"true or false" desc:"an observer codes a rupture in this session"`

	TrueSeverity float32 `parquet:"true_severity,optional,split" unit:"points" range:"0 to 27" desc:"latent severity on the PHQ-9 scale just before the session, in steps of 1/2048; null where the study records no truth"`
	TrueBond     float32 `parquet:"true_bond,optional,split" unit:"proportion" range:"above 0, below 1" desc:"latent bond after the session, in steps of 1/65536"`
	TrueTasks    float32 `parquet:"true_tasks,optional,split" unit:"proportion" range:"above 0, below 1" desc:"latent agreement on tasks after the session, in steps of 1/65536"`
	TrueGoals    float32 `parquet:"true_goals,optional,split" unit:"proportion" range:"above 0, below 1" desc:"latent agreement on goals after the session, in steps of 1/65536"`
	TrueTrust    float32 `parquet:"true_trust,optional,split" unit:"proportion" range:"above 0, below 1" desc:"latent trust after the session, in steps of 1/65536"`
	TrueHope     float32 `parquet:"true_hope,optional,split" unit:"proportion" range:"above 0, below 1" desc:"latent hope after the session, in steps of 1/65536"`
	TrueRupture  *bool   `parquet:"true_rupture,optional" unit:"" range:"true or false" desc:"a rupture began or was open in this session"`
}

// Patient is one patient's whole treatment (course), one row per replication × patient.
type Patient struct {
	Replication int32  `parquet:"replication,delta" unit:"index" range:"0 or more" desc:"replication of the study"`
	Patient     int64  `parquet:"patient,delta" unit:"id" range:"0 or more" desc:"patient; the same id is the same person in every scenario"`
	Therapist   int64  `parquet:"therapist,dict" unit:"id" range:"-1 or more" desc:"therapist to whom the patient was assigned at intake; -1 on a waiting list"`
	Approach    string `parquet:"approach,dict" unit:"" range:"cbt, psychodynamic, none" desc:"approach of the treatment"`

	Agreeableness          float32 `parquet:"agreeableness,split" unit:"SD" about:"person" range:"about -4 to 4" desc:"Big Five agreeableness, standardised among patients of routine care"`
	Neuroticism            float32 `parquet:"neuroticism,split" unit:"SD" about:"person" range:"about -4 to 4" desc:"Big Five neuroticism"`
	Extraversion           float32 `parquet:"extraversion,split" unit:"SD" about:"person" range:"about -4 to 4" desc:"Big Five extraversion"`
	Conscientiousness      float32 `parquet:"conscientiousness,split" unit:"SD" about:"person" range:"about -4 to 4" desc:"Big Five conscientiousness"`
	Openness               float32 `parquet:"openness,split" unit:"SD" about:"person" range:"about -4 to 4" desc:"Big Five openness to experience"`
	AttachmentAvoid        float32 `parquet:"attachment_avoidance,split" unit:"SD" about:"person" range:"about -4 to 4" desc:"attachment avoidance"`
	AttachmentAnxiety      float32 `parquet:"attachment_anxiety,split" unit:"SD" about:"person" range:"about -4 to 4" desc:"attachment anxiety"`
	Disclosure             float32 `parquet:"disclosure,split" unit:"SD" about:"person" range:"about -4 to 4" desc:"readiness to disclose"`
	Expectations           float32 `parquet:"expectations,split" unit:"SD" about:"person" range:"about -4 to 4" desc:"outcome expectations at intake"`
	PreferredDirectiveness float32 `parquet:"preferred_directiveness,split" unit:"SD" about:"person" range:"about -4 to 4" desc:"how directive a therapist the patient prefers"`
	IntakeSeverity         float32 `parquet:"intake_severity,split" unit:"points" about:"person" range:"above 0, below 27" desc:"latent severity at intake on the PHQ-9 scale"`
	NaturalCourse          float32 `parquet:"natural_course,split" unit:"SD" about:"person" range:"about -4 to 4" desc:"disposition to recover without treatment; higher recovers more"`
	AllianceToSymptoms     float32 `parquet:"alliance_to_symptoms,split" unit:"factor" about:"person" range:"above 0" desc:"personal strength of the effect of alliance on symptoms, 1 = typical"`
	SymptomsToAlliance     float32 `parquet:"symptoms_to_alliance,split" unit:"factor" about:"person" range:"above 0" desc:"personal strength of the effect of symptoms on alliance, 1 = typical"`

	PreferredApproach string `parquet:"preferred_approach,optional,dict" unit:"" about:"person" range:"cbt, psychodynamic" desc:"approach in which the patient would like to be treated; null if none is preferred"`
	PreferenceMet     *bool  `parquet:"preference_met,optional" unit:"" range:"true or false" desc:"the therapist assigned at intake works in the preferred approach; null if none is preferred, or on a waiting list"`

	PHQ9Screening        int32   `parquet:"phq9_screening,dict" unit:"points" range:"0 to 27" desc:"PHQ-9 at the screening before intake"`
	PHQ9Entry            int32   `parquet:"phq9_entry,dict" unit:"points" range:"0 to 27" desc:"PHQ-9 when the patient entered the study, in week 0; without a wait the one before session 1"`
	PHQ9Intake           int32   `parquet:"phq9_intake,dict" unit:"points" range:"0 to 27" desc:"PHQ-9 at intake, the same as before session 1; behind a wait for therapy, another than at entry"`
	PHQ9Last             int32   `parquet:"phq9_last,dict" unit:"points" range:"0 to 27" desc:"last PHQ-9 that the patient answered"`
	PerceivedEmpathy     float32 `parquet:"perceived_empathy,optional,dict" unit:"scale mean" range:"1 to 5" steps:"16" desc:"the patient's report of the therapist's empathy after session 3; null if not reached"`
	PerceivedRegard      float32 `parquet:"perceived_regard,optional,dict" unit:"scale mean" range:"1 to 5" steps:"16" desc:"the patient's report of the therapist's positive regard after session 3"`
	PerceivedGenuineness float32 `parquet:"perceived_genuineness,optional,dict" unit:"scale mean" range:"1 to 5" steps:"16" desc:"the patient's report of the therapist's genuineness after session 3"`

	SessionsHeld     int32   `parquet:"sessions_held,dict" unit:"count" range:"0 or more" desc:"sessions held with any therapist"`
	SessionsMissed   int32   `parquet:"sessions_missed,dict" unit:"count" range:"0 or more" desc:"planned sessions that the patient missed"`
	Weeks            float32 `parquet:"weeks,dict" unit:"weeks" range:"0 or more" desc:"time from entering the study to the last session or assessment"`
	Ruptures         int32   `parquet:"ruptures,dict" unit:"count" range:"0 or more" desc:"ruptures that began during treatment"`
	RupturesResolved int32   `parquet:"ruptures_resolved,dict" unit:"count" range:"0 or more" desc:"ruptures that were resolved"`
	Transfers        int32   `parquet:"transfers,dict" unit:"count" range:"0 or more" desc:"changes of therapist"`
	Ending           string  `parquet:"ending,dict" unit:"" range:"completed, well_enough, dropout, waiting; after a transfer transferred_then_completed, transferred_then_well_enough, transferred_then_dropout" desc:"how treatment ended"`

	Response              bool `parquet:"response" unit:"" range:"true or false" desc:"last PHQ-9 at most half of an intake PHQ-9 above 0"`
	Remission             bool `parquet:"remission" unit:"" range:"true or false" desc:"last PHQ-9 below 5"`
	ReliableImprovement   bool `parquet:"reliable_improvement" unit:"" range:"true or false" desc:"PHQ-9 fell by at least 6 points from intake to last"`
	ReliableDeterioration bool `parquet:"reliable_deterioration" unit:"" range:"true or false" desc:"PHQ-9 rose by at least 6 points from intake to last"`
}

// Assessment is one assessment at a week that the study names, of everybody who
// entered, by somebody who is not the therapist.
type Assessment struct {
	Replication int32 `parquet:"replication,delta" unit:"index" range:"0 or more" desc:"replication of the study"`
	Patient     int64 `parquet:"patient,delta" unit:"id" range:"0 or more" desc:"patient; the same id is the same person in every scenario"`
	Week        int32 `parquet:"week,dict" unit:"weeks" range:"1 or more" desc:"week since the patient entered the study; a wait before therapy counts"`

	Phase        string  `parquet:"phase,dict" unit:"" range:"waiting, treatment, ended" desc:"whether the patient was waiting, in treatment or past the last session"`
	PHQ9         *int32  `parquet:"phq9,optional,dict" unit:"points" range:"0 to 27" desc:"PHQ-9 total; null if not answered"`
	TrueSeverity float32 `parquet:"true_severity,optional,split" unit:"points" range:"0 to 27" desc:"latent severity on the PHQ-9 scale in that week, in steps of 1/2048; null where the study records no truth"`
}

// The phases of an assessment.
const (
	PhaseWaiting   = "waiting"
	PhaseTreatment = "treatment"
	PhaseEnded     = "ended"
)

// What a high score of an instrument means.
const (
	HighIsWell = "well"
	HighIsIll  = "ill"
)

// Score is one answered questionnaire of an instrument that the study names. One
// that was not answered has no row.
type Score struct {
	Replication int32 `parquet:"replication,delta" unit:"index" range:"0 or more" desc:"replication of the study"`
	Patient     int64 `parquet:"patient,delta" unit:"id" range:"0 or more" desc:"patient; the same id is the same person in every scenario"`

	Number     int32   `parquet:"number,dict" unit:"index" range:"1 or more" desc:"number of the questionnaire among those that the patient's case has, in time, 1 = first"`
	Session    *int32  `parquet:"session,optional,dict" unit:"count" range:"1 or more" desc:"number of the session; null if asked at a week, as in assessments, or in week 0 of who waits for session 1"`
	Week       float32 `parquet:"week,dict" unit:"weeks" range:"0 or more" desc:"time since the patient entered the study"`
	Instrument string  `parquet:"instrument,dict" unit:"" range:"a name of an instrument" desc:"the instrument by name"`
	Rater      string  `parquet:"rater,dict" unit:"" range:"patient, therapist, observer" desc:"who answered"`
	High       string  `parquet:"high,dict" unit:"" range:"well, ill" desc:"what a high score means"`
	Score      float32 `parquet:"score,dict" unit:"points" range:"any" desc:"the score, as the instrument counts"`
}

// Answer is one single answer in a [Score], where the study records items.
type Answer struct {
	Replication int32 `parquet:"replication,delta" unit:"index" range:"0 or more" desc:"replication of the study"`
	Patient     int64 `parquet:"patient,delta" unit:"id" range:"0 or more" desc:"patient"`

	Number     int32  `parquet:"number,dict" unit:"index" range:"1 or more" desc:"number of the questionnaire, as in scores"`
	Item       int32  `parquet:"item,dict" unit:"index" range:"1 or more" desc:"number of the item, 1 = first"`
	Instrument string `parquet:"instrument,dict" unit:"" range:"a name of an instrument" desc:"the instrument by name"`
	Answer     int32  `parquet:"answer,dict" unit:"steps" range:"0 or more" desc:"the answer, in steps of the score above the least"`
}

// Rupture is one rupture of the alliance.
type Rupture struct {
	Replication       int32   `parquet:"replication,delta" unit:"index" range:"0 or more" desc:"replication of the study"`
	Patient           int64   `parquet:"patient,delta" unit:"id" range:"0 or more" desc:"patient"`
	Therapist         int64   `parquet:"therapist,dict" unit:"id" range:"0 or more" desc:"therapist of the session of onset"`
	SessionOnset      int32   `parquet:"session_onset,delta" unit:"count" range:"1 or more" desc:"session in which the rupture began"`
	Kind              string  `parquet:"kind,dict" unit:"" range:"withdrawal, confrontation" desc:"the patient withdraws from, or moves against, the therapist"`
	Intensity         float32 `parquet:"intensity,split" unit:"proportion" range:"above 0, below 1" desc:"greatest intensity that the rupture reached"`
	Recognised        bool    `parquet:"recognised" unit:"" range:"true or false" desc:"the therapist recognised the rupture"`
	SessionRecognised *int32  `parquet:"session_recognised,optional,dict" unit:"count" range:"1 or more" desc:"session in which it was recognised; null if never"`
	Resolved          bool    `parquet:"resolved" unit:"" range:"true or false" desc:"the rupture was resolved"`
	SessionResolved   *int32  `parquet:"session_resolved,optional,dict" unit:"count" range:"1 or more" desc:"session in which it was resolved; null if never"`
}

// Therapist is one therapist of one replication.
type Therapist struct {
	Replication   int32   `parquet:"replication,delta" unit:"index" range:"0 or more" desc:"replication of the study"`
	Therapist     int64   `parquet:"therapist,delta" unit:"id" range:"0 or more" desc:"therapist; the same id is the same person in every scenario"`
	Approach      string  `parquet:"approach,dict" unit:"" range:"cbt, psychodynamic" desc:"approach in which the therapist works"`
	Caseload      int32   `parquet:"caseload,dict" unit:"patients" range:"1 or more" desc:"places in the therapist's caseload"`
	Warmth        float32 `parquet:"warmth,split" unit:"SD" range:"about -4 to 4" desc:"interpersonal warmth"`
	Empathy       float32 `parquet:"empathy,split" unit:"SD" range:"about -4 to 4" desc:"empathic accuracy and responsiveness"`
	Genuineness   float32 `parquet:"genuineness,split" unit:"SD" range:"about -4 to 4" desc:"genuineness, congruence"`
	Flexibility   float32 `parquet:"flexibility,split" unit:"SD" range:"about -4 to 4" desc:"flexibility in adapting to the patient"`
	RepairSkill   float32 `parquet:"repair_skill,split" unit:"SD" range:"about -4 to 4" desc:"skill in recognising and repairing ruptures"`
	Competence    float32 `parquet:"competence,split" unit:"SD" range:"about -4 to 4" desc:"technical competence in the approach"`
	Effect        float32 `parquet:"therapist_effect,split" unit:"SD" range:"about -4 to 4" desc:"own effect of the therapist beyond the named traits"`
	Directiveness float32 `parquet:"directiveness,split" unit:"SD" range:"about -4 to 4" desc:"how directive the therapist is"`
}

// Ledger is what one mechanism did to one facet in a session or in the time
// after it. The rows of a patient and facet, added in the order of the file from
// the first (mechanism start: the value at intake), give the facet's value
// exactly: each row's value is the value of the row before plus its change.
type Ledger struct {
	Replication int32   `parquet:"replication,delta" unit:"index" range:"0 or more" desc:"replication of the study"`
	Patient     int64   `parquet:"patient,delta" unit:"id" range:"0 or more" desc:"patient"`
	Session     int32   `parquet:"session,delta" unit:"count" range:"0 or more" desc:"session in which, or in the time after which, the change happened; 0: at intake or while waiting"`
	Step        int32   `parquet:"step,dict" unit:"index" range:"0 or more" desc:"order of the change within the session"`
	Facet       string  `parquet:"facet,dict" unit:"" range:"bond, tasks, goals, trust, severity" desc:"what changed"`
	Mechanism   string  `parquet:"mechanism,dict" unit:"" range:"a mechanism of the model" desc:"what changed it"`
	Change      float64 `parquet:"change,split" unit:"points for severity, else proportion" range:"any" desc:"signed contribution"`
	Value       float64 `parquet:"value,split" unit:"points for severity, else proportion" range:"as the facet" desc:"the facet just after the change"`
}

// Decision is one time that a rule of the scenario acted.
type Decision struct {
	Replication int32   `parquet:"replication,delta" unit:"index" range:"0 or more" desc:"replication of the study"`
	Patient     int64   `parquet:"patient,delta" unit:"id" range:"0 or more" desc:"patient"`
	Session     int32   `parquet:"session,delta" unit:"count" range:"1 or more" desc:"session before which the rule held"`
	Step        int32   `parquet:"step,dict" unit:"index" range:"0 or more" desc:"order of the decision before the session"`
	Week        float32 `parquet:"week,dict" unit:"weeks" range:"0 or more" desc:"time of that session since the patient entered the study"`
	Rule        string  `parquet:"rule,dict" unit:"" range:"a rule of the scenario" desc:"name of the rule, or its number in the scenario"`
	Arm         string  `parquet:"arm,dict" unit:"" range:"a named arm of the rule, or none" desc:"arm to which the rule randomised the patient; none where it leaves nothing to chance"`
	Probability float32 `parquet:"probability,dict" unit:"probability" range:"0 to 1" desc:"probability of the arm; 1 where nothing is left to chance"`
}
