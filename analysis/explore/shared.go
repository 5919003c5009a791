package explore

import (
	"context"
	"fmt"
	"math"
	"strconv"
	"sync"

	"rapport/scenarios/population"
	"rapport/scenarios/run"
	"rapport/sim/record/nearest"
)

// Standard sets a field that is zero.
func Standard[T int | int64 | float64](field *T, value T) {
	if *field == 0 {
		*field = value
	}
}

// Nearest is a question that names the nearest word, or nothing where none is near.
func Nearest(wrong string, words []string) string {
	best := nearest.Name(wrong, words)
	if best == "" {
		return ""
	}
	return fmt.Sprintf(": did you mean %q?", best)
}

// EngineVersion is the version of the engine that everything here is computed with.
const EngineVersion = run.EngineVersion

// Digits is a number with three digits, or a dash for none.
func Digits(v float64) string {
	switch {
	case math.IsNaN(v):
		return "–"
	case math.Abs(v) < 0.0005:
		return "0"
	case math.Abs(v) < 1:
		return strconv.FormatFloat(v, 'f', 3, 64)
	}
	return strconv.FormatFloat(v, 'g', 4, 64)
}

// One is 1 for yes and 0 for no.
func One(yes bool) float64 {
	if yes {
		return 1
	}
	return 0
}

// Number prints v with four significant digits and no exponent where it can.
func Number(v float64) string {
	if v == 0 {
		return "0" // no "-0"
	}
	return fmt.Sprintf("%.4g", v)
}

// Copied is a setting that shares nothing with s.
func Copied(s *population.Setting) population.Setting {
	out := population.DefaultSetting()
	from, to := s.Params(), out.Params()
	for i := range to {
		*to[i].Value = *from[i].Value
	}
	return out
}

// SideBySide calls do for 0 … n-1, several at once.
func SideBySide(ctx context.Context, workers, n int, do func(i int)) error {
	var wait sync.WaitGroup
	slots := make(chan struct{}, max(1, workers))
	for i := range n {
		slots <- struct{}{}
		if ctx.Err() != nil {
			break
		}
		wait.Go(func() {
			defer func() { <-slots }()
			do(i)
		})
	}
	wait.Wait()
	return context.Cause(ctx)
}
