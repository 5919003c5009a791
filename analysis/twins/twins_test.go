package twins

import (
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"

	"rapport/analysis/data"
	"rapport/analysis/runtest"
	"rapport/sim/record"
)

func TestPartingSession(t *testing.T) {
	row := func(n int32) record.Session {
		five, no := int32(5), false // pointers of their own: values count, not addresses
		return record.Session{Session: n, PHQ9: &five, RupturePatient: &no, WAIPatient: 4}
	}
	three := func() []record.Session { return []record.Session{row(1), row(2), row(3)} }
	for name, c := range map[string]struct {
		change func(*[]record.Session)
		want   int32
	}{
		"equal":        {func(*[]record.Session) {}, 0},
		"a score":      {func(s *[]record.Session) { (*s)[1].WAIPatient = 3 }, 2},
		"an answer":    {func(s *[]record.Session) { (*s)[2].PHQ9 = record.PHQ9Value(6) }, 3},
		"null":         {func(s *[]record.Session) { (*s)[2].PHQ9 = nil }, 3},
		"a truth":      {func(s *[]record.Session) { (*s)[0].RupturePatient = record.BoolValue(true) }, 1},
		"another week": {func(s *[]record.Session) { (*s)[1].Week = 7 }, 2},
		"shorter":      {func(s *[]record.Session) { *s = (*s)[:2] }, 3},
		"none":         {func(s *[]record.Session) { *s = nil }, 1},
	} {
		other := three()
		c.change(&other)
		if got, back := partingSession(three(), other), partingSession(other, three()); got != c.want || back != c.want {
			t.Errorf("%s: they part at %d and %d, want %d", name, got, back, c.want)
		}
	}
}

// worlds makes two scenarios of four patients: the second ends better for the odd
// ones, from session 2 on.
func worlds(t *testing.T) (a, b *data.Data) {
	t.Helper()
	var one, two runtest.Hand
	for i := range 4 {
		p := one.Add("completed", []int{16, 12, 10}, 3, 3.5, 4)
		p.Therapist, p.Agreeableness = int64(i/2), float32(i)
		last := 10
		if i%2 == 1 {
			last = 4
		}
		p = two.Add("completed", []int{16, 12 - i%2, last}, 3, 3.5, 4)
		p.Therapist, p.Response, p.Remission = int64(i/2), last <= 8, last < 5
		p.Agreeableness = float32(i)
	}
	a, b = mustPair(t, &one.Rows), mustPair(t, &two.Rows)
	a.Scenario, b.Scenario = "before", "after"
	return a, b
}

func TestPairTwins(t *testing.T) {
	a, b := worlds(t)
	twins, err := PairTwins(a, b)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(twins.parts, []int32{0, 2, 0, 2}) {
		t.Errorf("they part at %v, want at 0, 2, 0, 2", twins.parts)
	}
	if n, at := twins.Parted(); n != 2 || at != 2 {
		t.Errorf("%d part, half by %v: want 2 by 2", n, at)
	}
	if got := twins.Differences("phq9_last"); !slices.Equal(got, []float64{0, -6, 0, -6}) {
		t.Errorf("differences %v", got)
	}
	if got := twins.Differences("response"); !slices.Equal(got, []float64{0, 1, 0, 1}) {
		t.Errorf("differences of response %v", got)
	}
	for _, v := range twins.Differences("wai_patient_5") {
		if !math.IsNaN(v) {
			t.Errorf("alliance at a session that was not held differs by %v", v)
		}
	}
	if twins.clusters.unit != OverCaseloads || twins.clusters.n != 2 {
		t.Errorf("%d %s, want 2 caseloads", twins.clusters.n, twins.clusters.unit)
	}
	if twins.strangers != 0 {
		t.Errorf("%d twins are told to differ before treatment", twins.strangers)
	}
	if twins.waits != [2]float64{} {
		t.Errorf("twins who begin at once wait %v weeks", twins.waits)
	}
	for i := range b.Sessions {
		b.Sessions[i].Week += 6
	}
	if late, err := PairTwins(a, b); err != nil || late.waits != [2]float64{0, 6} {
		t.Errorf("waits %v, error %v; want 0 and 6 weeks", late.waits, err)
	}
	b.Patients[2].IntakeSeverity = 20
	if other, err := PairTwins(a, b); err != nil || other.strangers != 1 || !strings.Contains(other.compare(nil, &CompareOptions{TrialN: 100}).Warnings[0].Error(), "25 % of patients have other traits") {
		t.Errorf("a patient of another population: %d strangers, error %v", other.strangers, err)
	} else {
		b.Patients[2].PHQ9Entry += 4
		other, _ = PairTwins(a, b)
		s := other.compare(nil, &CompareOptions{TrialN: 100})
		var text strings.Builder
		if err := (&Comparison{Baseline: a.Scenario, Scenarios: []ScenarioComparison{s}}).WriteText(&text, ""); err != nil {
			t.Fatal(err)
		}
		one := strings.Join(strings.Fields(text.String()), " ")
		for _, want := range []string{"Not all patients bring the same under both, as is said below.", "25 % of patients have other traits",
			fmt.Sprintf("(mean PHQ-9 at entry %.1f under %s, %.1f under %s)", other.entry[0], a.Scenario, other.entry[0]+1, b.Scenario)} {
			if !strings.Contains(one, want) {
				t.Errorf("no %q in\n%s", want, text.String())
			}
		}
		if strings.Contains(one, "treat the same patients") {
			t.Errorf("patients of two populations are called the same:\n%s", text.String())
		}
	}
	elsewhere := b.Select(func(data.Course) bool { return false })
	if _, err := PairTwins(a, elsewhere); err == nil || !strings.Contains(err.Error(), "no patient in common") {
		t.Errorf("no twins: error %v", err)
	}
}

