package engine

import (
	"rapport/scenarios/run"
)

// Catalogue is what the page knows from the start: whom to cast, what a therapist
// can do, and what the mechanisms of the model are.
type Catalogue struct {
	Version         string          `json:"version"`
	Patients        []Vignette      `json:"patients"`
	Therapists      []Vignette      `json:"therapists"`
	PatientTraits   []Trait         `json:"patient_traits"`
	TherapistTraits []Trait         `json:"therapist_traits"`
	Moves           []MoveText      `json:"moves"`
	Mechanisms      []MechanismText `json:"mechanisms"`
	Limits          Limits          `json:"limits"`
	Sources         []Source        `json:"sources"`
	HasRun          bool            `json:"has_run"`
	Lessons         []LessonCard    `json:"lessons"`
	Lesson          string          `json:"lesson"`    // with which the studio begins; empty: none
	Token           string          `json:"token"`     // that a link to this studio needs; empty: none
	Languages       any             `json:"languages"` // the words of the page by code
}

// Limits of a request.
type Limits struct {
	Branches int    `json:"branches"`
	Sessions int    `json:"sessions"`
	Lives    int    `json:"lives"`
	Work     int    `json:"work"`
	Seed     uint64 `json:"seed"`
}

// Source is a publication, or a finding of one, by its key.
type Source struct {
	Key       string `json:"key"`
	Reference string `json:"reference"`
	DOI       string `json:"doi"`
	Bears     string `json:"-"` // in English: the page says it in its own language
}

// NewCatalogue lists everything; sources are those of the model and the findings.
func NewCatalogue(sources []Source, hasRun bool) *Catalogue {
	return &Catalogue{Version: run.EngineVersion, Patients: patients, Therapists: therapists, PatientTraits: patientTraits,
		TherapistTraits: therapistTraits, Moves: moveTexts, Mechanisms: Mechanisms(), Sources: sources, HasRun: hasRun,
		Limits: Limits{maxBranches, maxSessions, maxLives, maxWork, maxSeed}}
}
