// Coverage simulates studies over many seeds and counts how often each 95 %
// interval that rapport prints holds the truth, and how often a test finds what is
// not there.
//
//	go run ./analysis/coverage                                  all sizes, some 300 studies each
//	go run ./analysis/coverage --sizes 60x1x300,400x1x300       some sizes: patients x replications x studies
//	go run ./analysis/coverage --write analysis/coverage/coverage.md
//	go run ./analysis/coverage --against 400                    three power analyses against other trials
//
// Every study that is done stands as a line of a file in --folder, by size. A second
// call goes on where the first was stopped, and the table shows the sizes of which
// there are studies, with how many there are. Change an estimator, and the folder
// is of another program: remove it.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"strconv"
	"strings"

	"rapport/configs"
	"rapport/scenarios/study"
)

// size is a study: patients of each replication, replications, and how many such
// studies are made.
type size struct {
	patients     int64
	replications int
	studies      int
}

func (s size) String() string { return fmt.Sprintf("%d × %d", s.patients, s.replications) }

// flag is the size as the command takes it.
func (s size) flag() string { return fmt.Sprintf("%dx%dx%d", s.patients, s.replications, s.studies) }

func main() {
	var o options
	sizes := flag.String("sizes", "60x1x300,60x10x300,400x1x300,400x10x200,4000x1x200,4000x10x40", "patients x replications x studies, separated by commas")
	truth := flag.String("truth", "8000x1x200", "studies whose mean stands for the truth")
	flag.StringVar(&o.folder, "folder", "runs/coverage", "folder of the studies that are done")
	flag.IntVar(&o.trials, "trials", 400, "trials without an effect for each test of `rapport power`; 0: none")
	flag.IntVar(&o.against, "against", 0, "instead of a table, hold `rapport power` of three designs against so many trials of another seed")
	flag.StringVar(&o.write, "write", "", "file to write the table to")
	flag.BoolVar(&o.show, "show", false, "simulate nothing: the table of what is done")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := cover(ctx, o, *sizes, *truth); err != nil {
		fmt.Fprintln(os.Stderr, "coverage:", err)
		os.Exit(1)
	}
}

// options of a table.
type options struct {
	folder, write string
	trials        int
	against       int
	show          bool // simulate nothing
}

func cover(ctx context.Context, o options, sizes, truth string) error {
	if o.against > 0 {
		return against(ctx, os.Stdout, designs, o.against)
	}
	all, err := parseSizes(sizes)
	if err != nil {
		return err
	}
	large, err := parseSizes(truth)
	if err != nil {
		return err
	}
	text, err := configs.Read("repair-training")
	if err != nil {
		return err
	}
	s, err := study.Parse("repair-training.yaml", text, study.Overrides{NoEnvironment: true})
	if err != nil {
		return err
	}
	store, err := openStore(o.folder, s)
	if err != nil {
		return err
	}
	if !o.show {
		if err := store.simulate(ctx, large[0], truthSeed, values); err != nil {
			return err
		}
		for _, z := range all {
			if err := store.simulate(ctx, z, firstSeed, evaluate); err != nil {
				return err
			}
			if err := store.errors(ctx, z, o.trials); err != nil {
				return err
			}
		}
	}
	t, err := store.table(all, large[0])
	if err != nil {
		return err
	}
	page := t.text()
	fmt.Print(page)
	if o.write != "" {
		return os.WriteFile(o.write, []byte(page), 0o666)
	}
	return nil
}

// parseSizes reads patients x replications x studies, separated by commas.
func parseSizes(text string) (all []size, err error) {
	for _, one := range strings.Split(text, ",") {
		parts := strings.Split(one, "x")
		var z size
		ok := len(parts) == 3
		if ok {
			var errs [3]error
			z.patients, errs[0] = strconv.ParseInt(parts[0], 10, 64)
			z.replications, errs[1] = strconv.Atoi(parts[1])
			z.studies, errs[2] = strconv.Atoi(parts[2])
			ok = errs == [3]error{} && z.patients >= 2 && z.replications >= 1 && z.studies >= 1
		}
		if !ok {
			return nil, fmt.Errorf("size %q: want patients x replications x studies, such as 60x10x300", one)
		}
		all = append(all, z)
	}
	return all, nil
}
