package plots

import (
	"bytes"
	"encoding/xml"
	"errors"
	"image/png"
	"io"
	"math"
	"slices"
	"strings"
	"testing"
)

func powerMaterial() PowerMaterial {
	return PowerMaterial{Title: "Power", Question: "B less A, last PHQ-9, by mmrm", Answer: "80 % power at alpha 5 %: 200 patients", Varies: "patients",
		Alpha: 0.05, Target: 0.8, Needed: 200, Low: 180, High: math.Inf(1),
		Points: []Share{{100, 0.5, 0.4, 0.6}, {200, 0.81, 0.78, 0.84}, {900, 1, 0.99, 1}},
		Curve:  []Share{{100, 0.52, 0.45, 0.6}, {200, 0.8, 0.78, 0.82}, {900, 1, 0.99, 1}},
		Null:   &Share{200, 0.05, 0.04, 0.07}}
}

// A power figure is well-formed in every form, says what it shows in words, and
// has every size in its table, also those beyond the axis.
func TestPowerFigure(t *testing.T) {
	for name, change := range map[string]func(*PowerMaterial){
		"found":        func(*PowerMaterial) {},
		"not searched": func(m *PowerMaterial) { m.Needed, m.Low, m.High, m.Curve, m.Answer = 0, 0, 0, nil, "" },
		"one size":     func(m *PowerMaterial) { m.Points, m.Curve, m.Needed = m.Points[:1], nil, 0 },
	} {
		m := powerMaterial()
		change(&m)
		f := Power(m)
		var svg, picture bytes.Buffer
		if err := errors.Join(f.WriteSVG(&svg), f.WritePNG(&picture)); err != nil {
			t.Fatal(err)
		}
		decoder := xml.NewDecoder(&svg)
		for {
			if _, err := decoder.Token(); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
		}
		if _, err := png.Decode(&picture); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if len(f.Table.Rows) != len(m.Points)+1 || !strings.Contains(f.Alt, m.Question) {
			t.Errorf("%s: %d rows, alternative %q", name, len(f.Table.Rows), f.Alt)
		}
		if strings.Contains(f.Caption, "Larger sizes") != (name == "found") {
			t.Errorf("%s: caption %q", name, f.Caption)
		}
	}
	if want := []string{"900", "100.0 %", "99.0 %", "100.0 %"}; !slices.Equal(Power(powerMaterial()).Table.Rows[2], want) {
		t.Errorf("row %v, want %v", Power(powerMaterial()).Table.Rows[2], want)
	}
}
