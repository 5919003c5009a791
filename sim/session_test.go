package sim

import (
	"testing"

	"rapport/sim/luck"
)

// stormy is a model in which only ruptures move the alliance and only what a
// test asks for happens.
func stormy() Model {
	m := settled()
	m.Bond, m.Goals, m.Tasks, m.Trust = BondGrowth{}, GoalAgreement{}, TaskAgreement{}, Trust{} // ½ each, no growth
	m.Rupture = RuptureRisk{Strength: 1, Base: 50, Smallness: 1, Confrontation: -50}            // always, withdrawal, I = u
	m.Impact = RuptureImpact{Bond: 1, Tasks: 0.5, Trust: 2, Confrontation: 2, Linger: 1, Fade: 0.5, Forgotten: 0.001}
	m.Recognition, m.Repair = Recognition{Base: -50}, Repair{}
	m.Approach.CBT.Rupture, m.Approach.Psychodynamic.Rupture = 0, 0
	return m
}

// session holds one session of d under m with the luck of a seed.
func session(m *Model, d *Dyad, n *luck.Noise, seed uint64) Happened {
	luck.Of(seed, 0, luck.Patient, 0).At(n, d.Session+1)
	return m.Session(d, n, NoMove, 1)
}

func meeting(m *Model) Dyad {
	var n luck.Noise
	luck.Of(1, 0, luck.Patient, 0).At(&n, 0)
	return m.Begin(Patient{IntakeSeverity: 13.5, AllianceToSymptoms: 1, SymptomsToAlliance: 1}, Therapist{ID: 5}, &n)
}

// The life of a rupture: it costs at its onset, lingers, fades, deepens when the
// dyad ruptures again, and is forgotten.
func TestLifeOfARupture(t *testing.T) {
	m := stormy()
	d := meeting(&m)
	var n luck.Noise
	h := session(&m, &d, &n, 2)
	i := n.Uniform(luck.RuptureIntensity)
	if !h.Began || h.Kind != Withdrawal || h.Recognised || h.Resolved || h.Forgotten || d.Rupture.Onset != 1 || d.Rupture.Therapist != 5 {
		t.Fatalf("a rupture began: %+v, %+v", h, d.Rupture)
	}
	equal(t, "intensity", h.Intensity, i)
	equal(t, "trust after a rupture", d.Trust, 0.5/(1+2*i))
	equal(t, "bond after a rupture", d.Bond, 0.5/(1+i))
	equal(t, "tasks after a rupture", d.Tasks, 0.5/(1+0.5*i))
	same(t, "goals, at no cost", d.Goals, 0.5)
	same(t, "trust before it", d.Rupture.TrustBefore, 0.5)

	m.Rupture.Strength = 0
	bond, tasks := d.Bond, d.Tasks
	h = session(&m, &d, &n, 2)
	if h.Began || !d.Rupture.Open {
		t.Fatalf("the rupture lingers: %+v", h)
	}
	equal(t, "greatest intensity of the session", h.Intensity, i)
	equal(t, "bond while it lingers", d.Bond, bond/(1+i))
	same(t, "tasks while it lingers", d.Tasks, tasks)
	equal(t, "faded", d.Rupture.Intensity, i/2)

	m.Rupture.Strength = 1
	h = session(&m, &d, &n, 2)
	j := n.Uniform(luck.RuptureIntensity)
	if h.Began || d.Rupture.Onset != 1 {
		t.Fatalf("the rupture deepens, none begins: %+v", h)
	}
	equal(t, "deepened", d.Rupture.Intensity, i/4+(1-i/4)*j/(1+j))
	equal(t, "peak", d.Rupture.Peak, max(i, d.Rupture.Intensity))

	// A lesser rupture on top of a faded one does not lower its peak.
	m.Impact.Fade, m.Rupture.Smallness, m.Impact.Forgotten = 0.999, 1e6, 0
	peak := d.Rupture.Peak
	session(&m, &d, &n, 2)
	same(t, "peak after a lesser rupture", d.Rupture.Peak, peak)
	if !(d.Rupture.Intensity < peak) {
		t.Errorf("intensity %g has not faded below the peak %g", d.Rupture.Intensity, peak)
	}
	m.Impact.Fade, m.Rupture.Smallness = 0.5, 1

	m.Rupture.Strength, m.Impact.Forgotten = 0, 0.5
	before := d.Rupture
	for d.Rupture.Open {
		if h = session(&m, &d, &n, 2); d.Session > 20 {
			t.Fatal("the rupture is never forgotten")
		}
	}
	if !h.Forgotten || h.Resolved || h.Closed.Onset != before.Onset || d.Rupture != (Rupture{}) {
		t.Errorf("the rupture is forgotten: %+v", h)
	}
}

