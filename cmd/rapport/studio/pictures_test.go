package studio

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	browserpage "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// Pictures of what a trainer shows, at the sizes of phone, laptop and projector, light
// and dark, where a folder for pictures is given; the README's are among them:
//
//	RAPPORT_STUDIO_PICTURES=/tmp/pictures go test -run BrowserPictures ./cmd/rapport/studio
func TestBrowserPictures(t *testing.T) {
	if os.Getenv(envPictures) == "" {
		return // the ways themselves are tested elsewhere
	}
	p := newTab(t)
	address := served(t, Options{})
	shown := map[string]string{"first": "#v=home&l=en", "lesson": "#v=lesson&lesson=unnoticed-withdrawal&l=en"}
	for name, step := range map[string]int{"guess": 1, "scene": 3, "feedback": 4, "compare": 5, "lives": 6} {
		p.size(1440, 900, false)
		p.open(address + shown["lesson"])
		p.press("#lesson-begin")
		for range step {
			p.press("#step-next")
		}
		shown[name] = strings.TrimPrefix(p.eval("location.hash"), " ")
	}
	for name, at := range shown {
		for _, width := range []int64{390, 1440, 1920} {
			for _, dark := range []bool{false, true} {
				p.size(width, map[int64]int64{390: 844, 1440: 900, 1920: 1080}[width], dark)
				p.open(address + at)
				switch name {
				case "lives":
					p.until(`document.getElementById("shares") !== null`)
				case "feedback":
					p.until(`document.getElementById("feedback") !== null`)
				}
				p.window(fmt.Sprintf("%s-%d-%s.png", name, width, map[bool]string{true: "dark", false: "light"}[dark]))
			}
		}
	}
	classPictures(t, p, address, shown["guess"])
}

// classPictures show a trainer and three phones that vote.
func classPictures(t *testing.T, p *tab, address, at string) {
	p.size(1440, 900, false)
	p.open(address + "#v=class&l=en")
	p.tick("#class-open")
	p.until(`document.getElementById("qr")?.naturalWidth > 0`)
	p.window("class-join-1440-light.png")
	join := "http://" + p.eval(`document.querySelector(".address").innerText`)
	p.do(chromedp.Evaluate(fmt.Sprintf("location.hash = %q", at), nil))
	p.until(`document.getElementById("ask-guess") !== null`)
	p.tick("#ask-guess")
	for i, option := range []string{"withdrawal", "withdrawal", "none"} {
		phone := newTab(t)
		phone.size(390, 844, i == 1)
		phone.open(join)
		phone.until(`document.getElementById("vote-none") !== null`)
		phone.tick("#vote-" + option)
		p.until(fmt.Sprintf(`document.querySelectorAll("#tally").length === 1 && [...document.querySelectorAll("#tally .num")].reduce((n, e) => n + Number(e.innerText), 0) === %d`, i+1))
		if i == 2 {
			p.window("class-votes-1440-light.png")
			p.tick("#reveal")
			phone.until(`document.querySelectorAll("meter").length > 1`)
		}
		phone.window(fmt.Sprintf("class-phone-%d.png", i+1))
	}
}

// window keeps what the window shows.
func (p *tab) window(name string) {
	p.t.Helper()
	var png []byte
	p.do(chromedp.ActionFunc(func(ctx context.Context) (err error) {
		png, err = browserpage.CaptureScreenshot().Do(ctx)
		return err
	}))
	if err := os.WriteFile(filepath.Join(os.Getenv(envPictures), name), png, 0o644); err != nil {
		p.t.Fatal(err)
	}
}
