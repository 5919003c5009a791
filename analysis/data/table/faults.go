package table

import (
	"errors"
	"fmt"
)

// Faults collects what is wrong with cells. The same fault in many rows is told
// once, with the first line and how many others there are.
type Faults struct {
	order []string
	first map[string]int
	count map[string]int
}

// Add adds a fault of the cell on a line.
func (f *Faults) Add(line int, err error) {
	if f.first == nil {
		f.first, f.count = map[string]int{}, map[string]int{}
	}
	text := err.Error()
	if f.count[text] == 0 {
		if len(f.order) > maxFaults {
			return
		}
		f.order = append(f.order, text)
		f.first[text] = line
	}
	f.count[text]++
}

// Err joins the faults, nil without any.
func (f *Faults) Err() error {
	var all []error
	for i, text := range f.order {
		if i == maxFaults {
			all = append(all, errors.New("and more"))
			break
		}
		others := ""
		if n := f.count[text] - 1; n == 1 {
			others = " and 1 other"
		} else if n > 1 {
			others = fmt.Sprintf(" and %d others", n)
		}
		all = append(all, fmt.Errorf("line %d%s: %s", f.first[text], others, text))
	}
	return errors.Join(all...)
}
