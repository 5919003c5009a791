package class

import (
	"crypto/rand"
	"slices"
	"sync"
	"time"
)

// Bounds of a room: of students, of what is shared, and of how often one votes.
const (
	maxStudents = 400
	maxOptions  = 20
	maxSessions = 400  // of a course that is drawn
	maxText     = 2000 // runes of a shared text
	votesAtOnce = 5    // that one student may send in a burst
	voteEvery   = 300 * time.Millisecond
)

// Shown is what the trainer shares with the class, in plain text.
type Shown struct {
	Title     string   `json:"title"`
	Text      string   `json:"text"`
	Questions []string `json:"questions"`
	Course    *Course  `json:"course"` // nil: none is shown
}

// Course is the part of a course that has been told, as it could be seen from
// outside: nothing that the model alone knows has a place in it.
type Course struct {
	Planned  int    `json:"planned"` // sessions
	Sessions []Seen `json:"sessions"`
}

// Seen is a session as it was reported; null where nobody answered.
type Seen struct {
	Number   int      `json:"n"`
	PHQ9     *float64 `json:"phq9"`     // 0 to 27
	Alliance *float64 `json:"alliance"` // the patient's WAI-SR, 1 to 5
}

// drawable says whether a phone can draw the course.
func (c *Course) drawable() bool {
	within := func(v *float64, low, high float64) bool { return v == nil || *v >= low && *v <= high }
	last := 0
	for _, s := range c.Sessions {
		if s.Number <= last || !within(s.PHQ9, 0, 27) || !within(s.Alliance, 1, 5) {
			return false
		}
		last = s.Number
	}
	return len(c.Sessions) <= maxSessions && last <= c.Planned && c.Planned <= maxSessions
}

// tells says whether the course holds a session, or a later one.
func (c *Course) tells(session int) bool {
	return c != nil && len(c.Sessions) > 0 && c.Sessions[len(c.Sessions)-1].Number >= session
}

// Poll is a question that is put to the class. Options are keys of the studio's
// words: kinds of rupture, or moves; "none" is carrying on, or no rupture.
type Poll struct {
	ID      int      `json:"id"`
	Kind    string   `json:"kind"` // guess or move
	Session int      `json:"session"`
	Options []string `json:"options"`
}

// Room is a class. The zero value is a closed one, ready to be opened. It is safe
// for concurrent use.
type Room struct {
	mu       sync.Mutex
	code     string // empty: closed
	shown    Shown
	poll     *Poll
	polls    int
	revealed bool
	stopped  bool
	students map[string]*student
	trainers map[chan struct{}]bool
	now      func() time.Time // nil: the clock
}

// student is a phone in the room.
type student struct {
	wakes  map[chan struct{}]bool // one for each open page
	vote   string                 // on the poll at hand; empty: none yet
	tokens float64                // votes that may be sent now
	last   time.Time
}

// letters of a code: without those that are taken for another when read, such as 0 and O.
const letters = "ABCDEFGHJKMNPQRSTVWXYZ23456789"

// newCode is a code of six letters.
func newCode() string {
	raw := []byte(rand.Text())[:6] // 32 letters of base32
	for i, c := range raw {
		raw[i] = letters[int(c)%len(letters)]
	}
	return string(raw)
}

// Open opens the room, or leaves it open, and returns its code.
func (r *Room) Open() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.code == "" && !r.stopped {
		r.code, r.students = newCode(), map[string]*student{}
	}
	r.tellTrainers()
	return r.code
}

// Close sends everybody home and forgets them.
func (r *Room) Close() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.code, r.poll, r.shown, r.revealed = "", nil, Shown{}, false
	r.tellStudents()
	r.students = nil
	r.tellTrainers()
}

// Stop closes the room for good: lines that are open end.
func (r *Room) Stop() {
	r.Close()
	r.mu.Lock()
	defer r.mu.Unlock()
	r.stopped = true
	r.tellTrainers()
}

// over says whether no more is to come.
func (r *Room) over() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.stopped
}

