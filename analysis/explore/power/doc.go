// Package power says how large a study must be to detect an effect that is true in
// the model ([Detect]). POWER.md has its methods.
package power

import _ "embed"

// Methods is the page on how power is found, in Markdown.
//
//go:embed POWER.md
var Methods string
