// Package power says how large a study must be to detect an effect that is true in
// the model ([Detect]). POWER.md has its methods.
package power
