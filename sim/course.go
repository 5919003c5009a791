package sim

import (
	"rapport/sim/luck"
	"rapport/sim/record"
)

// Case is one patient in one scenario: who, with whom, with which luck, and what
// the scenario prescribes.
type Case struct {
	Replication int
	Luck        luck.Person // the patient's
	Patient     Patient
	Clinic      []Therapist // the therapists who work together
	Assigned    int         // which of them the patient is assigned to
	Rules       []Rule
	Wait        float64 // weeks until a place is free, beside the wait that the scenario plans
	Weeks       []int   // at which everybody is assessed, whole weeks since entry, 1 or more, ascending
	KeepLedger  bool
	KeepItems   bool
	Instruments []Instrument // beside those that have tables of their own, at most MostInstruments
	Truth       record.Truth
}

// Course is a patient's whole treatment, simulated session by session. Start it
// with [Course.Start], then call [Course.Next] until it returns false, and
// [Course.Conclude]; in between, [Course.Branch] leaves it for another move. It is
// a plain value that may be reused.
type Course struct {
	Case
	Dyad
	Ended  bool
	Ending string // as in record.Patient; empty while in treatment

	Before  luck.Noise // luck before treatment
	Now     luck.Noise // luck of the session just held
	Seated  int        // which therapist of the clinic
	Agreed  float64    // sessions after which treatment ends as planned
	Planned float64    // weeks to the next session
	Last    Happened

	Left Rupture // a rupture that is still open when the patient leaves a therapist

	Entry     int // PHQ-9 in week 0
	Missed    int
	Ruptures  int
	Resolved  int
	Transfers int
	Perceived [3]float64 // empathy, regard, genuineness after session 3; 0: not reached

	waited         int // weeks before session 1, whole ones and the last
	asked          int // assessments so far
	questionnaires int // answered ones of the instruments that the study names

	service service // what the scenario's rules have seen and done

	path *path // of the model of the last course; nil before it is needed
}

// pathOf is the path of trails in the model, which later courses find again.
func (c *Course) pathOf(m *Model) *path {
	c.path = c.path.pathOf(m)
	return c.path
}

// Labels of the endings.
const (
	Completed  = "completed"
	WellEnded  = "well_enough"
	DroppedOut = "dropout"
	Waiting    = "waiting"
)

// afterTransfer are the labels of the endings after a change of therapist.
var afterTransfer = map[string]string{
	Completed:  "transferred_then_completed",
	WellEnded:  "transferred_then_well_enough",
	DroppedOut: "transferred_then_dropout",
}

// Start puts c at intake.
func (c *Course) Start(m *Model, who Case) {
	path := c.path
	*c = Course{Case: who, Seated: who.Assigned}
	c.path = path
	c.Luck.At(&c.Before, 0)
	m.begin(&c.Dyad, who.Patient, who.Clinic[who.Assigned], &c.Before)
	c.Agreed = m.Care.Agreed(c.Before.Normal(luck.AgreedSessions))
	if who.KeepLedger {
		c.Dyad.keep()
	}
}

// Branch is a copy of c that goes on by itself.
func (c *Course) Branch() *Course {
	b := *c
	return &b
}

// Simulate appends the rows of the whole course to rows.
func (c *Course) Simulate(m *Model, who Case, rows *record.Rows) {
	rows.Fill(func(to *record.Columns) { c.Fill(m, who, to) })
}

// Conclude appends what is left to say of a course that has ended: the last
// entries of its ledger, and the row of the patient.
func (c *Course) Conclude(rows *record.Rows) {
	rows.Fill(c.conclude)
}

// Next lets the time to the next session pass, holds the session with the moves
// that the scenario prescribes and any further ones, appends its rows, and says
// whether treatment goes on.
func (c *Course) Next(m *Model, rows *record.Rows, further Move) (goes bool) {
	rows.Fill(func(to *record.Columns) { goes = c.hold(m, to, further) })
	return goes
}

// Fill is [Course.Simulate] into columns.
func (c *Course) Fill(m *Model, who Case, to *record.Columns) {
	c.Start(m, who)
	if !m.Care.Therapy() {
		c.wait(m, to)
	} else {
		for c.hold(m, to, NoMove) {
		}
	}
	c.conclude(to)
}

func (c *Course) conclude(to *record.Columns) {
	c.flushLedger(&to.Ledger, c.Dyad.Session)
	c.fillPatient(&to.Patients)
}

