package run

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"rapport/configs"
	"rapport/scenarios/population"
	"rapport/scenarios/study"
	"rapport/sim"
	"rapport/sim/record"
)

// null says how an intervention is left without any effect, as values for both
// scenarios, and what of the rows still tells that it took place.
type null struct {
	values study.Values
	mask   func(*record.Rows)
}

// values of the parameters named, all 0.
func zero(names ...string) study.Values {
	v := study.Values{}
	for _, name := range names {
		v[name] = 0
	}
	return v
}

// nullMoves is the null of each move: its effects at 0. Beside them, moves take no
// time (practice.cost).
var nullMoves = func() map[string]null {
	all := map[string]null{}
	for _, m := range sim.Moves {
		all[m.Name] = null{values: zero(strings.Fields(m.Effects)...)}
	}
	all["change_therapist"] = null{values: noChange(), mask: maskWhom} // no parameter makes two therapists one
	return all
}()

// alike leaves therapists who do not differ.
func alike() study.Values {
	v := zero("wai_therapist.leniency")
	for _, trait := range population.TherapistTraits {
		v["population.therapist_"+trait.Key+"_sd"] = 0
	}
	v["approach.cbt_share"] = 1
	return v
}

// noChange makes the next therapist no other than the last.
func noChange() study.Values {
	v := alike()
	maps.Copy(v, zero("transition.new_strain", "transfer.strength", "reciprocal.state", "goals.chemistry", "tasks.chemistry", "bond.chemistry", "rupture.strength",
		"match.strength", "practice.strength", "wai_therapist.own", "wai_therapist.converge"))
	maps.Copy(v, study.Values{"transfer.keep_trust": 1, "transfer.keep_bond": 1, "transfer.keep_work": 1})
	return v
}

// unseen leaves the traits of therapists without any effect.
func unseen() study.Values {
	return zero("bond.warmth", "bond.genuineness", "bond.empathy", "bond.effect", "empathy.skill", "recognition.empathy", "recognition.skill",
		"trust.genuineness", "rupture.skill", "repair.skill", "repair.flexibility", "goals.competence", "goals.flexibility", "tasks.competence", "technique.skill",
		"match.strength", "practice.sensitive", "transfer.flexibility", "therapist.symptoms", "perceived.trait")
}

// skilless leaves skill in repair without effect.
func skilless() study.Values { return zero("recognition.skill", "repair.skill", "rupture.skill") }

// nullPolicies is the null of each parameter that a shipped scenario sets. The
// schedule (how many sessions, when, any at all) has none but itself.
var nullPolicies = map[string]null{
	"population.agreeableness_mean":          {values: zero("agreeableness.strength", "rupture.agreeable"), mask: maskTraits},
	"population.therapist_repair_skill_mean": {values: skilless(), mask: maskTraits},
	"population.therapist_warmth_mean":       {values: zero("bond.warmth", "perceived.trait"), mask: maskTraits},
	"population.therapist_genuineness_mean":  {values: zero("bond.genuineness", "trust.genuineness", "perceived.trait"), mask: maskTraits},
	"population.therapist_empathy_mean":      {values: zero("empathy.skill", "recognition.empathy", "practice.sensitive", "perceived.trait"), mask: maskTraits},
	"population.therapist_competence_mean":   {values: zero("technique.skill", "goals.competence", "tasks.competence"), mask: maskTraits},
	"population.therapist_flexibility_mean":  {values: zero("goals.flexibility", "repair.flexibility", "match.adapt", "practice.sensitive", "transfer.flexibility"), mask: maskTraits},
	"population.therapist_effect_sd":         {values: unseen(), mask: maskTraits},
	"population.therapist_warmth_sd":         {values: unseen(), mask: maskTraits},
	"population.therapist_empathy_sd":        {values: unseen(), mask: maskTraits},
	"population.therapist_genuineness_sd":    {values: unseen(), mask: maskTraits},
	"population.therapist_flexibility_sd":    {values: unseen(), mask: maskTraits},
	"population.therapist_repair_skill_sd":   {values: unseen(), mask: maskTraits},
	"population.therapist_competence_sd":     {values: unseen(), mask: maskTraits},
	"population.therapist_directiveness_sd":  {values: unseen(), mask: maskTraits},
	"population.assignment":                  {values: alike(), mask: maskWhom},
	"population.match_patient":               {values: alike(), mask: maskWhom},
	"population.match_therapist":             {values: alike(), mask: maskWhom},
	"population.match_opposite":              {values: alike(), mask: maskWhom},
	"population.choosers":                    {values: alike(), mask: maskWhom},
	"population.clinic_sorting":              {values: alike(), mask: maskWhom},
	"population.clinic_pull":                 {values: alike(), mask: maskWhom},
	"population.training":                    {values: skilless(), mask: maskTraits},
	"population.training_fades":              {values: skilless(), mask: maskTraits},
	"population.training_builds":             {values: skilless(), mask: maskTraits},
	"approach.cbt_share":                     {values: sameWeights(), mask: maskApproach},
	"transfer.strength":                      {values: zero("transfer.threshold")},
	"reciprocal.compensation":                {values: zero("reciprocal.alliance", "reciprocal.state")},
	"care.taper_from":                        {values: study.Values{"transition.taper_strain": 0, "care.taper_gap": 1, "care.sessions_per_week": 1}},
	"care.taper_gap":                         {},
}

