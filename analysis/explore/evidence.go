package explore

import (
	"rapport/configs"
	"rapport/scenarios/study"
)

// evidenceName is the shipped study that holds the scenarios of the findings.
const evidenceName = "evidence"

// EvidenceStudy is the shipped study with the scenarios that the shipped
// findings name. Neither the environment nor a command line has changed it.
func EvidenceStudy() (*study.Study, error) {
	text, err := configs.Read(evidenceName)
	if err != nil {
		return nil, err
	}
	return study.Parse(evidenceName+".yaml", text, study.Overrides{NoEnvironment: true})
}
