package main

import (
	"testing"

	"github.com/spf13/cobra"
)

// A recorded command, typed into a shell, says what was said: its words are those that were
// given, but for the flags that change no result.
func TestARecordedCommandSaysTheSame(t *testing.T) {
	const want = `calibrate --column 'it'\''s a column' --follow-up 98=26,99=52,100=104 --identify=false --known --params a,b --set a=1 --set b=2,3 --sizes 20,40 'my study.yaml'`
	for range 20 { // the order of a map must not show
		found := ""
		c := &cobra.Command{Use: "calibrate", Run: func(c *cobra.Command, args []string) { found = commandLine(c, args...) }}
		f := c.Flags()
		f.StringArray("set", nil, "")
		f.StringSlice("params", nil, "")
		f.Int64Slice("sizes", nil, "")
		f.Var(sessionWeeks{}, "follow-up", "")
		f.String("column", "", "")
		f.Bool("identify", true, "")
		f.Bool("known", false, "")
		f.Int("workers", 1, "")
		c.SetArgs([]string{"--column", "it's a column", "--follow-up", "99=52,100=104,98=26", "--identify=false", "--known", "--params", "a,b",
			"--set", "a=1", "--set", "b=2,3", "--sizes", "20,40", "--workers", "3", "my study.yaml"})
		if err := c.Execute(); err != nil {
			t.Fatal(err)
		}
		if found != want {
			t.Fatalf("%s\nwant\n%s", found, want)
		}
	}
}
