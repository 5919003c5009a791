package data

import (
	"strconv"

	"rapport/analysis/data/table"
)

// Grouped is a whole number with commas between thousands.
func Grouped[N int | int32 | int64](n N) string { return table.Grouped(int64(n)) }

// Counted is a number with its noun: 1 patient, 2,000 patients.
func Counted[N int | int32 | int64](n N, noun string) string { return table.Counted(n, noun) }

// Percent is a share in percent, with the digits that it has: 80 %, 2.5 %.
func Percent(share float64) string {
	return strconv.FormatFloat(100*share, 'g', 12, 64) + " %" // 100 · 0.07 is 7.000000000000001
}
