package studio

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	browserpage "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"golang.org/x/image/draw"
)

// Pictures of what a trainer shows, at the sizes of phone, laptop and projector, light
// and dark, where a folder for pictures is given. Those of README.md and TUTORIAL.md are
// made anew by .ci/pictures.
func TestBrowserPictures(t *testing.T) {
	t.Parallel()
	if os.Getenv(envPictures) == "" {
		return // the ways themselves are tested elsewhere
	}
	p := newTab(t)
	address := served(t, Options{})
	p.size(1366, 1000, false)
	p.open(address + mended(t))
	p.until(`document.getElementById("feedback") !== null`)
	p.window("sessions.png")
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
	handoutPictures(p, address)
	tutorialPictures(p, address)
	classPictures(t, p, address, shown["guess"]) // last: a class that is open shows in every view
}

// tutorialPictures show what the tutorial says stands at its addresses: the session told
// last of those that it links to, and the comparison.
func tutorialPictures(p *tab, address string) {
	p.t.Helper()
	text, err := os.ReadFile("TUTORIAL.md")
	if err != nil {
		p.t.Fatal(err)
	}
	p.size(1366, 1000, false)
	for _, view := range []string{"session", "compare"} {
		at := regexp.MustCompile("`(#v="+view+"[^`]+)`").FindAllStringSubmatch(string(text), -1)
		if len(at) == 0 {
			p.t.Fatalf("the tutorial leads to no %s", view)
		}
		p.open(address + at[len(at)-1][1] + "&l=en")
		p.window("tutorial-" + view + ".png")
	}
}

// mended is the address of the first luck with which the first rupture of a treatment, left
// unnoticed by itself, is repaired in the session in which it is explored, and the patient stays.
func mended(t *testing.T) string {
	t.Helper()
	const cast = `{"cast":{"patient":{"vignette":"sceptical"},"therapist":{"vignette":"clear-guide"},"approach":"cbt","per_week":1,"sessions":16,"seed":%d},"branches":[{"parent":-1,"moves":{%s},"played":16}]}`
	for seed := range uint64(2000) {
		for _, s := range courseOf(t, fmt.Sprintf(cast, seed, "")).Sessions {
			if s.Rupture == nil {
				continue
			}
			if s.Number < 5 || s.Number > 9 || s.Rupture.Recognised || s.Rupture.Intensity < 0.2 {
				break
			}
			other := courseOf(t, fmt.Sprintf(cast, seed, fmt.Sprintf(`"%d":["explore_rupture"]`, s.Number))).Sessions
			if len(other) > s.Number && other[s.Number-1].Rupture != nil && other[s.Number-1].Rupture.Resolved {
				return fmt.Sprintf("#v=session&l=en&p=sceptical&t=clear-guide&seed=%d&b=~-1.0.%d~&b=~0.%d.%d~%d:explore_rupture&c=1&s=%d", seed, s.Number, s.Number, s.Number, s.Number, s.Number)
			}
			break
		}
	}
	t.Fatal("no luck of two thousand has a rupture that exploring repairs at once")
	return ""
}

// handoutPictures show the two pages beside each other, as on paper.
func handoutPictures(p *tab, address string) {
	p.size(1000, 1200, false)
	p.open(address + "#v=handout&lesson=unnoticed-withdrawal&l=en")
	p.until(`document.querySelectorAll(".sheet svg.chart").length === 1`)
	var pages [2][]byte
	for i := range pages {
		pages[i] = p.part(fmt.Sprintf(`document.querySelectorAll(".sheet")[%d]`, i))
	}
	p.together("handout.png", 0.5, pages[:]...)
}

// together puts pictures beside each other, scaled.
func (p *tab) together(name string, scale float64, pictures ...[]byte) {
	p.t.Helper()
	var all []image.Image
	var size image.Point
	for _, text := range pictures {
		one, err := png.Decode(bytes.NewReader(text))
		if err != nil {
			p.t.Fatal(err)
		}
		all = append(all, one)
		size.X += int(scale*float64(one.Bounds().Dx())) + 8
		size.Y = max(size.Y, int(scale*float64(one.Bounds().Dy())))
	}
	to := image.NewRGBA(image.Rectangle{Max: size})
	draw.Draw(to, to.Bounds(), image.White, image.Point{}, draw.Src)
	x := 0
	for _, one := range all {
		at := image.Rect(x, 0, x+int(scale*float64(one.Bounds().Dx())), int(scale*float64(one.Bounds().Dy())))
		draw.CatmullRom.Scale(to, at, one, one.Bounds(), draw.Src, nil)
		x = at.Max.X + 8
	}
	var text bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&text, to); err != nil {
		p.t.Fatal(err)
	}
	p.keep(name, text.Bytes())
}

// keep writes a picture into the folder.
func (p *tab) keep(name string, png []byte) {
	p.t.Helper()
	if err := os.WriteFile(filepath.Join(os.Getenv(envPictures), name), png, 0o644); err != nil {
		p.t.Fatal(err)
	}
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
	var all [][]byte
	for i, option := range []string{"withdrawal", "withdrawal", "none"} {
		phone := newTab(t)
		phone.size(390, 844, i == 1)
		phone.open(join)
		phone.until(`document.getElementById("vote-none") !== null`)
		phone.tick("#vote-" + option)
		p.until(fmt.Sprintf(`document.querySelectorAll("#tally").length === 1 && [...document.querySelectorAll("#tally .num")].reduce((n, e) => n + Number(e.innerText), 0) === %d`, i+1))
		if i == 2 {
			all = append([][]byte{p.window("class-votes-1440-light.png")}, all...)
			p.tick("#reveal")
			phone.until(`document.querySelectorAll("meter").length > 1`)
		}
		all = append(all, phone.window(fmt.Sprintf("class-phone-%d.png", i+1)))
	}
	p.together("class.png", 0.45, all...)
}

// part is the picture of an element, wherever on the page it stands. It is found by its place,
// since the page may draw itself anew meanwhile.
func (p *tab) part(element string) (png []byte) {
	p.t.Helper()
	clip := browserpage.Viewport{Scale: 1}
	at := p.eval(fmt.Sprintf(`(r => [r.x + scrollX, r.y + scrollY, r.width, r.height].join(" "))(%s.getBoundingClientRect())`, element))
	if _, err := fmt.Sscan(at, &clip.X, &clip.Y, &clip.Width, &clip.Height); err != nil {
		p.t.Fatalf("%s stands at %q: %v", element, at, err)
	}
	p.do(chromedp.ActionFunc(func(ctx context.Context) (err error) {
		png, err = browserpage.CaptureScreenshot().WithClip(&clip).WithCaptureBeyondViewport(true).Do(ctx)
		return err
	}))
	return png
}

// window keeps what the window shows.
func (p *tab) window(name string) []byte {
	p.t.Helper()
	var png []byte
	p.do(chromedp.ActionFunc(func(ctx context.Context) (err error) {
		png, err = browserpage.CaptureScreenshot().Do(ctx)
		return err
	}))
	p.keep(name, png)
	return png
}
