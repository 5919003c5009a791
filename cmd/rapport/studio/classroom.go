package studio

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"html/template"
	"io/fs"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"

	"rapport/cmd/rapport/studio/class"
	"rapport/cmd/rapport/studio/engine"
)

//go:embed phone
var phoneFiles embed.FS

var phoneIndex = template.Must(template.ParseFS(phoneFiles, "phone/index.html"))

// classroom adds the routes of a class.
func (h *handler) classroom(mux *http.ServeMux) error {
	page, err := phonePage()
	if err != nil {
		return err
	}
	(&class.Site{Room: &h.room, Page: page, Send: send, Fail: fail, Asset: h.phoneAsset, Hosts: h.hosts}).Register(mux)
	return nil
}

// leave sends the class home.
func (h *handler) leave() { h.room.Stop() }

// phonePage is the page of a student: what it says, in every language.
func phonePage() ([]byte, error) {
	words := map[string]map[string]any{}
	for code, all := range pageWords(engine.NewCatalogue(nil, false)) {
		words[code] = map[string]any{}
		for key, phrase := range all {
			if group, _, _ := strings.Cut(key, "."); group == "phone" || group == "move_name" || group == "kind" || group == "language" {
				words[code][key] = phrase
			}
		}
	}
	text, err := json.Marshal(words)
	if err != nil {
		return nil, fmt.Errorf("write the words of the phone's page: %w", err)
	}
	var page bytes.Buffer
	if err := phoneIndex.Execute(&page, template.JS(text)); err != nil {
		return nil, fmt.Errorf("render the phone's page: %w", err)
	}
	return page.Bytes(), nil
}

// phoneAsset sends the script of the phone's page, or the style that it shares.
func (h *handler) phoneAsset(w http.ResponseWriter, r *http.Request, name string) {
	var text []byte
	var err error
	kind := "text/css; charset=utf-8"
	switch name {
	case "phone.js":
		kind = "text/javascript; charset=utf-8"
		text, err = phoneFiles.ReadFile("phone/phone.js")
	case "studio.css":
		text, err = fs.ReadFile(page(), name)
	default:
		err = fs.ErrNotExist
	}
	if err != nil {
		fail(w, r, http.StatusNotFound, "address")
		return
	}
	send(w, r, kind, text)
}

// hosts are the names, with port, under which phones may find this machine, the
// likeliest first, and whether other machines can reach it at all.
func (h *handler) hosts(r *http.Request) (hosts []string, reachable bool) {
	hosts = append(hosts, r.Host)
	if h.at == nil || h.at.IP.IsLoopback() {
		return hosts, false
	}
	port := fmt.Sprint(h.at.Port)
	if !h.at.IP.IsUnspecified() {
		return []string{h.at.String()}, true
	}
	name, _, _ := net.SplitHostPort(r.Host)
	if ip, err := netip.ParseAddr(name); err != nil || ip.IsLoopback() {
		hosts = nil // the trainer's own way in leads nobody else here
	}
	interfaces, _ := net.InterfaceAddrs() // none is found where they cannot be listed
	for _, a := range interfaces {
		prefix, err := netip.ParsePrefix(a.String())
		if err != nil || !prefix.Addr().Is4() || prefix.Addr().IsLoopback() || prefix.Addr().IsLinkLocalUnicast() {
			continue
		}
		if host := net.JoinHostPort(prefix.Addr().String(), port); !slices.Contains(hosts, host) {
			hosts = append(hosts, host)
		}
	}
	if len(hosts) == 0 {
		hosts = []string{r.Host}
	}
	return hosts, true
}
