package main

import (
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"

	"rapport/scenarios/run"
)

func newVersion() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "print the version of engine, Go and libraries",
		Args:  atMost(0, ""),
		RunE: func(c *cobra.Command, _ []string) error {
			p := &printer{w: c.OutOrStdout()}
			p.line("rapport %s", version())
			p.line("%s %s/%s", runtime.Version(), runtime.GOOS, runtime.GOARCH)
			if info, ok := debug.ReadBuildInfo(); ok {
				for _, m := range info.Deps {
					p.line("%s %s", m.Path, m.Version)
				}
			}
			return p.err
		},
	}
}

// version is the engine's, with the revision it was built from where that is known.
func version() string {
	v := run.EngineVersion
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, s := range info.Settings {
			if s.Key == "vcs.revision" && len(s.Value) >= 12 {
				v += " (" + s.Value[:12] + ")"
			}
		}
	}
	return v
}
