package main

import (
	"fmt"
	"io"
	"slices"

	"rapport/analysis/twins"
	"rapport/scenarios/run"
	"rapport/scenarios/study"
)

// statedContrasts are the contrasts that the study of a run states. A run whose study
// cannot be read any more is compared without them.
func statedContrasts(told io.Writer, dir string, scenarios []string) []twins.Contrast {
	manifest, err := run.ReadManifest(dir)
	if err != nil {
		return nil
	}
	planned, err := manifest.ResolvedStudy()
	if err != nil {
		return nil
	}
	return contrastsOf(told, planned, scenarios)
}

// contrastsOf are the contrasts that a study states, of scenarios that the run has. It tells
// which are left out, because they do not compare what they say.
func contrastsOf(told io.Writer, planned *study.Study, scenarios []string) (all []twins.Contrast) {
	sound, wrong := planned.SoundContrasts()
	for _, fault := range wrong {
		fmt.Fprintln(told, oneLine("rapport: a contrast is left out: "+fault.String()))
	}
	for i := range sound {
		c := &sound[i]
		one := twins.Contrast{Name: c.Name, Of: [2]string(c.Difference), Less: [2]string(c.Less()), Through: len(c.Through) > 0}
		if !slices.ContainsFunc(one.Scenarios(), func(s string) bool { return !slices.Contains(scenarios, s) }) {
			all = append(all, one)
		}
	}
	return all
}
