package studio

import (
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"rapport/cmd/rapport/studio/engine"
)

// Is a step answered while fans have taken every place, and is a fan that finds
// none told when to try again?
func TestStepsDoNotWaitForFans(t *testing.T) {
	h, err := newHandler(Options{times: &unhurried}, "")
	if err != nil {
		t.Fatal(err)
	}
	h.fans = newLane(1, 1)
	server := httptest.NewServer(h)
	defer server.Close()
	leave, ok := h.fans.enter(t.Context()) // a fan that does not end
	if !ok {
		t.Fatal("the first fan was turned away")
	}
	for _, op := range []string{engine.OpCourse, engine.OpGuess, engine.OpTable, engine.OpStudy, engine.OpLedger, engine.OpParquet} {
		if status, _, text := asked(t, "POST", server.URL+"/api/"+op, goodRequest, nil); status == http.StatusServiceUnavailable {
			t.Errorf("%s waits for the fans: %s", op, text)
		}
	}
	for _, op := range []string{engine.OpLives, engine.OpAdvice} {
		status, head, _ := asked(t, "POST", server.URL+"/api/"+op, goodRequest, nil)
		if status != http.StatusServiceUnavailable || head.Get("Retry-After") == "" {
			t.Errorf("%s over the bound: %d, Retry-After %q", op, status, head.Get("Retry-After"))
		}
	}
	leave()
	if status, _, text := asked(t, "POST", server.URL+"/api/lives", goodRequest, nil); status != http.StatusOK {
		t.Errorf("a fan that has a place: %d %s", status, text)
	}
}

// asking is a page in small: it asks each server once and prints what it got.
const asking = `
globalThis.document = { getElementById: (id) => id === "catalogue" ? { textContent: "{}" } : null };
const send = globalThis.fetch;
const [, script, ...servers] = process.argv;
let server = "";
globalThis.fetch = (address, options) => send(server + address, options);
const { ask } = await import(script);
for (server of servers) {
	try { console.log(JSON.stringify(await ask("course", { server }))); } catch (e) { console.log(e.message); }
}
`

// Does the page try again where it was told to wait, and only there?
func TestThePageTriesAgain(t *testing.T) {
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("there is no Node.js to run the page's script")
	}
	text, err := fs.ReadFile(page(), "engine.js")
	if err != nil {
		t.Fatal(err)
	}
	script := filepath.Join(t.TempDir(), "engine.mjs") // by its name a module, to every version
	if err := os.WriteFile(script, text, 0o600); err != nil {
		t.Fatal(err)
	}
	cases := []struct {
		name       string
		busy       int64 // answers before the right one
		retryAfter string
		want       string
		asked      int64
	}{
		{"at once", 0, "", `{"right":true}`, 1},
		{"told to wait twice", 2, "0.01", `{"right":true}`, 3},
		{"not told to wait", 2, "", "too much", 1},
		{"never", 1000, "0.001", "too much", 8},
	}
	counts := make([]atomic.Int64, len(cases))
	run := []string{"--no-warnings", "--input-type=module", "--eval", asking, script}
	for i, c := range cases {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if counts[i].Add(1) <= c.busy {
				if c.retryAfter != "" {
					w.Header().Set("Retry-After", c.retryAfter)
				}
				tell(w, http.StatusServiceUnavailable, "", "too much")
				return
			}
			send(w, r, "application/json", []byte(`{"right":true}`))
		}))
		defer server.Close()
		run = append(run, server.URL+"/")
	}
	out, err := exec.CommandContext(t.Context(), node, run...).CombinedOutput()
	said := strings.Split(strings.TrimSpace(string(out)), "\n")
	if err != nil || len(said) != len(cases) {
		t.Fatalf("the page's script says %q, error %v", out, err)
	}
	for i, c := range cases {
		if said[i] != c.want || counts[i].Load() != c.asked {
			t.Errorf("%s: %q after %d requests; want %q after %d", c.name, said[i], counts[i].Load(), c.want, c.asked)
		}
	}
}