// schedule are the parameters that say when sessions take place, how much each gives,
// and how many patients a therapist has at once: they have no null but themselves.
var schedule = []string{"care.plan", "care.intensity", "population.caseload_min", "population.caseload_max", "population.load_cost",
	"population.places", "population.arrivals", "care.sessions", "care.sessions_per_week", "care.waiting_weeks", "care.treatment", "care.waiting_list_weeks"}

// sameWeights makes psychodynamic therapy weigh everything as CBT does.
func sameWeights() study.Values {
	setting := population.DefaultSetting()
	v := study.Values{}
	for _, row := range setting.Params() {
		if rest, ok := strings.CutPrefix(row.Name, "approach.cbt."); ok {
			v["approach.psychodynamic."+rest] = *row.Value
		}
	}
	return v
}

func maskWhom(r *record.Rows) {
	for i := range r.Patients {
		p := &r.Patients[i]
		p.Therapist, p.Transfers = 0, 0
		p.Ending = strings.TrimPrefix(p.Ending, "transferred_then_")
	}
	for i := range r.Sessions {
		r.Sessions[i].Therapist = 0
	}
	for i := range r.Ruptures {
		r.Ruptures[i].Therapist = 0
	}
	r.Therapists = nil
}

func maskTraits(r *record.Rows) {
	for i := range r.Patients {
		r.Patients[i].Agreeableness = 0
	}
	for i := range r.Therapists {
		t := &r.Therapists[i]
		*t = record.Therapist{Replication: t.Replication, Therapist: t.Therapist, Approach: t.Approach, Caseload: t.Caseload}
	}
}

func maskApproach(r *record.Rows) {
	for i := range r.Patients {
		r.Patients[i].Approach = ""
	}
	for i := range r.Therapists {
		r.Therapists[i].Approach = ""
	}
}

// differences lists what the scenario does that the baseline does not: moves and
// parameters.
func differences(base, s *study.Scenario) (moves, parameters []string) {
	for _, scenario := range []*study.Scenario{base, s} {
		for _, a := range scenario.Actions {
			moves = append(moves, a.Move...)
		}
		for name, value := range scenario.Set {
			if other, ok := base.Set[name]; !ok || value != other {
				parameters = append(parameters, name)
			}
		}
	}
	for name := range base.Set {
		if _, ok := s.Set[name]; !ok {
			parameters = append(parameters, name)
		}
	}
	slices.Sort(moves)
	slices.Sort(parameters)
	return slices.Compact(moves), slices.Compact(parameters)
}

// rowsWith simulates the scenario with further values above all others.
func rowsWith(t *testing.T, plan *study.Study, scenario *study.Scenario, further study.Values, masks []func(*record.Rows)) *record.Rows {
	t.Helper()
	s := population.Simulation{Scenario: scenario.Name, Seed: plan.Seed, Patients: plan.Population.Patients, Replications: plan.Replications,
		Setting: population.DefaultSetting(), Rules: scenario.Plan()}
	study.Overlay(s.Setting.Params(), append(plan.Layers(scenario), further)...)
	if err := s.Check(); err != nil {
		t.Fatal(err)
	}
	var rows record.Rows
	s.Block(&rows, 0, s.Courses())
	for _, mask := range masks {
		mask(&rows)
	}
	return &rows
}

