package class

import (
	"testing"
	"time"
)

// woken says whether a page has been woken since the last time.
func woken(wake chan struct{}) bool {
	select {
	case <-wake:
		return true
	default:
		return false
	}
}

// Does a class that is opened again go on as it was, with its code and its votes, and is nobody
// let in with another code, when it is closed, or after it has been stopped?
func TestAnOpenRoomStaysAsItIs(t *testing.T) {
	r := voting(t, 2)
	if err := r.vote("s0", 1, "none"); err != nil {
		t.Fatal(err)
	}
	code := r.codeOf()
	if again := r.Open(); again != code || r.trainerView().Voted != 1 {
		t.Errorf("opened again: code %s, was %s; %d votes, want 1", again, code, r.trainerView().Voted)
	}
	if r.join(code+"X", "guest") || r.join("", "guest") {
		t.Error("somebody is let in without the code")
	}
	r.Close()
	if r.join("", "guest") || r.join(code, "guest") {
		t.Error("somebody is let into a closed room")
	}
	r.Stop()
	if !r.over() || r.Open() != "" {
		t.Error("a room that was stopped for good opens again")
	}
}

// Is every open page woken by what it would show: the trainer's by votes and by who comes and
// goes, the students' by what is shared, asked, revealed and ended?
func TestPagesAreWoken(t *testing.T) {
	r := voting(t, 2)
	trainer, leave := r.attend()
	student, stop := r.listen("s0")
	for _, c := range []struct {
		what              string
		do                func() error
		trainer, students bool
	}{
		{"a page opens", func() error { r.listen("s1"); return nil }, true, false},
		{"a text is shared", func() error { return r.show(Shown{Text: "a"}) }, false, true},
		{"a question is put", func() error { return r.ask(Poll{Kind: "guess", Options: []string{"none", "withdrawal"}}) }, true, true},
		{"a vote", func() error { return r.vote("s0", 2, "none") }, true, true}, // of this phone
		{"the votes are revealed", func() error { r.reveal(); return nil }, true, true},
		{"the question ends", func() error { r.end(); return nil }, true, true},
		{"the room is opened again", func() error { r.Open(); return nil }, true, false},
		{"the room is closed", func() error { r.Close(); return nil }, true, true},
	} {
		woken(trainer)
		woken(student)
		if err := c.do(); err != nil {
			t.Fatalf("%s: %v", c.what, err)
		}
		if a, b := woken(trainer), woken(student); a != c.trainer || b != c.students {
			t.Errorf("%s: the trainer's page is woken: %t, a student's: %t; want %t and %t", c.what, a, b, c.trainer, c.students)
		}
	}
	stop()
	leave()
	woken(trainer)
	r.Open()
	if woken(trainer) {
		t.Error("a page that is closed is woken")
	}
}

// Is a phone kept as long as one of its pages is open or its vote counts, and may one that was
// too fast vote again after a moment, and no sooner?
func TestAPhoneIsKeptAndHeldBack(t *testing.T) {
	r := voting(t, 1)
	now := time.Now()
	r.now = func() time.Time { return now }
	_, first := r.listen("s0")
	_, second := r.listen("s0")
	first()
	if !r.studentView("s0").Open {
		t.Error("a phone is forgotten with the first of two pages")
	}
	votes := 0
	for r.vote("s0", 1, "none") == nil {
		if votes++; votes > votesAtOnce {
			t.Fatal("votes are not held back")
		}
	}
	if now = now.Add(voteEvery - time.Millisecond); votes != votesAtOnce || r.vote("s0", 1, "none") == nil {
		t.Errorf("%d votes at once and one more at once, want %d", votes, votesAtOnce)
	}
	if now = now.Add(2 * time.Millisecond); r.vote("s0", 1, "validate") != nil || r.vote("s0", 1, "none") == nil {
		t.Error("a moment later one vote counts, and no more")
	}
	second()
	if v := r.trainerView(); v.Here != 0 || v.Votes["validate"] != 1 {
		t.Errorf("a phone that has voted leaves: %+v", v)
	}
}

// Is a course of as many sessions as are drawn taken, and none of more, out of order or beyond
// the plan?
func TestWhatAPhoneCanDraw(t *testing.T) {
	course := func(planned, sessions int) *Course {
		c := &Course{Planned: planned}
		for n := range sessions {
			c.Sessions = append(c.Sessions, Seen{Number: n + 1})
		}
		return c
	}
	for i, c := range []struct {
		course *Course
		can    bool
	}{{course(maxSessions, maxSessions), true}, {course(maxSessions+1, 3), false}, {course(3, 3), true}, {course(2, 3), false},
		{&Course{Planned: 9, Sessions: []Seen{{Number: 2}, {Number: 2}}}, false}, {&Course{Planned: 9, Sessions: []Seen{{Number: 2}, {Number: 4}}}, true}} {
		if got := c.course.drawable(); got != c.can {
			t.Errorf("%d: can be drawn %t, want %t", i, got, c.can)
		}
	}
}
