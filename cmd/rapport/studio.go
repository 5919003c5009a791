package main

import (
	"errors"
	"net"
	"os/exec"
	"runtime"

	"github.com/spf13/cobra"

	"rapport/cmd/rapport/studio"
	"rapport/cmd/rapport/studio/engine"
	"rapport/scenarios/study"
)

func newStudio() *cobra.Command {
	var addr string
	var noBrowser bool
	c := &cobra.Command{
		Use:   "studio [RUN]",
		Short: "open a local page to step, choose, fork and see why",
		Long: `Serve a page for trainers and the curious: cast a patient and a therapist, hold
their sessions one by one, choose the therapist's moves, leave any session for
another move, and read why the alliance and the symptoms moved. With RUN, look at
a finished run: its scenarios, and each patient with its twins.

The page is served to this machine alone (127.0.0.1, a free port). With --addr it
can be reached from elsewhere; then the printed address holds a random token that
is asked for. No request leaves the machine.`,
		Example: `  rapport studio
  rapport studio runs/cbt-vs-psychodynamic-seed1
  rapport studio --addr 0.0.0.0:8080 --no-browser`,
		Args: atMost(1, "RUN"),
		RunE: func(c *cobra.Command, args []string) error {
			o := studio.Options{Addr: addr, Printer: c.OutOrStdout()}
			if !noBrowser {
				o.Open = openBrowser
			}
			return serveStudio(c, o, args)
		},
	}
	c.Flags().StringVar(&addr, "addr", "", "listen at `host:port` instead, with a random token where other machines can reach it")
	c.Flags().BoolVar(&noBrowser, "no-browser", false, "print the address and open no browser")
	return c
}

// serveStudio serves the page until it is stopped; args may name a run.
func serveStudio(c *cobra.Command, o studio.Options, args []string) error {
	if o.Addr != "" {
		if _, _, err := net.SplitHostPort(o.Addr); err != nil {
			return badInput("such as 127.0.0.1:8080, or 0.0.0.0:8080 for all machines of the network", "--addr = %s: want host:port", o.Addr)
		}
	}
	if len(args) > 0 {
		run, err := openStudioRun(args[0])
		if err != nil {
			return err
		}
		o.Run = run
	}
	if err := studio.Serve(c.Context(), o); err != nil {
		return &failure{codeFailed, err, ""}
	}
	return nil
}

func openStudioRun(dir string) (*engine.Run, error) {
	run, err := studio.OpenRun(dir)
	if err != nil && !errors.As(err, new(study.Faults)) {
		return nil, &failure{codeInput, err, ""}
	}
	return run, err
}

// openBrowser opens an address in the user's browser.
func openBrowser(address string) error {
	open := exec.Command("xdg-open", address)
	switch runtime.GOOS {
	case "darwin":
		open = exec.Command("open", address)
	case "windows":
		open = exec.Command("rundll32", "url.dll,FileProtocolHandler", address)
	}
	if err := open.Start(); err != nil {
		return err
	}
	return open.Process.Release() // the browser outlives the studio
}
