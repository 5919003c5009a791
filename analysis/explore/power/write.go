package power

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"strconv"

	"rapport/analysis/explore"
)

// MarshalJSON writes null for what no trial could tell.
func (t Trials) MarshalJSON() ([]byte, error) {
	type plain Trials
	return json.Marshal(struct {
		plain
		Power        *float64 `json:"power"`
		Low          *float64 `json:"low"`
		High         *float64 `json:"high"`
		Estimate     *float64 `json:"estimate"`
		SD           *float64 `json:"estimate_sd"`
		SE           *float64 `json:"mean_se"`
		Spread       *float64 `json:"outcome_sd"`
		Exaggeration *float64 `json:"exaggeration"`
		Mean         *float64 `json:"patients_at_end,omitempty"`
	}{plain(t), explore.Known(t.Power), explore.Known(t.Low), explore.Known(t.High), explore.Known(t.Estimate), explore.Known(t.SD), explore.Known(t.SE), explore.Known(t.Spread), explore.Known(t.Exaggeration), endOf(&t)})
}

// MarshalJSON writes null for what no trial could tell.
func (a ArmFound) MarshalJSON() ([]byte, error) {
	type plain ArmFound
	return json.Marshal(struct {
		plain
		Power    *float64 `json:"power"`
		Low      *float64 `json:"low"`
		High     *float64 `json:"high"`
		Estimate *float64 `json:"estimate"`
	}{plain(a), explore.Known(a.Power), explore.Known(a.Low), explore.Known(a.High), explore.Known(a.Estimate)})
}

// endOf is the mean number of patients at the end, nil without looks.
func endOf(t *Trials) *float64 {
	if t.Looks == nil {
		return nil
	}
	return &t.Mean
}

// MarshalJSON writes null for an end that the interval does not have, and for both where
// no size was searched for.
func (p Power) MarshalJSON() ([]byte, error) {
	type plain Power
	if p.Needed == 0 {
		p.Low, p.High = math.NaN(), math.NaN()
	}
	return json.Marshal(struct {
		plain
		Low  *float64 `json:"needed_low"`
		High *float64 `json:"needed_high"`
	}{plain(p), explore.Known(p.Low), explore.Known(p.High)})
}

// WriteJSON writes all that was found; the same analysis gives the same bytes.
func (p *Power) WriteJSON(w io.Writer) error {
	encoder := json.NewEncoder(w)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(p); err != nil {
		return fmt.Errorf("write the power analysis: %w", err)
	}
	return nil
}

// powerHeader names the columns of the CSV.
var powerHeader = []string{"stage", "size", "patients", "therapists", "analysed", "trials", "significant", "significant_above_0",
	"untestable", "power", "low", "high", "estimate", "estimate_sd", "mean_se", "outcome_sd", "exaggeration", "fitted", "fitted_low", "fitted_high"}

// WriteCSV writes a line for each step of the analysis, in order; fitted is the
// curve at that size. What there is none of is empty.
func (p *Power) WriteCSV(w io.Writer) error {
	c := csv.NewWriter(w)
	if err := c.Write(powerHeader); err != nil {
		return fmt.Errorf("write the trials: %w", err)
	}
	for _, t := range p.Points {
		numbers := []float64{float64(t.Size), float64(t.Patients), t.Therapists, t.Analysed, float64(t.Trials), float64(t.Found), float64(t.Up),
			float64(t.Untestable), t.Power, t.Low, t.High, t.Estimate, t.SD, t.SE, t.Spread, t.Exaggeration, math.NaN(), math.NaN(), math.NaN()}
		if p.Curve != nil && t.Stage != stageNull {
			k := len(numbers) - 3
			numbers[k], numbers[k+1], numbers[k+2] = p.Curve.At(float64(t.Size))
		}
		line := []string{t.Stage}
		for _, v := range numbers {
			cell := ""
			if explore.Known(v) != nil {
				cell = strconv.FormatFloat(v, 'g', -1, 64)
			}
			line = append(line, cell)
		}
		if err := c.Write(line); err != nil {
			return fmt.Errorf("write the trials: %w", err)
		}
	}
	c.Flush()
	return c.Error()
}
