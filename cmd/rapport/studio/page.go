package studio

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"html/template"
	"io/fs"

	"rapport/analysis"
	"rapport/cmd/rapport/studio/engine"
	"rapport/sim"
)

//go:embed page
var files embed.FS

// page is the folder of the page's files.
func page() fs.FS {
	sub, err := fs.Sub(files, "page")
	if err != nil {
		panic("studio: " + err.Error()) // cannot happen: it is in the binary
	}
	return sub
}

var index = template.Must(template.ParseFS(files, "page/index.html"))

// content is what the page's template is filled with. The page of the server has
// the catalogue alone; the single file has everything.
type content struct {
	Catalogue template.JS
	Policy    string
	Style     template.CSS
	Exec      template.JS // Go's own support for WebAssembly
	Script    template.JS
	Engine    template.HTML // the engine: WebAssembly, gzip, base64
}

func (c *content) render() ([]byte, error) {
	var text bytes.Buffer
	if err := index.Execute(&text, c); err != nil {
		return nil, fmt.Errorf("render the page: %w", err)
	}
	return text.Bytes(), nil
}

// catalogueJSON is the catalogue, safe to stand inside a page: encoding/json
// escapes what could end a script.
func catalogueJSON(o Options, token string) (template.JS, error) {
	c, own := engine.NewCatalogue(sources(), o.Run != nil), o.Lesson
	c.Token = token
	c.Lessons, c.Languages = engine.LessonCards(own), pageWords(c)
	if own != nil {
		c.Lesson = own.Name
	}
	text, err := json.Marshal(c)
	return template.JS(text), err
}

// sources are the publications of the model and the findings that it is held to.
func sources() []engine.Source {
	var all []engine.Source
	for _, s := range sim.Sources() {
		all = append(all, engine.Source{Key: s.Key, Reference: s.Reference, DOI: s.DOI, Bears: s.Bears})
	}
	for _, f := range analysis.Findings() {
		all = append(all, engine.Source{Key: f.ID, Reference: f.Citation, DOI: f.DOI, Bears: f.Text})
	}
	return all
}
