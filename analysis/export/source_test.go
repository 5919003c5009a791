package export

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"rapport/analysis/data"
)

// Therapists of the last clinic treat patients without having a row: their ids are nobody
// else's all the same.
func TestTherapistsOfThePartClinicHaveIdsOfTheirOwn(t *testing.T) {
	src := handRun(t)
	file := filepath.Join(src.Run.Dir, "manifest.json")
	manifest, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	clinic := `"name":"usual","parameters":[{"name":"population.clinic_pairs","value":2}]`
	if err := os.WriteFile(file, bytes.Replace(manifest, []byte(`"name":"usual"`), []byte(clinic), 1), 0o666); err != nil {
		t.Fatal(err)
	}
	if src.Run, err = data.Read(src.Run.Dir); err != nil {
		t.Fatal(err)
	}
	most, err := src.Run.MostTherapists("usual")
	if err != nil || most != 4 {
		t.Errorf("at most %d therapists, %v; want 4: three have a row, and a clinic has four", most, err)
	}
	n, err := newNumbering(src)
	if err != nil {
		t.Fatal(err)
	}
	last, first := n.therapist(0, wholeCell(3)), n.therapist(1, wholeCell(0))
	if last.whole != 4 || first.whole != 5 {
		t.Errorf("ids %d and %d, want 4 and 5", last.whole, first.whole)
	}
}
