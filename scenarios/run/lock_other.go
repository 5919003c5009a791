//go:build !unix || aix || solaris

package run

import (
	"fmt"
	"os"
)

// lockFolder opens the run folder. This system has no advisory lock that
// outlives no crash, so keeping two processes apart is left to the user.
func lockFolder(dir string) (*os.File, error) {
	d, err := os.Open(dir)
	if err != nil {
		return nil, fmt.Errorf("open the run folder: %w", err)
	}
	return d, nil
}
