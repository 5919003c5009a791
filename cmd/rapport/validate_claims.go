package main

import (
	"encoding/json"

	"github.com/spf13/cobra"

	"rapport/analysis/explore/claims"
)

// runClaims tries the claims of the theory.
func (v *validateCommand) runClaims(c *cobra.Command, args []string) error {
	options := claims.Options{Seed: v.overrides.Seed}
	switch {
	case len(args) > 0 || len(v.tables) > 0 || v.evidence != "" || v.out != "":
		return badInput("", "--claims runs studies of its own: leave RUN, --table, --evidence and --out away")
	case v.overrides.Patients != nil && *v.overrides.Patients < 1:
		return badInput("", "--patients = %d: want at least 1", *v.overrides.Patients)
	case v.workers != nil && *v.workers < 1:
		return badInput("", "--workers = %d: want at least 1", *v.workers)
	}
	if v.overrides.Patients != nil {
		options.Patients = *v.overrides.Patients
	}
	if v.workers != nil {
		options.Workers = onCores(*v.workers)
	}
	table, err := claims.Check(c.Context(), options)
	if err != nil {
		return err
	}
	if v.asJSON {
		encoder := json.NewEncoder(c.OutOrStdout())
		encoder.SetIndent("", "  ")
		err = encoder.Encode(table)
	} else {
		err = table.WriteText(c.OutOrStdout())
	}
	switch {
	case err != nil:
		return err
	case v.known:
		return surprise(table.Surprises())
	case table.Failed() > 0:
		return failedCheck("%s not visible", counted(int64(table.Failed()), "claim"))
	}
	return nil
}
