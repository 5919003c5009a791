package power

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"

	"rapport/analysis/explore"
)

// journal keeps the trials of an analysis as they are made, a batch to a line, so
// that one that was stopped goes on. Trials depend on the options and their number
// alone, so nothing else needs to be kept. A nil journal keeps nothing.
type journal struct {
	name string
	kept map[string][]trialKept
}

// trialKept is a trial in the journal.
type trialKept struct {
	Verdicts   []verdictKept `json:"v"`
	Therapists int           `json:"t"`
}

// verdictKept is a verdict in the journal.
type verdictKept struct {
	Estimate explore.Maybe `json:"e"`
	SE       explore.Maybe `json:"s"`
	DF       explore.Maybe `json:"d"`
	P        explore.Maybe `json:"p"`
	OK       bool          `json:"ok"`
	Hit      bool          `json:"hit"`
	Patients int           `json:"n"`
	Spread   explore.Maybe `json:"sd"`
	Look     int           `json:"look,omitempty"`
	Pairs    []verdictKept `json:"pairs,omitempty"`
}

type journalLine struct {
	Analysis string      `json:"analysis,omitempty"` // the first line alone
	Key      string      `json:"key,omitempty"`
	Trials   []trialKept `json:"trials,omitempty"`
}

// ErrOtherJournal says that a journal is that of another analysis.
var ErrOtherJournal = errors.New("the trials kept there are of another analysis")

// openJournal reads what is kept; a torn line is as if it were not there.
func openJournal(o *Options) (*journal, error) {
	if o.Journal == "" {
		return nil, nil
	}
	own, err := o.fingerprint()
	if err != nil {
		return nil, err
	}
	j := &journal{o.Journal, map[string][]trialKept{}}
	file, err := os.Open(o.Journal)
	if errors.Is(err, fs.ErrNotExist) {
		return j, j.add(journalLine{Analysis: own})
	}
	if err != nil {
		return nil, err
	}
	defer file.Close()
	in := bufio.NewScanner(file)
	in.Buffer(nil, 1<<24)
	first := true
	for in.Scan() {
		var line journalLine
		if len(in.Bytes()) == 0 || json.Unmarshal(in.Bytes(), &line) != nil {
			continue
		}
		if first && line.Analysis != own {
			return nil, fmt.Errorf("%s: %w", o.Journal, ErrOtherJournal)
		}
		first = false
		j.kept[line.Key] = line.Trials
	}
	if err := in.Err(); err != nil || !first {
		return j, err
	}
	return j, j.add(journalLine{Analysis: own}) // it was stopped before its first line was whole
}

// fingerprint is all of the options that changes a trial.
func (o *Options) fingerprint() (string, error) {
	own := *o
	own.Workers, own.Command, own.Journal, own.Progress, own.Study = 0, "", "", nil, nil
	text, err := o.Study.Resolved()
	if err != nil {
		return "", err
	}
	options, err := json.Marshal(struct {
		Options
		Progress *int `json:",omitempty"`
	}{Options: own})
	return explore.EngineVersion + "\n" + string(options) + "\n" + string(text), err
}

// add writes a line; after a torn one it begins anew.
func (j *journal) add(line journalLine) error {
	text, err := json.Marshal(line)
	if err != nil {
		return fmt.Errorf("keep the trials: %w", err)
	}
	file, err := os.OpenFile(j.name, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o666)
	if err != nil {
		return fmt.Errorf("keep the trials: %w", err)
	}
	_, err = file.Write(append(append([]byte("\n"), text...), '\n'))
	if err := errors.Join(err, file.Close()); err != nil {
		return fmt.Errorf("keep the trials: %w", err)
	}
	return nil
}

func (j *journal) keep(key string, made []trialMade) error {
	if j == nil {
		return nil
	}
	line := journalLine{Key: key}
	for i := range made {
		t := trialKept{Therapists: made[i].therapists}
		for k := range made[i].verdicts {
			t.Verdicts = append(t.Verdicts, keptOf(&made[i].verdicts[k]))
		}
		line.Trials = append(line.Trials, t)
	}
	return j.add(line)
}

// find takes a batch from what is kept, where each trial has so many verdicts.
func (j *journal) find(key string, verdicts int, into []trialMade) bool {
	if j == nil || len(j.kept[key]) != len(into) || slices.ContainsFunc(j.kept[key], func(t trialKept) bool { return len(t.Verdicts) != verdicts }) {
		return false
	}
	for i, t := range j.kept[key] {
		into[i] = trialMade{therapists: t.Therapists}
		for k := range t.Verdicts {
			into[i].verdicts = append(into[i].verdicts, t.Verdicts[k].verdict())
		}
	}
	return true
}

func keptOf(v *verdict) verdictKept {
	k := verdictKept{explore.Maybe(v.estimate), explore.Maybe(v.se), explore.Maybe(v.df), explore.Maybe(v.p), v.ok, v.hit, v.patients, explore.Maybe(v.spread), v.look, nil}
	for i := range v.pairs {
		k.Pairs = append(k.Pairs, keptOf(&v.pairs[i]))
	}
	return k
}

func (k *verdictKept) verdict() verdict {
	v := verdict{estimate: float64(k.Estimate), se: float64(k.SE), df: float64(k.DF), p: float64(k.P), ok: k.OK, hit: k.Hit, patients: k.Patients, spread: float64(k.Spread), look: k.Look}
	for i := range k.Pairs {
		v.pairs = append(v.pairs, k.Pairs[i].verdict())
	}
	return v
}
