package main

import (
	"slices"

	"rapport/sim/record/nearest"
)

// nearestHint asks whether the nearest name was meant, or says otherwise.
func nearestHint(word string, names []string, otherwise string) string {
	if near := nearest.Name(word, names); near != "" {
		return "did you mean " + near + "?"
	}
	return otherwise
}

// columnHint is nearestHint of a name for a column; where the name is right, its column is
// what lacks.
func columnHint(name string, known []string, otherwise string) string {
	if slices.Contains(known, name) {
		return "name the column of the table behind the sign, such as " + name + "=YOURS"
	}
	return nearestHint(name, known, otherwise)
}
