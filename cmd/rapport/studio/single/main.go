// Single builds the studio as one HTML file that works from a disk, without a
// server, a network or an installation. In the source tree:
//
//	go run ./cmd/rapport/studio/single studio.html
package main

import (
	"fmt"
	"os"

	"rapport/cmd/rapport/studio"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "rapport: error: want the file to write\nrapport: hint: go run ./cmd/rapport/studio/single studio.html")
		os.Exit(2)
	}
	text, err := studio.SingleFile(".")
	if err == nil {
		err = os.WriteFile(os.Args[1], text, 0o644)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "rapport: error:", err)
		os.Exit(3)
	}
	fmt.Printf("%s: %.1f MB, opens with a double click\n", os.Args[1], float64(len(text))/1e6)
}
