package class

// TrainerView is what the trainer sees of the room.
type TrainerView struct {
	Open     bool           `json:"open"`
	Code     string         `json:"code"`
	Here     int            `json:"here"`  // phones with the page open
	Voted    int            `json:"voted"` // votes on the poll at hand
	Poll     *Poll          `json:"poll"`
	Votes    map[string]int `json:"votes"`
	Revealed bool           `json:"revealed"`
}

func (r *Room) trainerView() TrainerView {
	r.mu.Lock()
	defer r.mu.Unlock()
	v := TrainerView{Open: r.code != "", Code: r.code, Poll: r.poll, Votes: r.counts(), Revealed: r.revealed}
	for _, s := range r.students {
		if len(s.wakes) > 0 {
			v.Here++
		}
	}
	for _, n := range v.Votes {
		v.Voted += n
	}
	return v
}

// StudentView is what a student sees: not how others vote, before it is revealed.
type StudentView struct {
	Open  bool           `json:"open"`
	Shown Shown          `json:"shown"`
	Poll  *Poll          `json:"poll"`
	Mine  string         `json:"mine"`
	Votes map[string]int `json:"votes"` // null until revealed
}

func (r *Room) studentView(id string) StudentView {
	r.mu.Lock()
	defer r.mu.Unlock()
	s := r.students[id]
	if s == nil {
		return StudentView{}
	}
	v := StudentView{Open: true, Shown: r.shown, Poll: r.poll, Mine: s.vote}
	if r.revealed {
		v.Votes = r.counts()
	}
	return v
}

// listen wakes a phone's page when there is something new, until it stops. A
// student who never voted is forgotten with the last page.
func (r *Room) listen(id string) (wake chan struct{}, stop func()) {
	wake = make(chan struct{}, 1)
	r.mu.Lock()
	defer r.mu.Unlock()
	s := r.students[id]
	if s == nil {
		return wake, func() {}
	}
	s.wakes[wake] = true
	r.tellTrainers()
	return wake, func() {
		r.mu.Lock()
		defer r.mu.Unlock()
		delete(s.wakes, wake)
		if len(s.wakes) == 0 && s.vote == "" && r.students[id] == s {
			delete(r.students, id)
		}
		r.tellTrainers()
	}
}

// attend wakes a trainer's page.
func (r *Room) attend() (wake chan struct{}, stop func()) {
	wake = make(chan struct{}, 1)
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.trainers == nil {
		r.trainers = map[chan struct{}]bool{}
	}
	r.trainers[wake] = true
	return wake, func() {
		r.mu.Lock()
		defer r.mu.Unlock()
		delete(r.trainers, wake)
	}
}

// poke wakes a page that is not awake already.
func poke(wake chan struct{}) {
	select {
	case wake <- struct{}{}:
	default:
	}
}

func (r *Room) tellTrainers() {
	for wake := range r.trainers {
		poke(wake)
	}
}

func (r *Room) tellStudents() {
	for _, s := range r.students {
		for wake := range s.wakes {
			poke(wake)
		}
	}
}

// codeOf tells the code to a page that already has the trainer's rights.
func (r *Room) codeOf() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.code
}
