package class

import (
	"fmt"
	"strings"

	"rsc.io/qr"
)

// drawQR is a QR code of a text as a drawing, black on white with the margin that
// readers ask for.
func drawQR(text string) ([]byte, error) {
	code, err := qr.Encode(text, qr.M)
	if err != nil {
		return nil, fmt.Errorf("draw a QR code: %w", err)
	}
	const margin = 4
	size := code.Size + 2*margin
	var path strings.Builder
	for y := range code.Size {
		for x := range code.Size {
			if code.Black(x, y) {
				fmt.Fprintf(&path, "M%d %dh1v1h-1z", x+margin, y+margin)
			}
		}
	}
	return fmt.Appendf(nil, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" shape-rendering="crispEdges"><rect width="%d" height="%d" fill="#fff"/><path d="%s"/></svg>`,
		size, size, size, size, path.String()), nil
}
