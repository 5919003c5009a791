package class

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"rsc.io/qr"
)

// voting is an open room with a question and so many students.
func voting(t *testing.T, students int) *Room {
	t.Helper()
	r := &Room{}
	code := r.Open()
	for i := range students {
		if !r.join(code, fmt.Sprint("s", i)) {
			t.Fatalf("student %d is not let in", i)
		}
	}
	if err := r.ask(Poll{Kind: "move", Session: 3, Options: []string{"none", "validate", "check_in"}}); err != nil {
		t.Fatal(err)
	}
	return r
}

// Do votes count once, change until they are revealed, and stay hidden till then?
func TestVotesCount(t *testing.T) {
	r := voting(t, 3)
	for i, option := range []string{"validate", "validate", "none"} {
		if err := r.vote(fmt.Sprint("s", i), 1, option); err != nil {
			t.Fatal(err)
		}
	}
	if err := r.vote("s0", 1, "check_in"); err != nil {
		t.Fatal(err)
	}
	if v := r.trainerView(); v.Voted != 3 || v.Votes["validate"] != 1 || v.Votes["check_in"] != 1 || v.Votes["none"] != 1 {
		t.Errorf("the trainer sees %+v", v)
	}
	if v := r.studentView("s1"); v.Votes != nil || v.Mine != "validate" {
		t.Errorf("before it is revealed a student sees %+v", v)
	}
	r.reveal()
	if v := r.studentView("s1"); v.Votes["check_in"] != 1 {
		t.Errorf("afterwards a student sees %+v", v)
	}
	if err := r.vote("s1", 1, "none"); !errors.Is(err, errNoPoll) {
		t.Errorf("a vote after the reveal: %v", err)
	}
	if err := r.ask(Poll{Kind: "guess", Session: 4, Options: []string{"none", "withdrawal"}}); err != nil {
		t.Fatal(err)
	}
	if v := r.trainerView(); v.Voted != 0 || v.Poll.ID != 2 || r.studentView("s1").Mine != "" {
		t.Errorf("the next question begins with %+v", v)
	}
}

// Does a vote on a session end when the class is shown that session, and not before?
func TestASessionThatIsShownEndsTheVote(t *testing.T) {
	r := voting(t, 2) // on session 3
	for _, sessions := range [][]Seen{nil, {{Number: 1}, {Number: 2}}} {
		if err := r.show(Shown{Course: &Course{Planned: 16, Sessions: sessions}}); err != nil {
			t.Fatal(err)
		}
		if err := r.vote("s0", 1, "validate"); err != nil {
			t.Errorf("a vote while %d sessions are shown: %v", len(sessions), err)
		}
	}
	if err := r.show(Shown{}); err != nil || r.trainerView().Revealed {
		t.Errorf("a page without a course ends the vote: %v", err)
	}
	wake, stop := r.attend()
	defer stop()
	if err := r.show(Shown{Course: &Course{Planned: 16, Sessions: []Seen{{Number: 1}, {Number: 2}, {Number: 3}}}}); err != nil {
		t.Fatal(err)
	}
	if err := r.vote("s1", 1, "none"); !errors.Is(err, errNoPoll) {
		t.Errorf("a vote by one who has seen the session: %v", err)
	}
	if v := r.studentView("s1"); v.Votes["validate"] != 1 || len(wake) != 1 {
		t.Errorf("students see %+v, and the trainer is told %d times", v, len(wake))
	}
}

// Does every page of a phone hear of its vote, and of no other's?
func TestAPhoneHearsOfItsVote(t *testing.T) {
	r := voting(t, 2)
	one, stop := r.listen("s0")
	defer stop()
	two, stop := r.listen("s0")
	defer stop()
	other, stop := r.listen("s1")
	defer stop()
	if err := r.vote("s0", 1, "none"); err != nil {
		t.Fatal(err)
	}
	if len(one) != 1 || len(two) != 1 || len(other) != 0 {
		t.Errorf("its pages are woken %d and %d times, another's %d", len(one), len(two), len(other))
	}
}

// Is what is no vote refused, and one who votes too often slowed down, alone?
func TestVotesAreRefused(t *testing.T) {
	r := voting(t, 2)
	clock := time.Now()
	r.now = func() time.Time { return clock }
	for _, c := range []struct {
		id     string
		poll   int
		option string
		want   error
	}{{"nobody", 1, "none", errNotHere}, {"s0", 7, "none", errNoPoll}, {"s0", 1, "dance", errNoPoll}} {
		if err := r.vote(c.id, c.poll, c.option); !errors.Is(err, c.want) {
			t.Errorf("%+v: %v", c, err)
		}
	}
	fast := 0
	for range 20 {
		if errors.Is(r.vote("s0", 1, "none"), errTooFast) {
			fast++
		}
	}
	if fast < 15 || r.vote("s1", 1, "none") != nil {
		t.Errorf("%d of 20 votes at once were too fast; the other is slowed down too", fast)
	}
	clock = clock.Add(voteEvery)
	if err := r.vote("s0", 1, "none"); err != nil {
		t.Errorf("after a moment: %v", err)
	}
}

