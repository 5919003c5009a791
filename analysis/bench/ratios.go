package main

import "fmt"

// ratio is one line of the goals: what was reached, and what was to be.
type ratio struct {
	what  string
	is    float64
	unit  string // × or empty
	goal  string // empty where none is set: told for comparison
	met   bool
	basis string // which medians it is made of
}

// ratios are those goals of the design for which the measurements are there.
func ratios(all []summary) []ratio {
	var list []ratio
	for _, loop := range []struct{ piece, what string }{
		{"model", "a session in the model, over the C loop"},
		{"course", "a session with measurement and columns, over the C loop"},
	} {
		ours, c := find(all, loop.piece, "go", loopPatients, 1), find(all, loop.piece, "c", loopPatients, 1)
		if ours == nil || c == nil {
			continue
		}
		r := ours.perSession() / c.perSession()
		list = append(list, ratio{loop.what, r, "×", "at most 1.2", r <= 1.2,
			fmt.Sprintf("%.0f against %.0f ns", ours.perSession(), c.perSession())})
	}
	list = append(list, encodeRatios(all)...)
	list = append(list, runRatios(all)...)
	list = append(list, readRatios(all)...)
	list = append(list, mesaRatios(all)...)
	list = append(list, memoryRatio(all)...)
	return append(list, workerRatios(all)...)
}

func encodeRatios(all []summary) []ratio {
	columns, rows := find(all, "encode", "columns", 1e6, 1), find(all, "encode", "rows", 1e6, 1)
	if columns == nil || rows == nil {
		return nil
	}
	r := columns.perSession() / rows.perSession()
	return []ratio{{"rows in memory into pages, over the library's writer of rows", r, "×", "at most 0.4", r <= 0.4,
		fmt.Sprintf("%.0f against %.0f ns a session", columns.perSession(), rows.perSession())}}
}

func runRatios(all []summary) []ratio {
	var list []ratio
	for i := range all {
		ours := &all[i]
		if ours.piece != "run" || ours.what != sameTables && ours.what != withAssessments {
			continue
		}
		peer := find(all, "run", "numpy", ours.size, ours.workers)
		if peer == nil {
			continue
		}
		r := ratio{what: "a full run of the same tables, NumPy and pyarrow over rapport", is: peer.perSession() / ours.perSession(), unit: "×",
			basis: fmt.Sprintf("%.0f against %.0f ns a session", peer.perSession(), ours.perSession())}
		if ours.what == sameTables {
			r.goal, r.met = "at least 1.3", r.is >= 1.3
		} else {
			r.what = "… and where rapport writes assessments by week as well, which the peer does not"
		}
		r.what += fmt.Sprintf("; %s sessions, %s", short(float64(ours.size)), workers(ours.workers))
		list = append(list, r)
	}
	return list
}

// workers tells how many.
func workers(n int) string {
	if n == 1 {
		return "1 worker on 1 core"
	}
	return fmt.Sprintf("%d workers on %d cores", n, n)
}

func mesaRatios(all []summary) []ratio {
	var list []ratio
	for i := range all {
		peer := &all[i]
		if peer.piece != "mesa" || peer.what != "mesa" {
			continue
		}
		ours := find(all, "run", sameTables, 1e6, peer.workers)
		if ours == nil {
			continue
		}
		r := peer.perSession() / ours.perSession()
		list = append(list, ratio{"a full run of the same tables, Mesa over rapport; " + workers(peer.workers), r, "×",
			"at least 50", r >= 50, fmt.Sprintf("%.0f (%s sessions) against %.0f ns a session (1M)",
				peer.perSession(), short(float64(peer.sessions)), ours.perSession())})
	}
	return list
}

// flat is how much the peak of memory may differ between the smallest and the
// largest run to count as flat: by less than a tenth.
const flat = 1.1

func memoryRatio(all []summary) []ratio {
	var small, large *summary
	for i := range all {
		s := &all[i]
		if s.piece != "growth" || s.what != "patients" || s.sessions < 1e5 {
			continue
		}
		if small == nil {
			small = s
		}
		large = s
	}
	if small == nil || small == large {
		return nil
	}
	r := float64(large.peak) / float64(small.peak)
	return []ratio{{fmt.Sprintf("peak memory, %s over %s sessions", short(float64(large.sessions)), short(float64(small.sessions))),
		r, "×", "flat", r <= flat, fmt.Sprintf("%.0f against %.0f MiB", float64(large.peak)/(1<<20), float64(small.peak)/(1<<20))}}
}

func workerRatios(all []summary) []ratio {
	var list []ratio
	one, two := find(all, "cores", "c", loopPatients, 1), find(all, "cores", "c", loopPatients, 2)
	if one != nil && two != nil {
		list = append(list, ratio{"pure arithmetic, 2 processes over 1", one.perSession() / two.perSession(), "×",
			"", true, fmt.Sprintf("%.1f against %.1f ns a session", one.perSession(), two.perSession())})
	}
	if one, two := find(all, "growth", "workers", 1, 0), find(all, "growth", "workers", 2, 0); one != nil && two != nil {
		r := one.perSession() / two.perSession()
		list = append(list, ratio{fmt.Sprintf("a full run, 2 workers on 2 cores over 1 on 1; %s sessions", short(float64(one.sessions))), r, "×",
			"at least 1.8", r >= 1.8, fmt.Sprintf("%.0f against %.0f ns a session", one.perSession(), two.perSession())})
	}
	for _, size := range []int64{1e5, 1e6, 1e7} {
		one, two := find(all, "run", sameTables, size, 1), find(all, "run", sameTables, size, 2)
		if one == nil || two == nil {
			continue
		}
		r := one.perSession() / two.perSession()
		list = append(list, ratio{fmt.Sprintf("a full run, 2 workers on 2 cores over 1 on 1; %s sessions", short(float64(size))), r, "×",
			"at least 1.8", r >= 1.8, fmt.Sprintf("%.0f against %.0f ns a session", one.perSession(), two.perSession())})
	}
	return list
}
