package data

import "slices"

// Split deals the courses to n groups, by the number of the group of each.
func (d *Data) Split(group []uint8, n int) []*Data {
	sizes, all := make([]int, n), make([]*Data, n)
	for _, g := range group {
		sizes[g]++
	}
	for g := range all {
		one := *d
		one.List = make([]Course, 0, sizes[g])
		all[g] = &one
	}
	for i, g := range group {
		all[g].List = append(all[g].List, d.List[i])
	}
	return all
}

// Without leaves out the courses of group g. The list is made in room, which it
// takes over.
func (d *Data) Without(group []uint8, g uint8, room []Course) *Data {
	s := *d
	s.List = slices.Grow(room[:0], len(d.List))
	for i := range d.List {
		if group[i] != g {
			s.List = append(s.List, d.List[i])
		}
	}
	return &s
}
