package fit

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"rapport/scenarios/study"
)

// PlausibleToData looks for parameter sets that meet a user's own table, each number that
// the data support within two of its sampling errors, around a fit to them. The fit is the
// first set of the record; fitJournal keeps its evaluations, "" for nowhere.
func PlausibleToData(ctx context.Context, table io.Reader, m Mapping, o PlausibleOptions, fitJournal string) (*PlausibleSets, error) {
	t, d, err := readOwn(table, m)
	if err != nil {
		return nil, &TableError{err}
	}
	fitted := &DataFit{Patients: d.Len(), Therapists: t.therapists}
	own := &ownData{planned: t.planned, weeks: m.followWeeks()}
	own.derive(d, fitted)
	if len(own.targets) == 0 {
		return nil, fmt.Errorf("the data support no target: %s", strings.Join(fitted.Unsupported, "; "))
	}
	one := o.Options
	one.Journal = fitJournal
	if err := t.options(&one, own); err != nil {
		return nil, err
	}
	c, err := Calibrate(ctx, one)
	if err != nil {
		return nil, err
	}
	around := *one.Study
	around.Set = study.Values{}
	for name, v := range one.Study.Set {
		around.Set[name] = v
	}
	all := openParameters()
	for _, p := range c.Parameters {
		around.Set[p.Name] = p.Final
		if !slices.Contains(all, p.Name) {
			all = append(all, p.Name)
		}
	}
	if o.Parameters == nil {
		o.Parameters = all
	}
	o.Study, o.Findings, o.own = &around, own.findings, own
	return Plausible(ctx, o)
}