// hold is [Course.Next] into columns.
func (c *Course) hold(m *Model, to *record.Columns, further Move) bool {
	d := &c.Dyad
	c.Luck.At(&c.Now, d.Session+1)
	if d.Session == 0 {
		c.await(m, to)
	} else {
		from, level := moment{week: d.Week, stress: d.Stress}, d.Level
		c.arrive(m)
		if c.due() {
			c.assess(m, to, from, level)
		}
	}
	c.flushLedger(&to.Ledger, d.Session)

	d.Seen.OnLast = m.Phases.Last(d, c.sessions())
	row := to.Sessions.Add()
	c.askSymptoms(m, &to.Sessions, row, d.Session == 0)
	c.askInstruments(m, to, d.Session+1, false)
	c.Last = m.Session(d, &c.Now, further|c.prescribed(m, to), c.Planned)
	c.askAlliance(m, to, row)
	c.askInstruments(m, to, d.Session, true)
	c.see(&to.Sessions, row)
	c.count(&to.Ruptures)
	c.Planned = c.gap(m)
	c.finish(m)
	if c.Ended {
		c.Left = d.Rupture
		c.follow(m, to)
	}
	if c.Left.Open {
		c.fillRupture(&to.Ruptures, &c.Left, false)
		c.Left = Rupture{}
	}
	return !c.Ended
}

// arrive lets the time before a session pass: the planned gap, breaks and missed
// sessions.
func (c *Course) arrive(m *Model) {
	d := &c.Dyad
	gap := c.Planned
	if m.Transition.BreakProbability > 0 && c.Now.Uniform(luck.BreakPlanned) < m.Transition.BreakProbability {
		gap += m.Transition.BreakWeeks
	}
	p := m.Attendance.Probability(d)
	d.Seen.Missed = 0
	for _, by := range [...]luck.Decision{luck.SessionMissed, luck.SessionMissedAgain, luck.SessionMissedThrice} {
		if !p.Happens(&c.Now, by) {
			break
		}
		d.Seen.Missed++
		gap += c.Planned
	}
	c.Missed += d.Seen.Missed
	life := &c.Now
	if c.waited > 0 { // the wait has had the luck of as many sessions
		life = new(luck.Noise)
		c.Luck.At(life, d.Session+1+c.waited)
	}
	m.Pass(d, life, gap)
}

// count counts the ruptures of the session and appends the row of one that was closed.
func (c *Course) count(to *record.RuptureColumns) {
	if c.Last.Began {
		c.Ruptures++
	}
	if c.Last.Resolved {
		c.Resolved++
	}
	if c.Last.Resolved || c.Last.Forgotten {
		c.fillRupture(to, &c.Last.Closed, c.Last.Resolved)
	}
}

// finish decides after a session whether treatment ends or another therapist
// takes over.
func (c *Course) finish(m *Model) {
	d, n := &c.Dyad, &c.Now
	was := d.Therapist.CBT // the approach so far, whoever takes over
	switch {
	case float64(d.Session) >= c.sessions() || c.service.due.End || d.Session >= record.MaxSessions:
		c.end(Completed)
	case m.Dropout.Probability(d).Happens(n, luck.DropoutChoice):
		c.end(DroppedOut)
	case m.WellEnough.Probability(d).Happens(n, luck.WellEnoughEnding):
		c.end(WellEnded)
	case c.service.due.Therapist != KeepTherapist:
		c.transfer(m, c.colleague(&c.service.due))
	case c.needsTransfer(m):
		c.transfer(m, c.next())
	}
	if !c.Ended {
		c.turn(m, was)
	}
}

func (c *Course) end(how string) {
	c.Ended, c.Ending = true, how
	if c.Transfers > 0 {
		c.Ending = afterTransfer[how]
	}
}

// needsTransfer says whether another therapist takes over after this session.
func (c *Course) needsTransfer(m *Model) bool {
	d, n := &c.Dyad, &c.Now
	if c.Last.Moves&ChangeTherapist != 0 {
		return true
	}
	if c.Last.Moves&ProposeTransfer != 0 && d.Bond < m.Transfer.Accept {
		return true
	}
	if !m.Transfer.NoConnection(d) || !m.Transfer.Raised(&d.Patient).Happens(n, luck.TransferRaised) {
		return false
	}
	if m.Transfer.Mended(&d.Therapist).Happens(n, luck.TransferAnswered) {
		d.Named = true
		m.tend(d)
		d.add(FacetBond, ByTransfer, toward(d.Bond, m.Transfer.Mend))
		return false
	}
	return true
}

// next is the seat of the next colleague of the clinic.
func (c *Course) next() int { return (c.Seated + 1) % len(c.Clinic) }

// transfer seats the patient before another colleague of the clinic.
func (c *Course) transfer(m *Model, seat int) {
	if seat == c.Seated || c.Transfers+1 >= luck.MostTherapists {
		return
	}
	c.Transfers++
	c.Left = c.Dyad.Rupture
	c.Seated = seat
	m.changeTherapist(&c.Dyad, c.Clinic[c.Seated], &c.Before)
}
