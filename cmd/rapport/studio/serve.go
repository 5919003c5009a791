package studio

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/netip"
	"time"

	"rapport/cmd/rapport/studio/engine"
	"rapport/cmd/rapport/studio/lesson"
)

// Options say how the studio is served.
type Options struct {
	Addr    string             // host:port; empty: 127.0.0.1 on a free port
	Run     *engine.Run        // a finished run to look at; nil: none
	Lesson  *lesson.Lesson     // with which it begins; nil: none
	Embed   string             // origin whose pages may embed it, such as https://moodle.example; empty: none
	Open    func(string) error // opens a browser; nil: none is opened
	Printer io.Writer          // where the address is printed

	times *times // nil: the usual ones; tests are in no hurry
}

func (o *Options) waits() times {
	if o.times == nil {
		return usual
	}
	return *o.times
}

// home is where the studio listens unless told otherwise.
const home = "127.0.0.1:0"

// Serve serves the studio until the context ends, and then lets answers finish.
func Serve(ctx context.Context, o Options) error {
	addr := o.Addr
	if addr == "" {
		addr = home
	}
	listener, err := net.Listen("tcp", addr)
	if err != nil {
		return fmt.Errorf("listen at %s: %w", addr, err)
	}
	s, err := newServer(listener.Addr().(*net.TCPAddr), o)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	if err := s.greet(o); err != nil {
		return errors.Join(err, listener.Close())
	}
	done := make(chan error, 1)
	go func() { done <- s.http.Serve(listener) }()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
	}
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	if err := s.http.Shutdown(last); err != nil {
		_ = s.http.Close() // an answer that does not end is cut off
	}
	return nil
}

// server is a studio about to be served.
type server struct {
	http    *http.Server
	address string // of the page, with its token
	shared  bool   // other machines can reach it
}

func newServer(at *net.TCPAddr, o Options) (*server, error) {
	port := fmt.Sprint(at.Port)
	g := &guard{embed: o.Embed, port: port, origins: http.NewCrossOriginProtection()}
	s := &server{address: "http://" + at.String() + "/"}
	ip, _ := netip.AddrFromSlice(at.IP)
	switch ip = ip.Unmap(); {
	case ip.IsLoopback():
		g.hosts = map[string]bool{at.String(): true, "localhost:" + port: true, "127.0.0.1:" + port: true}
	default:
		s.shared, g.token = true, rand.Text()
		name := at.String()
		if ip.IsUnspecified() {
			name = net.JoinHostPort("127.0.0.1", port)
		} else {
			g.hosts = map[string]bool{at.String(): true}
		}
		s.address = "http://" + name + "/?token=" + g.token
	}
	inner, err := newHandler(o, g.token)
	if err != nil {
		return nil, err
	}
	inner.at, g.next = at, inner
	waits := o.waits()
	s.http = &http.Server{
		Handler: g, ReadHeaderTimeout: waits.header, ReadTimeout: waits.body,
		WriteTimeout: waits.answer + waits.body, IdleTimeout: time.Minute, MaxHeaderBytes: 16 << 10,
		ErrorLog: log.New(io.Discard, "", 0), // broken connections are the browsers' affair
	}
	s.http.RegisterOnShutdown(inner.leave)
	return s, nil
}

// greet prints the address and opens the browser.
func (s *server) greet(o Options) error {
	if o.Printer != nil {
		text := "The studio is at " + s.address + "\n"
		if s.shared {
			text += "Whoever has this address can use it; on other machines, put this machine's address in place of 127.0.0.1.\n"
		}
		if _, err := fmt.Fprint(o.Printer, text+"Ctrl-C ends it.\n"); err != nil {
			return err
		}
	}
	if o.Open == nil {
		return nil
	}
	if err := o.Open(s.address); err != nil && o.Printer != nil {
		_, err = fmt.Fprintln(o.Printer, "No browser could be opened; open the address yourself.")
		return err
	}
	return nil
}