// Every intervention that ships, with its effect set to zero, gives the rows of
// the baseline, to the bit; with its effect, it does not.
func TestInterventionsWithoutEffectAreTheBaseline(t *testing.T) {
	if testing.Short() {
		t.Skip("no goroutine starts here: left out of short runs, which look for races")
	}
	t.Parallel()
	const patients = 160
	tested := 0
	for _, name := range configs.Names() {
		study := shippedOf(t, name, int64(patients))
		base := &study.Scenarios[0]
		for i := range study.Scenarios[1:] {
			s := &study.Scenarios[1+i]
			further, masks, ok := nullOf(t, base, s)
			if !ok {
				continue
			}
			tested++
			without := rowsWith(t, study, base, further, masks)
			if !reflect.DeepEqual(rowsWith(t, study, s, further, masks), without) {
				t.Errorf("%s: %s without its effect differs from %s", name, s.Name, base.Name)
			}
			if reflect.DeepEqual(rowsWith(t, study, s, nil, masks), rowsWith(t, study, base, nil, masks)) {
				t.Errorf("%s: %s does nothing to %d patients", name, s.Name, patients)
			}
		}
	}
	if tested < 30 {
		t.Errorf("%d interventions tested: want the 30 and more that ship", tested)
	}
}

// nullOf gathers the nulls of all that the scenario does, unless it differs in
// the schedule.
func nullOf(t *testing.T, base, s *study.Scenario) (further study.Values, masks []func(*record.Rows), ok bool) {
	t.Helper()
	if len(s.Rules)+len(base.Rules) > 0 { // which change approach, therapist or schedule
		return nil, nil, false
	}
	further = zero("practice.cost")
	moves, parameters := differences(base, s)
	add := func(table map[string]null, name string) {
		n, known := table[name]
		if !known {
			t.Errorf("%s: how %s is left without effect is not known to this test", s.Name, name)
		}
		maps.Copy(further, n.values)
		if n.mask != nil {
			masks = append(masks, n.mask)
		}
	}
	for _, move := range moves {
		add(nullMoves, move)
	}
	for _, parameter := range parameters {
		if slices.Contains(schedule, parameter) {
			return nil, nil, false
		}
		add(nullPolicies, parameter)
	}
	return further, masks, true
}

// The same through the whole pipeline: two runs, one with all moves that leave
// the therapist, at their nulls, have the same files.
func TestMovesWithoutEffectWriteTheSameBytes(t *testing.T) {
	t.Parallel()
	var set []string
	var actions strings.Builder
	for _, move := range sim.MoveNames {
		if move == "change_therapist" {
			continue
		}
		fmt.Fprintf(&actions, "\n      - {move: %s}", move)
		for name, value := range nullMoves[move].values {
			set = append(set, fmt.Sprintf("%s=%v", name, value))
		}
	}
	plan := func(scenario string) *study.Study {
		s, err := study.Parse("x", []byte("question: why\npopulation: {patients: 40}\nscenarios:\n  - name: a"+scenario+"\n"),
			study.Overrides{NoEnvironment: true, Set: append(set, "practice.cost=0")})
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	files := map[bool]map[string]string{}
	for acts, s := range map[bool]*study.Study{false: plan(""), true: plan("\n    actions:" + actions.String())} {
		dir := t.TempDir()
		if _, err := Run(t.Context(), s, Options{Dir: dir, Workers: 2}); err != nil {
			t.Fatal(err)
		}
		files[acts] = digests(t, dir)
		maps.DeleteFunc(files[acts], func(name, _ string) bool { return !strings.HasSuffix(name, ".parquet") })
	}
	if len(files[true]) == 0 || !maps.Equal(files[true], files[false]) {
		t.Errorf("%d files of the run with moves, %d without: want the same", len(files[true]), len(files[false]))
	}
}
