// Recovery holds the plausible sets against truths that are none of them: twenty contrasts
// of shipped studies are answered under sets of another search, and it is counted how often
// that answer lies in the range over the sets.
//
//	rapport calibrate --plausible 16 --seed 2
//	go run ./analysis/recovery --truths runs/plausible-seed2/plausible.json
//	go run ./analysis/recovery --truths FILE --sets 24 --patients 200    less of it
//	go run ./analysis/recovery --truths FILE --write FILE
//
// Each truth meets the findings on simulated data of its own, as a set does. To leave one of
// the sets out in turn would show nothing: all but two lie in the range of the others by
// construction. Truths and sets have the same patients with the same luck. The exit code is 1
// where fewer than 85 % of the answers lie in the range.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"

	"rapport/scenarios/study"
)

// asked are the studies whose contrasts on the primary outcome are answered: twenty, chosen
// before any was looked at, of repair, the alliance, matching, frequency, steps and approach.
var asked = []string{"repair-training", "strong-alliance-weak-method", "matching", "twice-weekly", "stepped-care", "cbt-vs-psychodynamic"}

// wanted is the share of answers that are to lie in the range.
const wanted = 0.85

func main() {
	var o options
	flag.StringVar(&o.from, "from", "", "record of the sets (plausible.json; default those that ship)")
	flag.StringVar(&o.truths, "truths", "", "record of another search, whose sets are the truths")
	flag.IntVar(&o.sets, "sets", 0, "so many of the sets (default all)")
	flag.Int64Var(&o.patients, "patients", 1000, "patients of each study, in one replication")
	flag.StringVar(&o.write, "write", "", "file to write the table to (default print it)")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	share, err := o.recover(ctx)
	switch {
	case err != nil:
		fmt.Fprintln(os.Stderr, "recovery:", err)
		os.Exit(2)
	case share < wanted:
		fmt.Fprintf(os.Stderr, "recovery: %.0f %% of the answers lie in the range, want %.0f %%\n", 100*share, 100*wanted)
		os.Exit(1)
	}
}

// options of a table.
type options struct {
	from, truths, write string
	sets                int
	patients            int64
}

// read takes the sets and the truths.
func (o *options) read() (sets, truths *study.ParameterSets, err error) {
	if sets, err = study.ShippedSets(); o.from != "" {
		sets, err = study.LoadSets(o.from)
	}
	if err != nil {
		return nil, nil, err
	}
	own := *sets
	if o.sets > 0 {
		own.Sets = own.Sets[:min(o.sets, len(own.Sets))]
	}
	if o.truths == "" {
		return nil, nil, errors.New("--truths names no record: rapport calibrate --plausible 16 --seed 2 finds one")
	}
	truths, err = study.LoadSets(o.truths)
	return &own, truths, err
}
