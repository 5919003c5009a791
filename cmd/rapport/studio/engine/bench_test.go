package engine

import (
	"context"
	"testing"
)

const benchRequest = `{"cast":{"patient":{"vignette":"hopeful"},"therapist":{"vignette":"flexible-expert"},"approach":"cbt","per_week":1,"sessions":16,"seed":5},"branches":[{"parent":-1,"moves":{"2":["validate"]},"played":0}],"count":1000}`

// BenchmarkAnswer measures what the page waits for: a step, a fan of 1,000 lives
// and the advice on the next move.
func BenchmarkAnswer(b *testing.B) {
	for _, op := range []string{OpCourse, OpLives, OpAdvice} {
		b.Run(op, func(b *testing.B) {
			e := New(nil)
			for b.Loop() {
				if _, err := e.Answer(context.Background(), op, []byte(benchRequest)); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
