package export

import (
	"math"
	"slices"
	"strings"
	"testing"

	"rapport/analysis/data"
	"rapport/sim/record"
)

// Hand-worked: 1, 3 and 7 in sessions 1, 2 and 4 lie on 2t - 1; with two answers there
// is no line.
func TestOwnLine(t *testing.T) {
	c := &data.Course{Sessions: []record.Session{{Session: 1}, {Session: 2}, {Session: 3}, {Session: 4}}}
	nan := math.NaN()
	if l := ownLine(c, []float64{1, 3, nan, 7}); !(math.Abs(l[0]+1) <= 1e-12) || !(math.Abs(l[1]-2) <= 1e-12) {
		t.Errorf("line %v, want -1 and 2", l)
	}
	if l := ownLine(c, []float64{1, nan, nan, 7}); !math.IsNaN(l[0]) {
		t.Errorf("line %v of two answers", l)
	}
}

// Every program's code tells the same regression, with its error beside it; the panel
// model needs both scores in three waves, and takes five at most.
func TestModelsBesideAnExport(t *testing.T) {
	files := everything(t, hostile(t), Options{Shape: Long})
	for name, want := range map[string][]string{
		"README.md": {"wai_patient_line_lag + phq9_line_lag", "person_id", "u$condition", "it found one in"},
		"long.sps":  {"BREAK=condition session", "/DEPENDENT=own_s"},
		"long.do":   {"i.condition#i.session, vce(cluster person_id)"},
		"long.inp":  {"TYPE = COMPLEX", "CLUSTER = person_i;", "MODEL: phq9_lin ON"},
	} {
		for _, text := range want {
			if !strings.Contains(files[name], text) {
				t.Errorf("%s lacks %q", name, text)
			}
		}
	}
	var columns []Column
	for _, name := range strings.Fields("condition phq9_1 phq9_2 phq9_4 phq9_6 phq9_7 phq9_9 wai_1 wai_2 wai_4 wai_6 wai_7 wai_9 phq9_last") {
		var c Column
		c.Name = name
		columns = append(columns, c)
	}
	if got := panelWaves(columns); !slices.Equal(got, []string{"1", "2", "4", "6", "7"}) {
		t.Errorf("waves %v", got)
	}
	if got := panelInMplus(columns, mplusNames(columns)); strings.Count(got, "(b);") != 4 || !strings.Contains(got, "conditio EQ 0;") {
		t.Errorf("panel model:\n%s", got)
	}
	three := `  USEVARIABLES = phq9_1 phq9_2 phq9_4
    wai_1 wai_2 wai_4;
  USEOBSERVATIONS = conditio EQ 0;
! One scenario at a time: persons stand in all of them.
ANALYSIS: ESTIMATOR = MLR; MODEL = NOCOVARIANCES;
MODEL:
! Random-intercept cross-lagged panel model; (b): alliance on the next PHQ-9.
  rx BY phq9_1@1 phq9_2@1 phq9_4@1;
  ry BY wai_1@1 wai_2@1 wai_4@1;
  wx1 BY phq9_1@1;
  wy1 BY wai_1@1;
  phq9_1@0; wai_1@0;
  wx1 WITH wy1; wx1; wy1;
  wx2 BY phq9_2@1;
  wy2 BY wai_2@1;
  phq9_2@0; wai_2@0;
  wx2 WITH wy2; wx2; wy2;
  wx2 ON wx1 (c);
  wx2 ON wy1 (b);
  wy2 ON wx1 (e);
  wy2 ON wy1 (f);
  wx3 BY phq9_4@1;
  wy3 BY wai_4@1;
  phq9_4@0; wai_4@0;
  wx3 WITH wy3; wx3; wy3;
  wx3 ON wx2 (c);
  wx3 ON wy2 (b);
  wy3 ON wx2 (e);
  wy3 ON wy2 (f);
  rx WITH ry;
  [phq9_1 phq9_2 phq9_4];
  [wai_1 wai_2 wai_4];
`
	if got := panelInMplus(slices.Concat(columns[:4], columns[7:10]), mplusNames(columns)); got != three {
		t.Errorf("panel model of three waves:\n%s", got)
	}
	if panelWaves(columns[:9]) != nil || panelInR(columns[:9]) != "" {
		t.Error("a panel model of two waves")
	}
}