// show shares a text with the class.
func (r *Room) show(s Shown) error {
	texts := append([]string{s.Title, s.Text}, s.Questions...)
	if len(s.Questions) > 10 || slices.ContainsFunc(texts, func(t string) bool { return len([]rune(t)) > maxText }) {
		return errText
	}
	if s.Course != nil && !s.Course.drawable() {
		return unreadable
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.shown = s
	if r.poll != nil && s.Course.tells(r.poll.Session) { // who has seen it cannot guess any more
		r.revealed = true
		r.tellTrainers()
	}
	r.tellStudents()
	return nil
}

// ask puts a question; earlier votes are forgotten.
func (r *Room) ask(p Poll) error {
	unique := slices.Compact(slices.Sorted(slices.Values(p.Options)))
	if (p.Kind != "guess" && p.Kind != "move") || len(unique) != len(p.Options) || len(unique) < 2 || len(unique) > maxOptions {
		return errPoll
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.polls++
	p.ID, r.poll, r.revealed = r.polls, &p, false
	for _, s := range r.students {
		s.vote = ""
	}
	r.tellStudents()
	r.tellTrainers()
	return nil
}

// reveal shows the class how it voted.
func (r *Room) reveal() { r.change(func() { r.revealed = r.poll != nil }) }

// end takes the question away.
func (r *Room) end() { r.change(func() { r.poll, r.revealed = nil, false }) }

func (r *Room) change(do func()) {
	r.mu.Lock()
	defer r.mu.Unlock()
	do()
	r.tellStudents()
	r.tellTrainers()
}

// join lets a phone in, or knows it again; false: the code is wrong or the room full.
func (r *Room) join(code, id string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.code == "" || code != r.code {
		return false
	}
	if r.students[id] == nil {
		if len(r.students) >= maxStudents {
			r.forgetIdle()
		}
		if len(r.students) >= maxStudents {
			return false
		}
		r.students[id] = &student{wakes: map[chan struct{}]bool{}, tokens: votesAtOnce, last: r.clock()}
	}
	return true
}

// forgetIdle makes room: phones that opened no page and voted nothing are forgotten
// after a moment.
func (r *Room) forgetIdle() {
	for id, s := range r.students {
		if len(s.wakes) == 0 && s.vote == "" && r.clock().Sub(s.last) > patience {
			delete(r.students, id)
		}
	}
}

func (r *Room) clock() time.Time {
	if r.now != nil {
		return r.now()
	}
	return time.Now()
}

// fault is an error by its name in the catalogues of whoever shows it.
type fault string

func (f fault) Error() string { return string(f) }

// What can be wrong with a request to the room.
const (
	errNotHere = fault("class_over")    // the class is over, or this is another one
	errTooFast = fault("class_fast")    // too many votes at once
	errNoPoll  = fault("class_poll")    // this question is not open
	errText    = fault("class_text")    // more text than a phone shows
	errPoll    = fault("class_options") // a question that cannot be asked
	errUnknown = fault("class_unknown") // nothing that a class can do
	unreadable = fault("class_request") // a request that cannot be read
)

// vote counts the vote of a phone; a second one takes the place of the first.
func (r *Room) vote(id string, poll int, option string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	s := r.students[id]
	if s == nil {
		return errNotHere
	}
	now := r.clock()
	s.tokens = min(votesAtOnce, s.tokens+float64(now.Sub(s.last))/float64(voteEvery))
	s.last = now
	if s.tokens < 1 {
		return errTooFast
	}
	s.tokens--
	if r.poll == nil || r.poll.ID != poll || r.revealed || !slices.Contains(r.poll.Options, option) {
		return errNoPoll
	}
	s.vote = option
	for wake := range s.wakes { // each page of this phone shows the vote that counts
		poke(wake)
	}
	r.tellTrainers()
	return nil
}

// counts are the votes by option.
func (r *Room) counts() map[string]int {
	votes := map[string]int{}
	if r.poll != nil {
		for _, option := range r.poll.Options {
			votes[option] = 0
		}
		for _, s := range r.students {
			if s.vote != "" {
				votes[s.vote]++
			}
		}
	}
	return votes
}
