package main

import (
	"encoding/json"

	"github.com/spf13/cobra"

	"rapport/analysis/data"
	"rapport/analysis/explore"
	"rapport/analysis/explore/claims"
)

// runClaims tries the claims of the theory.
func (v *validateCommand) runClaims(c *cobra.Command, args []string) error {
	if err := v.alone("--claims", args); err != nil {
		return err
	}
	options := claims.Options{Seed: v.overrides.Seed, Workers: v.workers.onCores()}
	if v.overrides.Patients != nil {
		options.Patients = *v.overrides.Patients
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
		return failedCheck("%s not visible", data.Counted(table.Failed(), "claim"))
	}
	return nil
}

// alone refuses what a flag that runs studies of its own cannot use.
func (v *validateCommand) alone(flag string, args []string) error {
	switch {
	case len(args) > 0 || len(v.tables) > 0 || v.evidence != "" || v.out != "":
		return badInput("", "%s runs studies of its own: leave RUN, --table, --evidence and --out away", flag)
	case v.known && !v.claims:
		return badInput("", "%s draws, and misses nothing: leave --known away", flag)
	case v.overrides.Patients != nil && *v.overrides.Patients < 1:
		return badInput("", "--patients = %d: want at least 1", *v.overrides.Patients)
	}
	return nil
}

// runPatterns draws what a reader checks by eye.
func (v *validateCommand) runPatterns(c *cobra.Command, args []string) error {
	if err := v.alone("--patterns", args); err != nil {
		return err
	}
	patients := int64(0)
	if v.overrides.Patients != nil {
		patients = *v.overrides.Patients
	}
	found, err := explore.Patterns(c.Context(), v.overrides.Seed, patients)
	if err != nil {
		return err
	}
	drawing := reportCommand{figures: v.patterns}
	figures := found.Figures()
	files, err := drawing.draw(figures)
	if err != nil {
		return err
	}
	if v.asJSON {
		encoder := json.NewEncoder(c.OutOrStdout())
		encoder.SetIndent("", "  ")
		return encoder.Encode(struct {
			Figures []string `json:"figures"`
		}{files})
	}
	p := &printer{w: c.OutOrStdout()}
	for _, f := range figures {
		p.line("%s: %s", f.Name, f.Alt)
	}
	p.line("%s: each as SVG and PNG", v.patterns)
	return p.err
}
