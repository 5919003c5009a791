package lesson

import (
	_ "embed"
	"encoding/json"
	"fmt"

	"rapport/scenarios/study"
)

//go:generate go test . -run Frame -update

// frame is the schema of lesson files without the names that the engine knows, which
// take the places below. A test makes it from the fields of [Lesson]:
//
//	go test ./cmd/rapport/studio/lesson -run Frame -update
//
//go:embed lesson.schema.json
var frame []byte

// The places of a frame without spaces.
const (
	patientsPlace        = `["the patients"]`
	therapistsPlace      = `["the therapists"]`
	movesPlace           = `["the moves"]`
	patientTraitsPlace   = `"the traits of patients":true`
	therapistTraitsPlace = `"the traits of therapists":true`
)

// Schema is the JSON Schema (draft 2020-12) of lesson files, for editors that
// complete and check while one types. What a schema cannot say, [Parse] does.
func Schema(known *Known) ([]byte, error) {
	return study.FillSchema(frame, map[string]any{
		patientsPlace: known.Patients, therapistsPlace: known.Therapists, movesPlace: known.Moves,
		patientTraitsPlace: traits(known.PatientTraits), therapistTraitsPlace: traits(known.TherapistTraits),
	})
}

// trait is a number between bounds.
type trait struct {
	Type    string      `json:"type"`
	Maximum json.Number `json:"maximum"`
	Minimum json.Number `json:"minimum"`
}

func traits(of map[string][2]float64) map[string]trait {
	all := map[string]trait{}
	for name, bounds := range of {
		all[name] = trait{"number", number(bounds[1]), number(bounds[0])}
	}
	return all
}

func number(v float64) json.Number { return json.Number(fmt.Sprintf("%g", v)) }
