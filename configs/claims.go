package configs

import "embed"

//go:embed claims/*.yaml
var claimFiles embed.FS

// Claim returns the text of the study of a claim of the theory (rapport validate
// --claims), as claims/NAME.yaml has it.
func Claim(name string) ([]byte, error) { return claimFiles.ReadFile("claims/" + name + extension) }