// Caseloads that share a patient under either scenario are one cluster.
func TestClustersJoinWhereAssignmentDiffers(t *testing.T) {
	at := func(therapists ...int64) (out []*record.Patient) {
		for i, id := range therapists {
			out = append(out, &record.Patient{Patient: int64(i), Therapist: id})
		}
		return out
	}
	for name, c := range map[string]struct {
		a, b []*record.Patient
		unit ClusterUnit
		want []int
	}{
		"same":         {at(0, 0, 1, 1), at(0, 0, 1, 1), OverCaseloads, []int{0, 0, 1, 1}},
		"crossed":      {at(0, 0, 1, 1, 2), at(0, 1, 1, 0, 2), OverJoined, []int{0, 0, 0, 0, 1}},
		"waiting list": {at(0, 0, 1), at(-1, -1, -1), OverCaseloads, []int{0, 0, 1}},
		"no therapist": {at(-1, -1), at(-1, -1), OverPatients, []int{0, 1}},
	} {
		got := clusterTwins(c.a, keysOf(c.b))
		if got.unit != c.unit || !slices.Equal(got.of, c.want) {
			t.Errorf("%s: %s %v, want %s %v", name, got.unit, got.of, c.unit, c.want)
		}
	}
	many := at(make([]int64, 20)...)
	for i, p := range many {
		p.Replication = int32(i / 2)
	}
	if got := clusterTwins(many, keysOf(many)); got.unit != OverReplications || got.n != 10 {
		t.Errorf("ten replications: %d %s", got.n, got.unit)
	}
}

func TestCompareSaysWhatIsWrong(t *testing.T) {
	small := runtest.StandardSample
	small.Patients = 30
	dir := t.TempDir()
	runtest.WriteRun(t, dir, "cbt", small.Draw())
	run, err := data.Read(dir)
	if err != nil {
		t.Fatal(err)
	}
	_, err = Compare(run, CompareOptions{Baseline: "cbd", Scenarios: []string{"dynamic"}, Traits: []string{"agreableness"}, TrialN: 1})
	for _, want := range []string{`"cbd" (did you mean "cbt"?)`, `"dynamic": want cbt`, `"agreableness" (did you mean "agreeableness"?)`, "want at least 2"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want one with %s", err, want)
		}
	}
	if _, err = Compare(run, CompareOptions{TrialN: 100}); err == nil || !strings.Contains(err.Error(), "nothing to compare it with") {
		t.Errorf("one scenario: error %v", err)
	}
	runtest.WriteRun(t, dir, "dynamic", small.Draw())
	if run, err = data.Read(dir); err != nil {
		t.Fatal(err)
	}
	if _, err = Compare(run, CompareOptions{TrialN: 100, Scenarios: []string{"dynamic", "cbt"}}); err == nil || !strings.Contains(err.Error(), "scenario cbt is the baseline") {
		t.Errorf("the baseline against itself: error %v", err)
	}
	c, err := Compare(run, CompareOptions{TrialN: 100, Traits: []string{"phq9_intake", "warmth"}})
	if err != nil {
		t.Fatal(err)
	}
	if e := c.Scenarios[0].Effect("phq9_last"); c.Baseline != "cbt" || e.Difference.Value != 0 || c.Scenarios[0].Parted != 0 {
		t.Errorf("the same rows: difference %v, %d parted", e.Difference.Value, c.Scenarios[0].Parted)
	}
}

