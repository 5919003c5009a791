package explore

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"

	"rapport/sim/record/bounded"
)

// Journal holds what was evaluated, in memory and, where it has a file, on disk:
// a line that names the problem, then one line per evaluation. A calibration
// that was stopped asks the same questions again in the same order and finds its
// answers here. The zero value keeps them in memory alone.
type Journal struct {
	what  string // is journalled
	file  *os.File
	Known map[string][]float64
	Taken int // evaluations that the file already had and that were used
}

// damagedJournal is the error of a line that does not read and is not the last.
type damagedJournal struct {
	path string
	line int
	err  error
}

func (e *damagedJournal) Error() string {
	return fmt.Sprintf("%s: line %d is damaged: %v", e.path, e.line, e.err)
}
func (e *damagedJournal) Unwrap() error { return e.err }

// Hint says what to do about it.
func (e *damagedJournal) Hint() string {
	return fmt.Sprintf("remove line %d, and --resume goes on with the others", e.line)
}

// journalHead is the first line.
type journalHead struct {
	Journal string `json:"journal"` // of what
	Problem string `json:"problem"` // SHA-256 of all that the answers depend on, but the point
}

// journalLine is one evaluation.
type journalLine struct {
	Index  int        `json:"evaluation"`
	Point  string     `json:"point"`  // hash of values, seed and patients
	Values []*float64 `json:"values"` // of the targets' numbers; null where there is none
}

// What is journalled.
const (
	CalibrationJournal = "calibration"
	SensitivityJournal = "sensitivity analysis"
	PlausibleJournal   = "search for plausible sets"
)

// name stands in the first line.
func (j *Journal) name() string { return "rapport " + j.what }

// maxJournal bounds a journal, in bytes: millions of trials.
const maxJournal = 1 << 30

// OpenJournal opens or begins the journal of what at path. The error says when
// the file is that of another problem, or no such journal.
func OpenJournal(what, path, problem string) (*Journal, error) {
	j := &Journal{what: what, Known: map[string][]float64{}}
	if path == "" {
		return j, nil
	}
	text, err := bounded.ReadFile(path, maxJournal)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("open journal: %w", err)
	}
	whole, err := j.read(path, text, problem)
	if err != nil {
		return nil, err
	}
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o666)
	if err != nil {
		return nil, fmt.Errorf("open journal: %w", err)
	}
	j.file = file
	// A line that was being written when the process died is cut off.
	if err := file.Truncate(int64(whole)); err != nil {
		return nil, errors.Join(fmt.Errorf("open journal: %w", err), file.Close())
	}
	if _, err := file.Seek(int64(whole), 0); err != nil {
		return nil, errors.Join(fmt.Errorf("open journal: %w", err), file.Close())
	}
	if whole == 0 {
		err = j.write(journalHead{j.name(), problem})
	}
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return j, nil
}

// read takes the whole lines of a journal and returns how many bytes they have.
func (j *Journal) read(path string, text []byte, problem string) (whole int, err error) {
	for number := 1; ; number++ {
		n := bytes.IndexByte(text[whole:], '\n')
		if n < 0 {
			if number == 1 && !j.begins(text) {
				return 0, j.none(path)
			}
			return whole, nil
		}
		line := text[whole : whole+n]
		whole += n + 1
		if number == 1 {
			var head journalHead
			if json.Unmarshal(line, &head) != nil || head.Journal != j.name() {
				return 0, j.none(path)
			}
			if head.Problem != problem {
				return 0, fmt.Errorf("%s is the journal of another %s (other targets, parameters, study, seed, patients or engine): name another file, or remove it", path, j.what)
			}
			continue
		}
		var l journalLine
		if err := bounded.JSON(line, &l); err != nil {
			return 0, &damagedJournal{path, number, err}
		}
		j.Known[l.Point] = fromNullable(l.Values)
	}
}

// begins says whether a file without a whole line may be a journal whose first line was being
// written when the process died. Any other is somebody's file, and would be cut off.
func (j *Journal) begins(text []byte) bool {
	head := fmt.Appendf(nil, `{"journal":%q,"problem":"`, j.name())
	return bytes.HasPrefix(head, text) || bytes.HasPrefix(text, head)
}

// none is the error of a file that is something else.
func (j *Journal) none(path string) error {
	return fmt.Errorf("%s is no journal of a %s: name another file, or remove it", path, j.what)
}

// Add notes an evaluation.
func (j *Journal) Add(index int, point string, values []float64) error {
	j.Known[point] = values
	if j.file == nil {
		return nil
	}
	return j.write(journalLine{index, point, nullable(values)})
}

func (j *Journal) write(line any) error {
	text, err := json.Marshal(line)
	if err == nil {
		_, err = j.file.Write(append(text, '\n'))
	}
	if err != nil {
		return fmt.Errorf("write journal: %w", err)
	}
	return nil
}

func (j *Journal) Close() error {
	if j.file == nil {
		return nil
	}
	return j.file.Close()
}

// PointOf names a trial by what its results depend on.
func PointOf(t Trial) string {
	h := sha256.New()
	numbers := []uint64{t.Seed, uint64(t.Patients)}
	for _, v := range t.Values {
		numbers = append(numbers, math.Float64bits(v))
	}
	var b [8]byte
	for _, n := range numbers {
		binary.LittleEndian.PutUint64(b[:], n)
		h.Write(b[:])
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}

// nullable is values for JSON: what is not a number becomes null.
func nullable(values []float64) []*float64 {
	out := make([]*float64, len(values))
	for i, v := range values {
		out[i] = Known(v)
	}
	return out
}

// Known is nil for what has no JSON number.
func Known(v float64) *float64 {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return nil
	}
	return &v
}

// Maybe is a number that may be none: NaN and infinities are null in JSON, and null
// is NaN.
type Maybe float64

// MarshalJSON writes null for what is no number.
func (n Maybe) MarshalJSON() ([]byte, error) { return json.Marshal(Known(float64(n))) }

// UnmarshalJSON reads null as no number.
func (n *Maybe) UnmarshalJSON(text []byte) error {
	if string(text) == "null" {
		*n = Maybe(math.NaN())
		return nil
	}
	return json.Unmarshal(text, (*float64)(n))
}

func fromNullable(values []*float64) []float64 {
	out := make([]float64, len(values))
	for i, v := range values {
		out[i] = math.NaN()
		if v != nil {
			out[i] = *v
		}
	}
	return out
}

// Trial is one evaluation: parameter values, in the order of the space, on the
// patients and the luck of a seed.
type Trial struct {
	Values   []float64
	Seed     uint64
	Patients int64
}
