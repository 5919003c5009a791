package main

import (
	"encoding/json"
	"errors"
	"syscall"

	"github.com/spf13/cobra"

	"rapport/analysis/data"
	"rapport/scenarios/run"
)

func newVerify() *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:   "verify RUN",
		Short: "check that a run is whole and undamaged",
		Long: `Read every file of a run and check it against the manifest: sizes and SHA-256,
numbers of rows, every planned course exactly once and in order, every value in
the range of its column, tables that agree with each other; and the manifest against
its own SHA-256 and the study in it. Exit code 1 where something is wrong, 3 where all
that is wrong is that a file could not be read.`,
		Args: exactly(1, "RUN"),
		RunE: func(c *cobra.Command, args []string) error {
			report, err := run.Verify(args[0])
			var damaged *run.DamagedManifest
			if errors.As(err, &damaged) {
				return failedCheck("%w", err)
			}
			if errors.As(err, new(syscall.Errno)) {
				return err
			}
			if err != nil {
				return &failure{codeInput, err, hintOf(err)}
			}
			p := &printer{w: c.OutOrStdout()}
			if asJSON {
				encoder := json.NewEncoder(p.w)
				encoder.SetIndent("", "  ")
				p.err = encoder.Encode(struct {
					Run    string           `json:"run"`
					Sound  bool             `json:"sound"`
					Files  int              `json:"files"`
					Bytes  int64            `json:"bytes"`
					Rows   map[string]int64 `json:"rows"`
					Faults []string         `json:"faults"`
				}{args[0], report.OK(), report.Files, report.Bytes, report.Rows, append([]string{}, report.Faults...)})
			} else {
				for _, fault := range report.Faults {
					p.line("%s", oneLine(fault))
				}
			}
			switch {
			case p.err != nil:
				return p.err
			case !report.OK():
				return failedCheck("%s: %s", args[0], data.Counted(len(report.Faults), "fault"))
			case !asJSON:
				p.line("%s is sound: %s, %s, %s of %s", args[0], data.Counted(report.Files, "file"), sizeText(report.Bytes),
					data.Counted(report.Rows["sessions"], "session"), data.Counted(report.Rows["patients"], "course"))
			}
			return p.err
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print one JSON document")
	return c
}
