// Coverage simulates studies over many seeds and counts how often each 95 %
// interval that rapport prints holds the truth, and how often a test finds what is
// not there. The truth is a large run of another seed; with `--write FILE` the
// table goes into a file.
//
//	go run ./analysis/coverage
//	go run ./analysis/coverage --seeds 100 --sizes 60x1,400x1x30 --truth 8000 --write analysis/coverage/coverage.md
//	go run ./analysis/coverage --seeds 40 --sizes 60x1 --truth 4000
package main

import (
	"flag"
	"fmt"
	"math"
	"os"
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

func main() {
	seeds := flag.Int("seeds", 200, "studies of each size")
	sizes := flag.String("sizes", "60x1,400x1,60x10,4000x1x50", "patients x replications, separated by commas")
	truth := flag.Int64("truth", 100_000, "patients of the run that stands for the truth")
	write := flag.String("write", "", "file to write the table to")
	flag.Parse()
	if err := cover(*seeds, *sizes, *truth, *write); err != nil {
		fmt.Fprintln(os.Stderr, "coverage:", err)
		os.Exit(1)
	}
}

func cover(seeds int, sizes string, truth int64, write string) error {
	var all []size
	for _, text := range strings.Split(sizes, ",") {
		a, b, _ := strings.Cut(text, "x")
		b, n, fewer := strings.Cut(b, "x")
		studies := seeds
		if fewer {
			studies, _ = strconv.Atoi(n)
		}
		patients, err1 := strconv.ParseInt(a, 10, 64)
		replications, err2 := strconv.Atoi(b)
		if err1 != nil || err2 != nil || patients < 2 || replications < 1 || studies < 1 {
			return fmt.Errorf("size %q: want patients x replications, such as 60x10, and x studies where these are others than --seeds", text)
		}
		all = append(all, size{patients, replications, studies})
	}
	text, err := configs.Read("repair-training")
	if err != nil {
		return err
	}
	s, err := study.Parse("repair-training.yaml", text, study.Overrides{NoEnvironment: true})
	if err != nil {
		return err
	}
	t, err := measure(s, all, truth)
	if err != nil {
		return err
	}
	page := t.text(all, truth)
	fmt.Print(page)
	if write != "" {
		return os.WriteFile(write, []byte(page), 0o666)
	}
	return nil
}

// count is how often an interval held the truth, or a test found something.
type count struct {
	held, given, asked int
}

// table counts by row and size.
type table struct {
	order []string
	cells map[string][]count
	tests map[string]bool // rows that are tests: what they find is an error
}

func (t *table) add(row string, at, sizes int, test, given, held bool) {
	if t.cells == nil {
		t.cells, t.tests = map[string][]count{}, map[string]bool{}
	}
	if t.cells[row] == nil {
		t.order = append(t.order, row)
		t.cells[row] = make([]count, sizes)
		t.tests[row] = test
	}
	c := &t.cells[row][at]
	c.asked++
	if given {
		c.given++
		if held {
			c.held++
		}
	}
}

// chance is what the numbers of studies alone do to a share of 95 per cent.
func chance(sizes []size) string {
	parts := make([]string, len(sizes))
	for i, s := range sizes {
		parts[i] = fmt.Sprintf("%.1f", 200*math.Sqrt(0.95*0.05/float64(s.studies)))
	}
	return strings.Join(parts, ", ")
}

// text is the table as a page.
func (t *table) text(sizes []size, truth int64) string {
	var b strings.Builder
	fmt.Fprintf(&b, "Studies of *repair-training* (patients × replications), against a run of %d patients of another seed. ", truth)
	fmt.Fprintf(&b, "Per cent of 95 %% intervals that hold the truth; of tests, per cent below 0.05 where there is nothing to find. "+
		"The counts alone carry two standard errors of ± %s. In brackets: per cent of studies in which the output marks that no interval can be had.\n\n",
		chance(sizes))
	b.WriteString("| interval or test |")
	for _, s := range sizes {
		fmt.Fprintf(&b, " %s (%d studies) |", s, s.studies)
	}
	b.WriteString("\n|---|" + strings.Repeat("---:|", len(sizes)) + "\n")
	for _, row := range t.order {
		fmt.Fprintf(&b, "| %s |", row)
		for _, c := range t.cells[row] {
			cell := "–"
			if c.given > 0 {
				cell = fmt.Sprintf("%.1f", 100*float64(c.held)/float64(c.given))
			}
			if none := c.asked - c.given; none > 0 {
				cell += fmt.Sprintf(" (%.0f)", 100*float64(none)/float64(c.asked))
			}
			fmt.Fprintf(&b, " %s |", cell)
		}
		b.WriteString("\n")
	}
	return b.String()
}
