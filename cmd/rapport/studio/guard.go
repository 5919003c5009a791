package studio

import (
	"crypto/subtle"
	"net"
	"net/http"
	"strings"

	"rapport/cmd/rapport/studio/class"
)

// policy is the Content-Security-Policy: nothing but the page's own files, no
// inline script, no other host. A data: image is the icon.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// cookie holds the token of a studio that other machines can reach. Browsers keep cookies
// by host, whatever the port: two studios of one machine have one each.
func (g *guard) cookie() string { return "rapport-studio-" + g.port }

// guard refuses what does not come from the studio's own page. A page elsewhere
// could otherwise talk to a server on this machine: by a name that it lets point
// here (so the Host is checked), or across origins (so these are refused). Where
// other machines can reach the studio, a random token is asked for as well.
type guard struct {
	embed   string          // origin whose pages may show the studio inside them; empty: none
	hosts   map[string]bool // allowed Host headers; nil: any IP address with the port
	port    string
	token   string // empty: none is asked for
	next    http.Handler
	origins *http.CrossOriginProtection
}

func (g *guard) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	head := w.Header()
	head.Set("Content-Security-Policy", g.policy())
	head.Set("X-Content-Type-Options", "nosniff")
	head.Set("Referrer-Policy", "no-referrer")
	head.Set("Cross-Origin-Opener-Policy", "same-origin")
	head.Set("Cross-Origin-Resource-Policy", "same-origin")
	head.Set("Cache-Control", "no-store")
	if !g.knows(r.Host) {
		fail(w, r, http.StatusMisdirectedRequest, "host")
		return
	}
	if err := g.origins.Check(r); err != nil || foreign(r) {
		fail(w, r, http.StatusForbidden, "origin")
		return
	}
	// The class joins by its code, and meets nothing but its own page.
	if g.token != "" && !class.OfStudents(r.URL.Path) && !g.admitted(w, r) {
		return
	}
	g.next.ServeHTTP(w, r)
}

// policy lets the pages of one origin embed the studio, where the trainer says so.
func (g *guard) policy() string {
	if g.embed == "" {
		return policy
	}
	return strings.Replace(policy, "frame-ancestors 'none'", "frame-ancestors "+g.embed, 1)
}

// foreign says whether a request names another origin than the page's, whatever
// its method.
func foreign(r *http.Request) bool {
	origin := r.Header.Get("Origin")
	return origin != "" && origin != "http://"+r.Host
}

func (g *guard) knows(host string) bool {
	if g.hosts != nil {
		return g.hosts[strings.ToLower(host)]
	}
	name, port, err := net.SplitHostPort(host)
	return err == nil && port == g.port && net.ParseIP(name) != nil
}

// admitted checks the token; given in the address, it moves into a cookie.
func (g *guard) admitted(w http.ResponseWriter, r *http.Request) bool {
	same := func(text string) bool { return subtle.ConstantTimeCompare([]byte(text), []byte(g.token)) == 1 }
	if r.Method == http.MethodGet && r.URL.Path == "/" && same(r.URL.Query().Get("token")) {
		http.SetCookie(w, &http.Cookie{Name: g.cookie(), Value: g.token, Path: "/", HttpOnly: true, SameSite: http.SameSiteStrictMode})
		w.Header().Set("Location", "/")
		w.WriteHeader(http.StatusSeeOther)
		return false
	}
	if c, err := r.Cookie(g.cookie()); err == nil && same(c.Value) {
		return true
	}
	fail(w, r, http.StatusUnauthorized, "token")
	return false
}
