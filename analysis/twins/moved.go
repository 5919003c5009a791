package twins

import (
	"rapport/analysis/data"
	"rapport/sim/record"
)

// moved is a twin who ends treatment with other therapists under baseline and scenario,
// as where a rule brings patients to a colleague.
type moved struct {
	twin int32
	with [2]int64 // under baseline and scenario
}

// meet notes who is with whom in the last session.
func (p *pairing) meet(a, b []record.Session) {
	if len(a) == 0 || len(b) == 0 {
		return
	}
	if with := [2]int64{a[len(a)-1].Therapist, b[len(b)-1].Therapist}; with[0] != with[1] && min(with[0], with[1]) >= 0 {
		p.moved = append(p.moved, moved{int32(len(p.parts) - 1), with})
	}
}

// manyMoved is the share of the twins who end with other therapists from which on
// caseloads join by them: those who come to the same colleague are dependent, whoever was
// theirs at intake. Where all go to the colleague with the best record, intervals over the
// caseloads at intake hold 83 to 92 of 100. Fewer leave them as they are; that some change
// is routine, and would join the caseloads of every clinic.
const manyMoved = 0.1

// ends are the therapists of the last sessions of twins who moved, under baseline and
// scenario; none where they are few.
func (p *pairing) ends(patients []*record.Patient) [][]therapistKey {
	if float64(len(p.moved)) < manyMoved*float64(len(patients)) {
		return nil
	}
	ends := [][]therapistKey{nobody(len(patients)), nobody(len(patients))}
	for _, m := range p.moved {
		for side, therapist := range m.with {
			ends[side][m.twin] = therapistKey{patients[m.twin].Replication, therapist}
		}
	}
	return ends
}

func nobody(n int) []therapistKey {
	keys := make([]therapistKey, n)
	for i := range keys {
		keys[i].therapist = -1
	}
	return keys
}

// clinicsApart says that scenarios differ in what those of a clinic have in common, which
// makes all its patients dependent: how many therapists a clinic has; 0 where they do not
// differ. Of a scenario beside itself that is so wherever they have something in common.
type clinicsApart int64

func clinicsOf(run *data.Run, baseline, scenario string) clinicsApart {
	a, b := run.Clinics(baseline), run.Clinics(scenario)
	switch {
	case baseline == scenario:
		return clinicsApart(a.Alike())
	case a.SD == b.SD && a.Severity == b.Severity:
		return 0
	}
	return clinicsApart(max(a.Therapists, b.Therapists))
}

// of are the first therapists of the patients' clinics, to whom all their colleagues are
// joined; none where clinics do not differ.
func (c clinicsApart) of(patients []*record.Patient) [][]therapistKey {
	if c == 0 {
		return nil
	}
	first := nobody(len(patients))
	for i, p := range patients {
		if p.Therapist >= 0 {
			first[i] = therapistKey{p.Replication, p.Therapist - p.Therapist%int64(c)}
		}
	}
	return [][]therapistKey{first}
}