// Are questions and texts refused that no phone could show?
func TestQuestionsAreChecked(t *testing.T) {
	r := voting(t, 0)
	for _, p := range []Poll{{Kind: "dance", Options: []string{"a", "b"}}, {Kind: "move", Options: []string{"a"}}, {Kind: "move", Options: []string{"a", "a"}},
		{Kind: "move", Options: strings.Split(strings.Repeat("x,", maxOptions+1), ",")}} {
		if r.ask(p) == nil {
			t.Errorf("%+v is asked", p)
		}
	}
	if r.show(Shown{Text: strings.Repeat("é", maxText+1)}) == nil || r.show(Shown{Text: strings.Repeat("é", maxText)}) != nil {
		t.Error("the bound of a text is another")
	}
	score := func(v float64) *float64 { return &v }
	for _, c := range []Course{{Planned: 16, Sessions: []Seen{{Number: 1, PHQ9: score(28)}}}, {Planned: 16, Sessions: []Seen{{Number: 1, Alliance: score(0.5)}}},
		{Planned: 16, Sessions: []Seen{{Number: 2}, {Number: 1}}}, {Planned: 1, Sessions: []Seen{{Number: 2}}}, {Planned: maxSessions + 1}} {
		if r.show(Shown{Course: &c}) == nil {
			t.Errorf("%+v is shown", c)
		}
	}
	if err := r.show(Shown{Course: &Course{Planned: 16, Sessions: []Seen{{Number: 1, PHQ9: score(0), Alliance: score(5)}, {Number: 3}}}}); err != nil {
		t.Errorf("a course that can be drawn: %v", err)
	}
}

// Is a student who leaves without a vote forgotten, one with a vote kept, and
// everything forgotten when the class is closed?
func TestStudentsAreForgotten(t *testing.T) {
	r := voting(t, 2)
	if err := r.vote("s0", 1, "none"); err != nil {
		t.Fatal(err)
	}
	for i := range 2 {
		wake, stop := r.listen(fmt.Sprint("s", i))
		if here := r.trainerView().Here; here != 1 {
			t.Errorf("%d are here", here)
		}
		stop()
		if len(wake) > 1 {
			t.Error("a page is woken twice")
		}
	}
	if n := r.known(); n != 1 {
		t.Errorf("%d are known after one without a vote left", n)
	}
	old := r.codeOf()
	r.Close()
	if r.known() != 0 || r.join(old, "s0") || r.studentView("s0").Open {
		t.Error("something is left of the class")
	}
	if code := r.Open(); code == old || len(code) != 6 || strings.ContainsAny(code, "IO01L") {
		t.Errorf("the next code is %s after %s", code, old)
	}
}

// Is the room bounded, and do phones that came for nothing make room after a while?
func TestRoomIsBounded(t *testing.T) {
	r := voting(t, maxStudents)
	clock := time.Now()
	r.now = func() time.Time { return clock }
	if r.join(r.codeOf(), "one more") {
		t.Error("one more is let in")
	}
	clock = clock.Add(2 * patience)
	if !r.join(r.codeOf(), "one more") || r.known() > maxStudents {
		t.Error("idle phones keep others out")
	}
}

// Does the drawing have the dots of the code, and a margin?
func TestQRIsDrawn(t *testing.T) {
	text := "http://192.0.2.7:8080/join/ABC234"
	drawing, err := drawQR(text)
	if err != nil {
		t.Fatal(err)
	}
	code, err := qr.Encode(text, qr.M)
	if err != nil {
		t.Fatal(err)
	}
	black := 0
	for y := range code.Size {
		for x := range code.Size {
			if code.Black(x, y) {
				black++
				if !strings.Contains(string(drawing), fmt.Sprintf("M%d %dh1v1h-1z", x+4, y+4)) {
					t.Fatalf("no dot at %d, %d", x, y)
				}
			}
		}
	}
	if n := strings.Count(string(drawing), "h1v1"); n != black {
		t.Errorf("%d dots are drawn, the code has %d", n, black)
	}
	if _, err := drawQR(strings.Repeat("x", 9000)); err == nil {
		t.Error("a text too long for a code is drawn")
	}
}

// known counts those who are known.
func (r *Room) known() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.students)
}
