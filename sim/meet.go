package sim

import "rapport/sim/luck"

// Begin makes the dyad of a patient and the therapist of the first session, at
// intake. n is the patient's luck before treatment.
func (m *Model) Begin(p Patient, t Therapist, n *luck.Noise) (d Dyad) {
	m.begin(&d, p, t, n)
	return d
}

// begin is [Model.Begin] in the place of a dyad that holds nothing yet.
func (m *Model) begin(d *Dyad, p Patient, t Therapist, n *luck.Noise) {
	d.Patient, d.Stress, d.Level, d.Eased = p, p.StressAtIntake, p.IntakeSeverity, 1-m.Care.Intensity
	d.Hope = m.Hope.Initial(&p)
	d.Fluctuation = m.Stress.Fluctuation(d.Level, d.Stress)
	d.Severity = d.Level + d.Fluctuation
	d.NaturalLevel = m.Natural.Level(&p)
	m.meet(d, t, n)
	d.Trust = m.Trust.Initial(&p)
	d.Goals = m.Goals.Initial(&p, m.Bond.First*d.chemistry)
	d.Tasks = m.Tasks.Initial(m.Bond.First * d.chemistry)
	d.Bond = m.Bond.Initial(&p, d.tend.bondAbove)
	d.Usual = d.Alliance()
}

// meet puts a therapist before the patient and works out what they tend to.
func (m *Model) meet(d *Dyad, t Therapist, n *luck.Noise) {
	d.Therapist = t
	d.Met = 0
	d.Named = false
	d.Reviews = 0
	d.perspective = n.Normal(luck.TherapistPerspective + luck.Decision(d.Number))
	d.chemistry = n.Normal(luck.Chemistry + luck.Decision(d.Number))
	d.bondChemistry = n.Normal(luck.BondChemistry + luck.Decision(d.Number))
	m.tend(d)
}

// tend works out the tendencies from the equations of the mechanisms.
func (m *Model) tend(d *Dyad) {
	p, t, w := &d.Patient, &d.Therapist, &d.tend
	w.empathy = m.Empathy.Response(t, NoMove)
	w.genuine = m.Trust.Genuine(t)
	w.open = m.Exploration.Open(p)
	w.mismatch = m.Match.Mismatch(p, t, d.Named)
	w.goals = m.Goals.Tendency(p, t, d.chemistry, d.Reviews)
	x := m.Tasks.Tendency(t, d.chemistry)
	w.tasksMatched = logistic(x)
	w.tasks = logistic(x - m.Match.Tasks*w.mismatch)
	w.bondAbove = m.Bond.above(p, t, w.empathy, d.chemistry, d.bondChemistry)
	x = m.Bond.Level + w.bondAbove
	w.bondMatched = logistic(x)
	w.bond = logistic(x - m.Match.Bond*w.mismatch)
	w.bondRateTypical = m.Bond.rate(1)
	w.bondRate = m.Bond.rate(m.Agreeableness.Factor(p))
	w.rupture = m.Rupture.constant(p, t, w.mismatch, m.Approach.Of(t).Rupture)
	w.competence = m.Technique.Competence(t)
	w.carries = m.Reciprocal.Carries(w.competence)
}

// changeTherapist gives the patient a new therapist. n is the patient's luck before
// treatment.
func (m *Model) changeTherapist(d *Dyad, t Therapist, n *luck.Noise) {
	k := &m.Transfer
	d.Number++
	m.meet(d, t, n)
	d.add(FacetTrust, ByTransfer, (1-k.KeepTrust)*min(0, m.Trust.Initial(&d.Patient)-d.Trust))
	d.add(FacetBond, ByTransfer, (1-k.KeepBond)*min(0, m.Bond.Initial(&d.Patient, d.tend.bondAbove)-d.Bond))
	d.add(FacetGoals, ByTransfer, (1-k.KeepWork)*min(0, m.Goals.Initial(&d.Patient, m.Bond.First*d.chemistry)-d.Goals))
	d.add(FacetTasks, ByTransfer, (1-k.KeepWork)*min(0, m.Tasks.Initial(m.Bond.First*d.chemistry)-d.Tasks))
	d.Rupture = Rupture{}
	d.Usual = d.Alliance()
}
