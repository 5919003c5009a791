package sensitivity

import (
	"cmp"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"text/tabwriter"

	"rapport/analysis/explore"
)

// WriteText prints a table for each of the outcomes named (none: all), the
// factors that matter most first.
func (s *Sensitivity) WriteText(w io.Writer, outcomes ...string) error {
	for i := range s.Outcomes {
		o := &s.Outcomes[i]
		if len(outcomes) > 0 && !slices.Contains(outcomes, o.Outcome) {
			continue
		}
		if err := s.writeOutcome(w, o); err != nil {
			return err
		}
	}
	held := fmt.Sprintf("intervals hold over other samples of the ranges, for these %d patients and this luck alone: --lucks 5 tells what others would say", s.Patients)
	if s.Lucks > 1 {
		held = fmt.Sprintf("means over %d lucks of %d patients each; intervals hold over other patients and other luck, too", s.Lucks, s.Patients)
	}
	if _, err := fmt.Fprintln(w, held); err != nil {
		return err
	}
	if s.Impossible > 0 {
		_, err := fmt.Fprintf(w, "%d of %d evaluations had jointly impossible parameters and are left out\n", s.Impossible, s.Evaluations)
		return err
	}
	return nil
}

func (s *Sensitivity) writeOutcome(w io.Writer, o *OutcomeSensitivity) error {
	what := o.Label
	if o.Unit != "" {
		what += " (" + o.Unit + ")"
	}
	if s.Against != "" {
		what += ", " + s.Scenario + " less " + s.Against
	}
	if o.Valued == 0 {
		_, err := fmt.Fprintf(w, "%s: no course has this outcome\n\n", what)
		return err
	}
	if _, err := fmt.Fprintf(w, "%s: mean %s, SD %s, %s to %s over the design\n", what, explore.Digits(o.Mean), explore.Digits(o.SD), explore.Digits(o.Min), explore.Digits(o.Max)); err != nil {
		return err
	}
	if o.Mark != "" {
		if _, err := fmt.Fprintln(w, " ", o.Mark); err != nil {
			return err
		}
	}
	t := tabwriter.NewWriter(w, 0, 8, 2, ' ', 0)
	if s.Method == Sobol {
		fmt.Fprintln(t, "  parameter\trange\tfirst order\tinterval\ttotal\tinterval")
		for _, x := range sortedFrom(o.Sobol, func(x SobolIndex) float64 { return x.Total.Value }) {
			fmt.Fprintf(t, "  %s\t%s\t%s\t%s\t%s\t%s\n", x.Parameter, s.rangeOf(x.Parameter),
				explore.Digits(x.First.Value), x.First.interval(), explore.Digits(x.Total.Value), x.Total.interval())
		}
	} else {
		fmt.Fprintln(t, "  parameter\trange\tmu*\tinterval\tmu\tsigma")
		for _, x := range sortedFrom(o.Morris, func(x ElementaryEffect) float64 { return x.MuStar.Value }) {
			fmt.Fprintf(t, "  %s\t%s\t%s\t%s\t%s\t%s\n", x.Parameter, s.rangeOf(x.Parameter),
				explore.Digits(x.MuStar.Value), x.MuStar.interval(), explore.Digits(x.Mu), explore.Digits(x.Sigma))
		}
	}
	if err := t.Flush(); err != nil {
		return err
	}
	_, err := fmt.Fprintln(w)
	return err
}

// sortedFrom sorts a copy from the largest to the smallest, what is not a number last.
func sortedFrom[T any](all []T, by func(T) float64) []T {
	sorted := slices.Clone(all)
	slices.SortStableFunc(sorted, func(a, b T) int { return cmp.Compare(by(b), by(a)) })
	return sorted
}

func (s *Sensitivity) rangeOf(parameter string) string {
	for i := range s.Factors {
		f := &s.Factors[i]
		switch {
		case f.Name != parameter:
		case len(f.Values) > 0:
			return fmt.Sprintf("%d values", len(f.Values))
		default:
			return explore.Digits(f.From) + " to " + explore.Digits(f.To)
		}
	}
	return ""
}

func (e Estimate) interval() string {
	return "[" + explore.Digits(e.Low) + ", " + explore.Digits(e.High) + "]"
}

// WriteJSON writes all that was found; the same analysis gives the same bytes.
func (s *Sensitivity) WriteJSON(w io.Writer) error {
	encoder := json.NewEncoder(w)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(s); err != nil {
		return fmt.Errorf("write the sensitivity analysis: %w", err)
	}
	return nil
}

// WritePoints writes the design as CSV, a line for each evaluation: its number,
// the parameters, the outcomes (empty where there is none).
func (s *Sensitivity) WritePoints(w io.Writer) error {
	c := csv.NewWriter(w)
	line := []string{"evaluation"}
	for i := range s.Factors {
		line = append(line, s.Factors[i].Name)
	}
	for i := range s.Outcomes {
		line = append(line, s.Outcomes[i].Outcome)
	}
	for i := -1; i < len(s.points); i++ {
		if i >= 0 {
			line = append(line[:0], strconv.Itoa(i+1))
			for _, v := range append(factorValues(s.Factors, s.points[i]), s.values[i]...) {
				cell := ""
				if !math.IsNaN(v) {
					cell = strconv.FormatFloat(v, 'g', -1, 64)
				}
				line = append(line, cell)
			}
		}
		if err := c.Write(line); err != nil {
			return fmt.Errorf("write the points: %w", err)
		}
	}
	c.Flush()
	return c.Error()
}