// Subgroups of some outcomes are those of all, less the others; a brief comparison has the
// same effects on what is shown, and the same means of what is not.
func TestLessIsComparedAlike(t *testing.T) {
	first := runtest.StandardSample
	first.Patients = 300
	second := first
	second.Seed++
	twins, err := PairTwins(mustPair(t, first.Draw()), mustPair(t, second.Draw()))
	if err != nil {
		t.Fatal(err)
	}
	traits, some := compareTraits()[:2], []string{"phq9_last", "dropout"}
	all := twins.compare(traits, &CompareOptions{TrialN: 100})
	less := twins.compare(traits, &CompareOptions{TrialN: 100, Subgroups: some, Brief: true})
	want := slices.DeleteFunc(all.Subgroups, func(s Subgroups) bool { return !slices.Contains(some, s.Outcome.Name) })
	if len(less.Subgroups) != len(traits)*len(some) || len(want) != len(less.Subgroups) {
		t.Fatalf("%d subgroups, want the %d among all", len(less.Subgroups), len(want))
	}
	for i := range want {
		g, w := &less.Subgroups[i], &want[i]
		if g.Trait.Name != w.Trait.Name || g.Outcome.Name != w.Outcome.Name || g.Interaction != w.Interaction || g.Interaction.Tested != len(traits) || g.Cells() != w.Cells() {
			t.Errorf("%s by %s: %+v, want %+v", g.Outcome.Name, g.Trait.Name, g, w)
		}
	}
	hidden := 0
	for k := range all.Effects {
		e, w := &less.Effects[k], &all.Effects[k]
		if w.Twins == 0 {
			continue // the sample has no latent alliance
		}
		if !all.Shown(&w.Outcome) {
			hidden++
		} else if e.Cells() != w.Cells() || e.NNT != w.NNT || e.Mark != w.Mark {
			t.Errorf("%s: %v, want %v", w.Outcome.Name, e.Cells(), w.Cells())
		}
		if e.Outcome.Name != w.Outcome.Name || e.Twins != w.Twins || e.MeanBaseline != w.MeanBaseline || e.MeanScenario != w.MeanScenario {
			t.Errorf("%s: means %v and %v of %d, want %v and %v of %d", w.Outcome.Name, e.MeanBaseline, e.MeanScenario, e.Twins, w.MeanBaseline, w.MeanScenario, w.Twins)
		}
	}
	if hidden == 0 {
		t.Error("all outcomes are shown")
	}
}

// Every trait can be read, and they are those known before treatment.
func TestEveryTraitIsRead(t *testing.T) {
	a, b := worlds(t)
	for i := range a.Patients {
		p := &a.Patients[i]
		p.IntakeSeverity, p.PHQ9Intake, p.SymptomsToAlliance = 7, 8, 9
	}
	a.Therapists = []record.Therapist{{Therapist: 0, Warmth: 3}, {Therapist: 1, Warmth: 4}}
	twins, err := PairTwins(a, b)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string][]float64{"intake_severity": {7, 7, 7, 7}, "phq9_intake": {8, 8, 8, 8}, "symptoms_to_alliance": {9, 9, 9, 9},
		"agreeableness": {0, 1, 2, 3}, "warmth": {3, 3, 4, 4}}
	for _, trait := range compareTraits() {
		if got := twins.values(trait); want[trait.Name] != nil && !slices.Equal(got, want[trait.Name]) {
			t.Errorf("%s = %v, want %v", trait.Name, got, want[trait.Name])
		}
		delete(want, trait.Name)
	}
	if len(want) > 0 {
		t.Errorf("traits not offered: %v", want)
	}
}

// A trait with labels groups by them; those without a value are a group of their own.
func TestLabelsAreGroups(t *testing.T) {
	a, b := worlds(t)
	for i := range a.Patients {
		p := &a.Patients[i]
		if i > 0 {
			p.PreferredApproach, p.PreferenceMet = "psychodynamic", record.BoolValue(i > 2)
		}
		b.Patients[i].PHQ9Last = p.PHQ9Last + int32(i)
	}
	twins, err := PairTwins(a, b)
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"preferred_approach": "cbt 0 psychodynamic 3 none 1", "preference_met": "no 2 yes 1 none 1"} {
		trait, err := findTrait(name)
		if err != nil {
			t.Fatal(err)
		}
		k := slices.IndexFunc(twins.outcomes, func(o CompareOutcome) bool { return o.Name == "phq9_last" })
		var got []string
		s := twins.subgroups(twins.rank(trait), k, twins.pairs(k))
		for _, g := range s.Thirds {
			got = append(got, fmt.Sprintf("%s %d", g.Name, g.Difference.N))
		}
		if text := strings.Join(got, " "); text != want {
			t.Errorf("%s: %s, want %s", name, text, want)
		}
		if s.Interaction.DF1 != len(slices.DeleteFunc(got, func(g string) bool { return strings.HasSuffix(g, " 0") }))-1 {
			t.Errorf("%s: %d degrees of freedom over %v", name, s.Interaction.DF1, got)
		}
	}
}

