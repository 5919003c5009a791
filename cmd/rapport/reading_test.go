package main

import (
	"bytes"
	"strings"
	"sync"
	"testing"
	"time"
)

func TestReadingTellsHowLongItTakes(t *testing.T) {
	var out bytes.Buffer
	clock := time.Unix(0, 0)
	line := &statusLine{w: &out, terminal: true, now: func() time.Time { return clock }, began: clock, told: clock}
	r := &reading{line: line, total: 4_000_000}
	clock = clock.Add(3 * time.Second)
	r.seen(1_000_000)
	if text := out.String(); !strings.Contains(text, "reading: 25 %, 1,000,000 of 4,000,000 rows, 9 s left") {
		t.Errorf("it says %q", text)
	}
	var all sync.WaitGroup
	for range 100 {
		all.Go(func() { r.seen(100_000) })
	}
	all.Wait()
	out.Reset()
	clock = clock.Add(time.Second)
	r.seen(1)
	if text := out.String(); !strings.Contains(text, "100 %, 4,000,000 of 4,000,000 rows") || strings.Contains(text, "left") {
		t.Errorf("at the end it says %q", text)
	}
	clock = clock.Add(time.Second)
	r.scored(3, 4)
	if text := out.String(); !strings.Contains(text, "scoring: 75 %, 3 of 4 findings") {
		t.Errorf("of findings it says %q", text)
	}
}

// Where nobody watches, nothing is told.
func TestReadingIsSilentElsewhere(t *testing.T) {
	var out bytes.Buffer
	r := newReading(&out, true, 10)
	r.line.told = r.line.told.Add(-time.Hour)
	r.seen(5)
	r.close()
	if out.Len() > 0 {
		t.Errorf("it says %q", out.String())
	}
}
