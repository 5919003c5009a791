package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/url"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"rapport/cmd/rapport/studio"
	"rapport/cmd/rapport/studio/engine"
	"rapport/cmd/rapport/studio/lesson"
	"rapport/configs"
	"rapport/scenarios/study"
)

func newStudio() *cobra.Command {
	var addr, lessonName, embed string
	var noBrowser bool
	c := &cobra.Command{
		Use:   "studio [RUN]",
		Short: "open a local page to step, choose, fork and see why",
		Long: `Serve a page for trainers and the curious: cast a patient and a therapist, hold
their sessions one by one, choose the therapist's moves, leave any session for
another move, and read why the alliance and the symptoms moved. With RUN, look at
a finished run: its scenarios, and each patient with its twins. With --lesson,
begin with a lesson: one that ships, by its name, or a file of your own.

The page is served to this machine alone (127.0.0.1, a free port). With --addr it
can be reached from elsewhere; then the printed address holds a random token that
is asked for. A class joins by a code of its own and can vote, no more. No request
leaves the machine.`,
		Example: `  rapport studio
  rapport studio runs/cbt-vs-psychodynamic-seed1
  rapport studio --lesson unnoticed-withdrawal
  rapport studio --addr 0.0.0.0:8080 --no-browser`,
		Args: atMost(1, "RUN"),
		RunE: func(c *cobra.Command, args []string) error {
			if err := checkOrigin(embed); err != nil {
				return err
			}
			o := studio.Options{Addr: addr, Embed: embed, Printer: c.OutOrStdout()}
			if !noBrowser {
				o.Open = openBrowser
			}
			var err error
			if o.Lesson, err = openLesson(c.Context(), lessonName); err != nil {
				return err
			}
			return serveStudio(c, o, args)
		},
	}
	c.Flags().StringVar(&addr, "addr", "", "listen at `host:port` instead, with a random token where other machines can reach it")
	c.Flags().StringVar(&lessonName, "lesson", "", "begin with a lesson: the `NAME` of one that ships, or a file")
	c.Flags().StringVar(&embed, "embed", "", "let the pages of one `ORIGIN`, such as https://moodle.example, show the studio inside them")
	c.Flags().BoolVar(&noBrowser, "no-browser", false, "print the address and open no browser")
	return c
}

// serveStudio serves the page until it is stopped; args may name a run.
func serveStudio(c *cobra.Command, o studio.Options, args []string) error {
	if o.Addr != "" {
		_, port, err := net.SplitHostPort(o.Addr)
		if err == nil {
			_, err = net.LookupPort("tcp", port)
		}
		if err != nil {
			return badInput("such as 127.0.0.1:8080, or 0.0.0.0:8080 for all machines of the network", "--addr = %s: want host:port, with a port from 0 to 65535", o.Addr)
		}
	}
	if len(args) > 0 {
		run, err := openStudioRun(args[0])
		if err != nil {
			return err
		}
		o.Run = run
	}
	err := studio.Serve(c.Context(), o)
	var unknown *net.DNSError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &unknown), errors.Is(err, syscall.EADDRNOTAVAIL):
		return badInput("", "--addr = %s: this machine has no such address", o.Addr)
	case errors.Is(err, syscall.EADDRINUSE):
		return &failure{codeFailed, err, "another program listens there, perhaps another studio: end it, or choose another port"}
	}
	return &failure{codeFailed, err, ""}
}

func openStudioRun(dir string) (*engine.Run, error) {
	run, err := studio.OpenRun(dir)
	if err != nil && !errors.As(err, new(study.Faults)) {
		return nil, &failure{codeInput, err, ""}
	}
	return run, err
}

// checkOrigin demands a scheme and a host, and nothing that could say more in a
// policy than that.
func checkOrigin(origin string) error {
	at, err := url.Parse(origin)
	if origin == "" || err == nil && (at.Scheme == "http" || at.Scheme == "https") && at.Host != "" && origin == at.Scheme+"://"+at.Host && !strings.ContainsAny(origin, " ;,'\"*") {
		return nil
	}
	return badInput("such as https://moodle.example, without a path", "--embed = %s: want the origin of a page", origin)
}

// openLesson reads the lesson of a name or a file, and sees to it that its story
// happens; none without a name.
func openLesson(ctx context.Context, name string) (*lesson.Lesson, error) {
	if name == "" {
		return nil, nil
	}
	file := name + ".yaml"
	text, err := configs.Lesson(name)
	if err != nil {
		if text, err = readLesson(name); err != nil {
			return nil, err
		}
		file = name
	}
	l, err := lesson.Parse(file, text, engine.LessonKnown())
	if err != nil {
		return nil, &failure{codeInput, err, "rapport show --lesson " + configs.Lessons()[0] + " prints one that ships, to begin with"}
	}
	err = engine.CheckLesson(ctx, l)
	faults, inTheFile := errors.AsType[study.Faults](err)
	for i := range faults {
		faults[i].File = file
	}
	if err != nil && !inTheFile {
		return nil, &failure{codeInput, fmt.Errorf("%s: %w", name, err), ""}
	}
	return l, err
}

// readLesson reads a file of the user's own.
func readLesson(name string) ([]byte, error) {
	file, err := os.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, badInput(nearestHint(name, configs.Lessons(), "lessons that ship: "+enumerate(configs.Lessons())), "--lesson = %s: no such file, and no shipped lesson", name)
	}
	if err != nil {
		return nil, badInput("", "--lesson: %v", err)
	}
	defer func() { _ = file.Close() }() // it is read only
	text, err := io.ReadAll(io.LimitReader(file, lesson.Largest+1))
	if err != nil {
		return nil, badInput("", "--lesson: %v", err)
	}
	return text, nil
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
