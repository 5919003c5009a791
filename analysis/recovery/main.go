// Recovery holds the plausible sets against truths that are none of them: twenty contrasts
// of shipped studies are answered under sets of another search, and it is counted how often
// that answer lies in the range over the sets.
//
//	go run ./analysis/recovery --write analysis/recovery/RECOVERY.md    the table that ships
//	go run ./analysis/recovery --patients 100                           a small one
//	go run ./analysis/recovery --truths FILE                            with truths of a further search
//
// The truths that ship, truths.json, are those of
//
//	rapport calibrate --plausible 16 --rounds 6 --seed 2 --out runs/truths
//
// which found 14, made ready by
//
//	go run ./analysis/recovery --keep runs/truths/plausible.json > analysis/recovery/truths.json
//
// Each meets the findings on luck of its own, as a set does. To leave one of the sets out in turn
// would show nothing: all but two lie in the range of the others by construction. Truths and
// sets have the same patients with the same luck, so that luck parts no truth from the sets. The
// exit code is 1 where fewer than 85 % of the answers lie in the range.
package main

import (
	"context"
	_ "embed"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"

	"rapport/scenarios/study"
)

//go:embed truths.json
var shippedTruths []byte

// asked are the studies whose contrasts on the primary outcome are answered: twenty, chosen
// before any was looked at, of repair, the alliance, matching, frequency, steps and approach.
var asked = []string{"repair-training", "strong-alliance-weak-method", "matching", "twice-weekly", "stepped-care", "cbt-vs-psychodynamic"}

// wanted is the share of answers that are to lie in the range.
const wanted = 0.85

func main() {
	var o options
	flag.StringVar(&o.from, "from", "", "record of the sets (plausible.json; default those that ship)")
	flag.StringVar(&o.truths, "truths", "", "record of another search, whose sets are the truths (default those that ship)")
	keep := flag.String("keep", "", "print what this record needs to be truths, and do no more")
	flag.IntVar(&o.sets, "sets", 0, "so many of the sets (default all)")
	flag.Int64Var(&o.patients, "patients", 1000, "patients of each study, in one replication")
	flag.StringVar(&o.write, "write", "", "file to write the table to (default print it)")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if *keep != "" {
		if err := keepTruths(*keep, os.Stdout); err != nil {
			fmt.Fprintln(os.Stderr, "recovery:", err)
			os.Exit(2)
		}
		return
	}
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
	if truths, err = truthsOf(o.truths); err != nil {
		return nil, nil, err
	}
	return &own, truths, nil
}

// truthsOf a record at path, those that ship without one.
func truthsOf(path string) (*study.ParameterSets, error) {
	if path != "" {
		return study.LoadSets(path)
	}
	return study.ReadSets(shippedTruths)
}

// keepTruths writes of a record what truths are made of.
func keepTruths(path string, w io.Writer) error {
	sets, err := study.LoadSets(path)
	if err != nil {
		return err
	}
	text, err := json.Marshal(sets)
	if err == nil {
		_, err = fmt.Fprintf(w, "%s\n", text)
	}
	return err
}
