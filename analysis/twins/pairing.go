package twins

import (
	"errors"
	"fmt"
	"slices"

	"rapport/analysis/data"
	"rapport/sim/record"
)

// pairRun is [PairTwins] of two scenarios of a run, whose tables are read once, side by
// side, and never held.
func pairRun(run *data.Run, baseline, scenario string, primary int, until []int) (*Twins, error) {
	all, err := pairAll(run, baseline, []string{scenario}, primary, until, nil)
	if err != nil {
		return nil, err
	}
	return all[0], nil
}

// pairAll pairs some scenarios with one of a run. All are read side by side, once, and
// twins share what the baseline says of them.
func pairAll(run *data.Run, baseline string, scenarios []string, primary int, until []int, watch *Watch) ([]*Twins, error) {
	outcomes := make([][]CompareOutcome, len(scenarios))
	for i, name := range scenarios {
		var err error
		if outcomes[i], err = outcomesOf(run, baseline, name, primary, until); err != nil {
			return nil, err
		}
	}
	pairings := pairingsOf(outcomes, roomFor(run.Courses(baseline)))
	bases := basesOf(pairings)
	names := append([]string{baseline}, scenarios...)
	before := 0 // courses of the baseline
	err := run.EachPart(names, data.SomeCourses(len(names)), func(string) data.Columns { return watch.columns }, func(part []*data.Data) error {
		watch.see(part)
		data.InParallel(len(bases)+len(pairings), func(i int) {
			if i < len(bases) {
				bases[i].addAll(part[0])
				return
			}
			i -= len(bases)
			pairings[i].take(part[0], part[1+i], before)
		})
		before += part[0].Len()
		return nil
	})
	therapists, failed := run.Therapists(baseline)
	if err := errors.Join(err, failed); err != nil {
		return nil, err
	}
	all, errs := make([]*Twins, len(scenarios)), make([]error, len(scenarios))
	data.InParallel(len(all), func(i int) {
		all[i] = &Twins{Baseline: baseline, Scenario: scenarios[i], outcomes: outcomes[i], therapists: therapists,
			clinics: clinicsOf(run, baseline, scenarios[i]), kept: [2]float64{run.PlaceKept(baseline), run.PlaceKept(scenarios[i])}}
		errs[i] = all[i].take(pairings[i])
	})
	return all, errors.Join(errs...)
}

// roomFor bounds what a manifest alone makes allocate.
func roomFor(courses int64) int { return int(min(max(courses, 0), 1<<18)) }

// comparedFrom are the columns from which scenarios are compared: all of patients and
// sessions, by which twins part.
func comparedFrom(table, column string) bool {
	return table != "ruptures" && table != "items" && column != "phase"
}

// pairing gathers twins in the order of the patients.
type pairing struct {
	base      *side          // of all patients under the baseline; other pairings may have the same
	at        []int32        // places of the twins among them
	scenario  *side          // of the twins, without patients
	others    []therapistKey // under the scenario
	parts     []int32
	moved     []moved
	strangers int
}

// newPairing makes room for so many twins, and for more where there are more.
func newPairing(base *side, room int) *pairing {
	return &pairing{base: base, scenario: newSide(base.outcomes, room), at: make([]int32, 0, room),
		others: make([]therapistKey, 0, room), parts: make([]int32, 0, room)}
}

// pairingsOf makes one for each list of outcomes. Equal lists share the baseline's side.
func pairingsOf(outcomes [][]CompareOutcome, room int) []*pairing {
	all := make([]*pairing, len(outcomes))
	for i, list := range outcomes {
		same := slices.IndexFunc(outcomes[:i], func(other []CompareOutcome) bool {
			return slices.EqualFunc(other, list, func(a, b CompareOutcome) bool { return a.Name == b.Name })
		})
		if same >= 0 {
			all[i] = newPairing(all[same].base, room)
		} else {
			all[i] = newPairing(newSide(list, room), room)
		}
	}
	return all
}

// basesOf are the sides of the baseline, each once.
func basesOf(pairings []*pairing) (bases []*side) {
	for _, p := range pairings {
		if !slices.Contains(bases, p.base) {
			bases = append(bases, p.base)
		}
	}
	return bases
}

// take pairs the courses of a scenario with those of the baseline, of which so many were
// taken before.
func (p *pairing) take(baseline, scenario *data.Data, before int) {
	j := 0
	for i := range baseline.List {
		a := &baseline.List[i]
		for j < len(scenario.List) && scenario.List[j].Key().Less(a.Key()) {
			j++
		}
		if j < len(scenario.List) && scenario.List[j].Key() == a.Key() {
			p.add(a, &scenario.List[j], before+i)
		}
	}
}

// add takes in a course of the baseline, of which place it has there, and that of its twin.
func (p *pairing) add(a, b *data.Course, place int) {
	p.at = append(p.at, int32(place))
	p.others = append(p.others, keyOf(b.Patient))
	p.parts = append(p.parts, partingSession(a.Sessions, b.Sessions))
	p.meet(a.Sessions, b.Sessions)
	if !record.SamePerson(a.Patient, b.Patient) {
		p.strangers++
	}
	p.scenario.take(b)
}

// take completes twins with what was read.
func (t *Twins) take(p *pairing) error {
	if len(p.at) == 0 {
		return fmt.Errorf("scenarios %s and %s have no patient in common: there is nothing to compare", t.Baseline, t.Scenario)
	}
	if err := errors.Join(p.base.fault, p.scenario.fault); err != nil {
		return err
	}
	at := p.at
	if len(at) == len(p.base.patients) {
		at, t.base = nil, p.base.known
	}
	t.under = [2][]column{p.base.columns(at), p.scenario.columns(nil)}
	t.waits = [2]float64{p.base.wait(), p.scenario.wait()}
	t.waiting = [2]float64{p.base.waiting(), p.scenario.waiting()}
	t.lasts = [2]float64{p.base.length(), p.scenario.length()}
	t.patients = make([]*record.Patient, len(p.at))
	for i, at := range p.at {
		t.patients[i] = &p.base.patients[at]
	}
	t.parts, t.others, t.strangers = p.parts, p.others, p.strangers
	t.entry = [2]float64{meanOf(picked(p.base.entry, at)), meanOf(p.scenario.entry)}
	t.shared = append([][]therapistKey{t.others}, p.ends(t.patients)...)
	t.shared = append(t.shared, t.clinics.of(t.patients)...)
	t.clusters = clusterTwins(t.patients, t.shared...)
	t.seat()
	return nil
}
