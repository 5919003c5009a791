package main

import "rapport/sim/record/nearest"

// nearestHint asks whether the nearest name was meant, or says otherwise.
func nearestHint(word string, names []string, otherwise string) string {
	if near := nearest.Name(word, names); near != "" {
		return "did you mean " + near + "?"
	}
	return otherwise
}
