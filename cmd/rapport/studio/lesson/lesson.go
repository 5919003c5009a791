package lesson

// Lesson is a lesson file. The keys of the file are the yaml names.
type Lesson struct {
	Name    string `yaml:"-"` // of the file, without its ending
	Title   Text   `yaml:"title" jsonschema:"required" jsonschema_description:"What the lesson is called."`
	Summary Text   `yaml:"summary" jsonschema:"required" jsonschema_description:"One sentence for the list of lessons."`
	Minutes int    `yaml:"minutes" jsonschema:"required,minimum=1,maximum=90" jsonschema_description:"How long it takes with a class."`
	Goals   []Text `yaml:"goals" jsonschema:"required,minItems=1" jsonschema_description:"What the class can do afterwards."`
	Cast    Cast   `yaml:"cast" jsonschema:"required" jsonschema_description:"Who meets whom, and how."`
	Find    Find   `yaml:"find" jsonschema:"required" jsonschema_description:"The story: the first luck in which it happens is shown."`
	Steps   []Step `yaml:"steps" jsonschema:"required,minItems=2,maxItems=99" jsonschema_description:"The stopping points, in order."`
	Debrief []Text `yaml:"debrief" jsonschema:"required,minItems=1" jsonschema_description:"What to take along, said at the end."`
	Sheet   []Text `yaml:"sheet" jsonschema:"required,minItems=1" jsonschema_description:"The trainer's sheet: how to prepare, what to expect, where it goes wrong."`
}

// Cast is who meets whom; what is absent is as in the studio.
type Cast struct {
	Patient         string             `yaml:"patient" jsonschema:"required" jsonschema_description:"A patient of the studio."`
	PatientTraits   map[string]float64 `yaml:"patient_traits" jsonschema_description:"Traits that differ from the portrait, in standard deviations; severity in points."`
	Therapist       string             `yaml:"therapist" jsonschema:"required" jsonschema_description:"A therapist of the studio."`
	TherapistTraits map[string]float64 `yaml:"therapist_traits" jsonschema_description:"Traits that differ from the portrait, in standard deviations."`
	Approach        string             `yaml:"approach" jsonschema:"enum=cbt,enum=psychodynamic" jsonschema_description:"cbt unless said otherwise."`
	PerWeek         float64            `yaml:"per_week" jsonschema:"minimum=0.25,maximum=5" jsonschema_description:"Sessions a week; 1 unless said otherwise."`
	Sessions        int                `yaml:"sessions" jsonschema:"minimum=4,maximum=60" jsonschema_description:"Sessions planned; 16 unless said otherwise."`
	Taper           int                `yaml:"taper" jsonschema:"minimum=0,maximum=60" jsonschema_description:"The session from which on there is one every two weeks; 0: never."`
}

// Story is what must happen in a course.
type Story struct {
	Rupture   string  `yaml:"rupture" jsonschema:"enum=withdrawal,enum=confrontation,enum=any,enum=none" jsonschema_description:"The kind of rupture that begins between the sessions from and to; none: no rupture begins there."`
	From      int     `yaml:"from" jsonschema:"minimum=1" jsonschema_description:"The first session in which it may begin; 1 unless said otherwise."`
	To        int     `yaml:"to" jsonschema:"minimum=1" jsonschema_description:"The last one. Unless said otherwise the last planned, and under instead, for a rupture, the session of the move."`
	Intensity float64 `yaml:"intensity" jsonschema:"minimum=0,maximum=1" jsonschema_description:"How strong the rupture is at least when it begins, from 0 to 1; 0.2 is a marked one."`
	Noticed   *bool   `yaml:"noticed" jsonschema_description:"Whether the therapist notices the rupture, sooner or later."`
	Reported  *bool   `yaml:"reported" jsonschema_description:"Whether anybody reports a rupture when asked after the session in which it begins."`
	Repaired  *bool   `yaml:"repaired" jsonschema_description:"Whether the rupture is repaired, sooner or later."`
	Ending    string  `yaml:"ending" jsonschema:"enum=completed,enum=well_enough,enum=dropout,enum=transferred" jsonschema_description:"How treatment ends; transferred: another therapist has taken over."`
	Held      int     `yaml:"held" jsonschema:"minimum=1" jsonschema_description:"How many sessions are held at least."`
	Values    []Value `yaml:"values" jsonschema_description:"Where the alliance stands after a session."`
}

// Value is a bound on a facet of the true alliance after a session.
type Value struct {
	Facet   string   `yaml:"facet" jsonschema:"required,enum=bond,enum=tasks,enum=goals,enum=trust" jsonschema_description:"The facet."`
	Session int      `yaml:"session" jsonschema:"required,minimum=1" jsonschema_description:"After which session."`
	Above   *float64 `yaml:"above" jsonschema:"minimum=0,maximum=1" jsonschema_description:"It is above this, on the scale from 0 to 1."`
	Below   *float64 `yaml:"below" jsonschema:"minimum=0,maximum=1" jsonschema_description:"It is below this."`
}

// Place is where something stands in the file.
type Place struct{ Line, Column int }

// Find is the story as it goes, and how it would have gone with another move.
type Find struct {
	Where Place `yaml:"-"`
	Story
	Instead *Instead `yaml:"instead" jsonschema_description:"What happens with the same luck where the therapist makes another move."`
}

// Instead is the story of another branch.
type Instead struct {
	Move    []string `yaml:"move" jsonschema:"required,minItems=1" jsonschema_description:"The moves."`
	Session int      `yaml:"session" jsonschema:"minimum=1" jsonschema_description:"In which session; where the rupture begins unless said otherwise."`
	Story
}

// Step is a stopping point.
type Step struct {
	Where     Place    `yaml:"-"`
	At        string   `yaml:"at" jsonschema:"required" jsonschema_description:"Where the class stands: intake, session N, before rupture, rupture, repair or end."`
	Title     Text     `yaml:"title" jsonschema:"required" jsonschema_description:"The heading of the step."`
	Say       Text     `yaml:"say" jsonschema:"required" jsonschema_description:"What the trainer tells the class here."`
	Questions []Text   `yaml:"questions" jsonschema:"maxItems=10" jsonschema_description:"What the trainer asks."`
	Listen    Text     `yaml:"listen" jsonschema_description:"For the trainer alone: what to listen for in the answers."`
	Minutes   int      `yaml:"minutes" jsonschema:"minimum=0,maximum=90" jsonschema_description:"How long the step takes."`
	Truth     bool     `yaml:"truth" jsonschema_description:"Whether the truth is shown; no unless said otherwise."`
	Guess     bool     `yaml:"guess" jsonschema_description:"Whether the class guesses before it goes on."`
	Try       []string `yaml:"try" jsonschema_description:"Moves with which the session at hand is held anew, in a branch of its own."`
	Branch    string   `yaml:"branch" jsonschema:"pattern=^[A-H]$" jsonschema_description:"The branch that is shown, by letter; where the step tries a move, the one that it leaves. A unless said otherwise."`
	View      string   `yaml:"view" jsonschema:"enum=session,enum=compare,enum=lives" jsonschema_description:"What is shown: session unless said otherwise; compare puts A beside the branch, lives shows many lucks."`
}

// Text is a text in one language, under no code, or in several by their codes.
type Text map[string]string

// In is the text in a language, where there is none in that one, in the file's.
func (t Text) In(code string) string {
	for _, c := range []string{code, "", "en"} {
		if text, ok := t[c]; ok {
			return text
		}
	}
	for _, text := range t {
		return text
	}
	return ""
}

// Tries says whether a step holds its session anew.
func (s *Step) Tries() bool { return len(s.Try) > 0 }