func keysOf(patients []*record.Patient) []therapistKey {
	keys := make([]therapistKey, len(patients))
	for i, p := range patients {
		keys[i] = keyOf(p)
	}
	return keys
}

// A run that lies in several parts is paired as its tables in memory are.
func TestPartsArePairedAsTheWhole(t *testing.T) {
	dir := t.TempDir()
	whole := map[string]*data.Data{}
	for k, name := range []string{"better", "usual"} {
		sample := runtest.StandardSample
		sample.Patients = 90
		rows := sample.Draw()
		rows.Assessments = nil
		for i := range rows.Sessions {
			if k > 0 && i%3 == 0 {
				rows.Sessions[i].WAIPatient = 2
			}
		}
		d, err := data.FromRows(rows)
		if err != nil {
			t.Fatal(err)
		}
		d.Scenario = name
		whole[name] = d
		part := record.Rows{}
		for i, c := range d.List {
			part.Patients = append(part.Patients, *c.Patient)
			part.Sessions, part.Ruptures = append(part.Sessions, c.Sessions...), append(part.Ruptures, c.Ruptures...)
			if i%40 == 39 || i == len(d.List)-1 {
				runtest.Write(t, dir, "patients", name, i/40, part.Patients)
				runtest.Write(t, dir, "sessions", name, i/40, part.Sessions)
				runtest.Write(t, dir, "ruptures", name, i/40, part.Ruptures)
				part.Reset()
			}
		}
	}
	run, err := data.Read(dir)
	if err != nil {
		t.Fatal(err)
	}
	got, err := pairRun(run, "usual", "better", run.Primary("usual"), nil)
	if err != nil {
		t.Fatal(err)
	}
	want, err := PairTwins(whole["usual"], whole["better"])
	if err != nil {
		t.Fatal(err)
	}
	for side := range got.under {
		for k := range got.outcomes {
			if text, wanted := fmt.Sprint(got.under[side][k].fill(nil)), fmt.Sprint(want.under[side][k].fill(nil)); text != wanted {
				t.Errorf("%s differs", got.outcomes[k].Name)
			}
		}
	}
	if !reflect.DeepEqual(got.patients, want.patients) || !reflect.DeepEqual(got.parts, want.parts) || !reflect.DeepEqual(got.clusters, want.clusters) {
		t.Error("patients, partings or clusters differ")
	}
	if n, _ := got.Parted(); n == 0 {
		t.Error("no twins part: the test compares nothing")
	}
}

// Twins of a run that is read in several parts are those of the whole, where only some
// patients of the baseline have one.
func TestTwinsOfLaterPartsAreTheirOwn(t *testing.T) {
	dir, sample := t.TempDir(), runtest.StandardSample
	sample.Patients = 1200
	all := sample.Draw()
	runtest.WriteRun(t, dir, "a", all)
	some := *all
	odd := func(patient int64) bool { return patient%2 == 1 }
	some.Patients = slices.DeleteFunc(slices.Clone(all.Patients), func(p record.Patient) bool { return !odd(p.Patient) })
	some.Sessions = slices.DeleteFunc(slices.Clone(all.Sessions), func(s record.Session) bool { return !odd(s.Patient) })
	some.Ruptures = slices.DeleteFunc(slices.Clone(all.Ruptures), func(u record.Rupture) bool { return !odd(u.Patient) })
	some.Assessments = nil
	runtest.WriteRun(t, dir, "b", &some)
	run, err := data.Read(dir)
	if err != nil {
		t.Fatal(err)
	}
	twins, err := pairRun(run, "a", "b", 0, nil)
	if err != nil {
		t.Fatal(err)
	}
	if twins.Len() != 600 {
		t.Fatalf("%d twins, want 600", twins.Len())
	}
	for i, p := range twins.patients {
		if p.Patient != int64(2*i+1) {
			t.Fatalf("twin %d is patient %d, want %d", i, p.Patient, 2*i+1)
		}
	}
}
