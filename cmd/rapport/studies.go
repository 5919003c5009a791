package main

import (
	"encoding/json"

	"github.com/spf13/cobra"

	"rapport/configs"
	"rapport/scenarios/study"
)

func newStudies() *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:   "studies",
		Short: "list the studies that ship",
		Args:  atMost(0, ""),
		RunE: func(c *cobra.Command, _ []string) error {
			type row struct {
				Name     string `json:"name"`
				Title    string `json:"title"`
				Question string `json:"question"`
			}
			var rows []row
			for _, name := range configs.Names() {
				study, _, err := openStudy(name, study.Overrides{NoEnvironment: true})
				if err != nil {
					return err
				}
				rows = append(rows, row{name, study.Title, plainText(study.Question)})
			}
			p := &printer{w: c.OutOrStdout()}
			if asJSON {
				encoder := json.NewEncoder(p.w)
				encoder.SetIndent("", "  ")
				return encoder.Encode(rows)
			}
			for _, r := range rows {
				p.line("%s", r.Name)
				p.line("%s", wrap("  ", r.Question))
			}
			p.line("\nrapport show STUDY tells more, rapport run STUDY runs it.")
			return p.err
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print one JSON document")
	return c
}
