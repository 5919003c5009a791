package luck

// Decision names one random number of a person at a session. The list is
// append-only: a new decision never moves an old one. Decisions below often are
// drawn in nearly every session, and their words made beforehand ([Person.At]).
type Decision uint16

// Decisions in a session. This list and the next are closed: one more would move others.
const (
	StressShock            Decision = iota // life stress of the time before the session
	PHQ9Error                              // error of the PHQ-9
	SessionChance                          // chance events of the session that move the whole alliance
	BondChance                             // … and the bond alone
	TasksChance                            // … and the agreement on tasks alone
	GoalsChance                            // … and the agreement on goals alone
	RuptureOnset                           // does a rupture begin
	DropoutChoice                          // does the patient stay away from now on
	WAIOccasion                            // the patient's view of this day, common to the subscales
	WAIGoalsError                          // error of the goals subscale
	WAITasksError                          // error of the tasks subscale
	WAIBondError                           // error of the bond subscale
	WAITherapistError                      // error of the therapist's rating
	WAIObserverError                       // error of the observer's rating
	CALPASError                            // error of the CALPAS-P beyond the day's view
	RupturePatientReport                   // does the patient report a rupture
	RuptureTherapistReport                 // does the therapist
	RuptureObserverReport                  // does the observer code one
	PHQ9Missing                            // is the PHQ-9 not answered
	WAIMissing                             // are the patient's alliance scales not answered
	WAITherapistMissing                    // is the therapist's not answered
	SessionMissed                          // does the patient miss the planned session
	often                                  // —— decisions from here on are drawn on demand
)

// Decisions in a session that only some sessions take.
const (
	SessionMissedAgain    Decision = often + iota // does the patient miss the next planned session too
	SessionMissedThrice                           // … and the one after
	BreakPlanned                                  // is there a break before this session
	RuptureKind                                   // withdrawal or confrontation
	RuptureIntensity                              // how intense
	RuptureRecognised                             // does the therapist notice
	RuptureRepaired                               // is it resolved
	WellEnoughEnding                              // do both end treatment because the patient is well enough
	OwnCheckIn                                    // does the therapist check in unprompted
	OwnAcknowledgement                            // … speak about a transition unprompted
	OwnCelebration                                // … mark progress unprompted
	OwnNaming                                     // … name a difference unprompted
	TransferRaised                                // does the patient raise the missing connection
	TransferAnswered                              // does the therapist's answer mend it
	PerceivedEmpathyError                         // error of the report after session 3
	PerceivedRegardError
	PerceivedGenuinenessError
	OwnExplanation // does the therapist explain the treatment unprompted
	OwnGoalReview  // … review goals unprompted
)

// Decisions in a session that came later: a new one is the next line here. The 128 numbers
// before them spread scores over items in earlier versions.
const (
	// RuleTherapist is which colleague takes over where a rule leaves it to chance.
	RuleTherapist Decision = 240 + iota
)

// Decisions about single items, of a session and, as what is the patient's own,
// before treatment: one for each item of an instrument, then one for each of its
// scales. They lie above all others.
const (
	PHQ9Items   Decision = 256
	WAIItems    Decision = PHQ9Items + 16
	CALPASItems Decision = WAIItems + 16
	endOfItems           = CALPASItems + 32
)

// MostDecisionPoints is how many decision points a patient can pass: so many decisions of
// RuleArm.
const MostDecisionPoints = 16

// MostTherapists is how many therapists a patient can meet one after the other:
// so many decisions each of Chemistry, TherapistPerspective and BondChemistry has
// to itself.
const MostTherapists = 31

// Decisions before treatment (session 0). A new one says its number, a free one.
const (
	Trait0 Decision = iota // first of the traits' uniforms
	_      Decision = 32 + iota
	_
	StressAtScreening
	StressAtIntake
	PHQ9ScreeningError
	TherapistApproach
	CaseloadSplit
	TherapistRecord                     // chance in a therapist's record
	PatientChooses       Decision = 48  // does the patient's wish count in the assignment
	ClinicEffect         Decision = 49  // what the therapists of a clinic have in common
	AnyPlace             Decision = 50  // which free place a patient takes whose wish does not count
	AgreedSessions       Decision = 51  // on how many sessions do both agree
	ClinicSeverity       Decision = 52  // how ill the patients of a clinic are
	ClinicPull           Decision = 53  // what brings a therapist to a clinic beside the trait that is sought
	PreferredApproach    Decision = 54  // which approach the patient would like, if any
	Chemistry            Decision = 64  // first of the therapists met: what traits do not explain in this dyad
	BondChemistry        Decision = 128 // … in its bond alone
	RuleArm              Decision = 160 // first of the decision points: the arm to which a rule randomises
	TherapistPerspective Decision = 96  // first of the therapists met: how the therapist sees this dyad
)

// Decisions at a week ([Person.AtWeek]). They lie above those whose words are made
// together.
const (
	WeekStress        Decision = 64 + iota // life stress of the time before the week
	WeekCircumstances                      // what else life brought until then
	AssessmentError                        // error of the PHQ-9 at an assessment
	AssessmentMissing                      // is it not answered
)

// Decisions at a spell ([Person.AtSpell]).
const (
	SpellWait  Decision = 64 + iota // time since the spell before it
	SpellDepth                      // how deep it goes
)
