package sim

import "math"

// steps tells on which step an answer falls on a scale of n equal steps of a
// proportion, given the proportion's log-odds y:
//
//	⌊n · logistic(y)⌋,   0 to n − 1
//
// It compares y with the log-odds at which the next step begins, which a table
// finds, and so needs no logistic. No stretch of the table holds the beginning
// of more than one step.
type steps struct {
	begin [maxSteps]float64                  // of step i + 1; after the last not a number, which nothing reaches
	at    [2 * stepsEnd * stepsPerUnit]uint8 // the step at the lower end of each stretch of log-odds
}

const (
	maxSteps     = 145
	stepsEnd     = 5 // from −5 to 5; beyond lie the first and the last step
	stepsPerUnit = 48
)

// stepsOf makes the table for a scale of n steps, up to maxSteps.
func stepsOf(n int) *steps {
	s := &steps{}
	for i := range s.begin {
		s.begin[i] = math.NaN()
		if i+1 < n {
			s.begin[i] = logit(float64(i+1) / float64(n))
		}
	}
	for i := range s.at {
		for s.begin[s.at[i]] <= float64(i)/stepsPerUnit-stepsEnd {
			s.at[i]++
		}
	}
	return s
}

// of is ⌊n · logistic(y)⌋.
func (s *steps) of(y float64) int {
	k := 0
	if x := (y + stepsEnd) * stepsPerUnit; x > 0 {
		k = int(s.at[int(min(x, float64(len(s.at)-1)))])
	}
	next := 0
	if y >= s.begin[k] {
		next = 1
	}
	return k + next
}

// The scales: WAI-SR subscales and totals, CALPAS-P, and the report on the therapist.
var (
	subscaleSteps  = stepsOf(17)
	totalSteps     = stepsOf(49)
	perceivedSteps = stepsOf(65)
	calpasSteps    = stepsOf(145)
)
