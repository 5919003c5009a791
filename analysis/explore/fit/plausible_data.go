package fit

import (
	"context"
	"io"
	"slices"

	"rapport/scenarios/study"
)

// PlausibleToData looks for parameter sets that meet a user's own table, each number that
// the data support within two of its sampling errors, around a fit to them. The fit is the
// first set of the record; fitJournal keeps its evaluations, "" for nowhere.
func PlausibleToData(ctx context.Context, table io.Reader, m Mapping, o PlausibleOptions, fitJournal string) (*PlausibleSets, error) {
	one := o.Options
	one.Journal = fitJournal
	_, own, _, err := askedOfOwn(table, m, &one)
	if err != nil {
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