func TestConfrontationCostsMore(t *testing.T) {
	bond := map[Kind]float64{}
	for kind, base := range map[Kind]float64{Withdrawal: -50, Confrontation: 50} {
		m := stormy()
		m.Rupture.Confrontation = base
		d := meeting(&m)
		var n luck.Noise
		if h := session(&m, &d, &n, 2); h.Kind != kind {
			t.Fatalf("a %s, want a %s", KindNames[h.Kind], KindNames[kind])
		}
		equal(t, "bond", d.Bond, 0.5/(1+m.Impact.weight(kind)*n.Uniform(luck.RuptureIntensity)))
		bond[kind] = d.Bond
	}
	if !(bond[Confrontation] < bond[Withdrawal]) {
		t.Errorf("a confrontation leaves a bond of %g, a withdrawal of %g", bond[Confrontation], bond[Withdrawal])
	}
}

// A rupture that is noticed and resolved at once leaves trust higher than before
// it and gives back a share of the rest.
func TestRuptureRepairedAtOnce(t *testing.T) {
	m := stormy()
	m.Recognition, m.Repair = Recognition{Base: 50}, Repair{Strength: 1, Base: 50, Gain: 1, Restore: 0.5}
	d := meeting(&m)
	var n luck.Noise
	h := session(&m, &d, &n, 2)
	i := n.Uniform(luck.RuptureIntensity)
	if !h.Began || !h.Recognised || !h.Resolved || d.Rupture.Open || h.Closed.Recognised != 1 {
		t.Fatalf("a rupture was repaired at once: %+v", h)
	}
	equal(t, "trust", d.Trust, 0.5+0.5*i/(1+i))
	equal(t, "bond", d.Bond, 0.5-0.5*(0.5-0.5/(1+i)))
	if !(d.Trust > 0.5) {
		t.Errorf("trust %g is not higher than before", d.Trust)
	}

	// Without recognition there is no repair.
	m.Recognition.Base = -50
	d = meeting(&m)
	if h = session(&m, &d, &n, 2); h.Recognised || h.Resolved || !d.Rupture.Open {
		t.Errorf("an unnoticed rupture: %+v", h)
	}
}

// Naming a difference openly lifts where the dyad settles, once.
func TestNamingLiftsTheTendency(t *testing.T) {
	m := settled()
	m.Match = Match{Strength: 1, Bond: 1, Tasks: 1, Naming: 0.5}
	var n luck.Noise
	luck.Of(1, 0, luck.Patient, 0).At(&n, 0)
	d := m.Begin(Patient{IntakeSeverity: 15}, Therapist{Directiveness: 30}, &n)
	equal(t, "mismatch", d.tend.mismatch, 0.5)
	m.Session(&d, &n, NameDifference, 1)
	equal(t, "mismatch once named", d.tend.mismatch, 0.25)
	m.Session(&d, &n, NameDifference, 1)
	equal(t, "mismatch named again", d.tend.mismatch, 0.25)
}

// What a session leaves to the time after it: moves take time from technique and
// exploration, pushing gives technique more.
func TestWorkLeftByASession(t *testing.T) {
	m := settled()
	m.Practice.Cost, m.Technique.Push = 0.25, 0.5
	m.Exploration = Exploration{Threshold: 0, Safe: 1e-9} // half open at any stress, carried by any bond
	m.Trust = Trust{}                                     // V = ½
	for _, c := range []struct {
		moves Move
		time  float64
		push  float64
	}{{NoMove, 1, 1}, {CheckIn, 0.8, 1}, {CheckIn | GoalReview | Validate | PushTechnique, 4.0 / 7, 1.5}} {
		d := meeting(&m)
		var n luck.Noise
		m.Session(&d, &n, c.moves, 1)
		equal(t, "technique", d.Work.Technique, c.time*c.push)
		equal(t, "exploration", d.Work.Exploration, 0.5*0.5*c.time)
	}
}

// What a dyad keeps of the model's work is no state: worked out anew, it is the same.
func TestDerivedFollowsFromTheRest(t *testing.T) {
	m := stormy()
	m.Goals.Fitting = 1
	var n luck.Noise
	d := meeting(&m)
	for s := 1; s <= 5; s++ {
		luck.Of(9, 0, luck.Patient, 0).At(&n, s)
		m.Session(&d, &n, NameDifference|GoalReview|Validate, 1)
		m.Pass(&d, &n, 1+float64(s)/7)
		again := d
		again.derived = derived{}
		m.tend(&again)
		m.span(&again, d.gap.weeks)
		if again != d {
			t.Fatalf("after session %d: %+v worked out anew is %+v", s, d.derived, again.derived)
		}
	}
}
