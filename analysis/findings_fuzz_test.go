package analysis

import (
	"bytes"
	"strings"
	"testing"

	"rapport/analysis/runtest"
)

// FuzzLoadFindings holds for any findings file: it is read or refused.
func FuzzLoadFindings(f *testing.F) {
	f.Add(findingsCSV)
	f.Add([]byte("id,finding,scenarios,kind,estimator\nA,a,routine-care,band,dropout_share\n"))
	f.Add([]byte("id,id,id,id,id\n\"\n"))
	f.Add([]byte("\ufeffid,finding,scenarios,kind,estimator,accept_low,accept_high\nA,a,../up,band,dropout_share,NaN,1e999\n"))
	f.Add([]byte(strings.Repeat("\"", 1000)))
	f.Fuzz(func(t *testing.T, content []byte) {
		runtest.WantBounded(t, len(content), func() {
			findings, err := LoadFindings(bytes.NewReader(content))
			if err == nil && len(findings) == 0 {
				t.Error("neither findings nor an error")
			}
		})
	})
}
