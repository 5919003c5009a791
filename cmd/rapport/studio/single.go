package studio

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
)

// modules are the page's modules, each after those that it uses.
var modules = []string{"engine.js", "words.js", "dom.js", "axis.js", "state.js", "faces.js", "marks.js", "chart.js", "why.js", "tree.js",
	"guess.js", "feedback.js", "cast.js", "session.js", "compare.js", "lives.js", "preview.js", "share.js", "open.js", "run.js", "lesson.js", "handout.js", "home.js", "classroom.js", "branches.js", "main.js"}

// SingleFile builds the studio as one HTML file: the page, and the engine
// compiled to WebAssembly. It works from a disk, without a server or a network.
// dir is the source tree; the Go command must be there.
func SingleFile(dir string) ([]byte, error) {
	wasm, err := compile(dir)
	if err != nil {
		return nil, err
	}
	exec, err := goSupport()
	if err != nil {
		return nil, err
	}
	return assemble(wasm, exec)
}

// compile builds the engine for WebAssembly.
func compile(dir string) ([]byte, error) {
	out, err := os.MkdirTemp("", "rapport-studio-")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(out) }()
	file := filepath.Join(out, "engine.wasm")
	build := exec.Command("go", "build", "-trimpath", "-ldflags=-s -w", "-o", file, "./cmd/rapport/studio/wasm")
	build.Dir = dir
	build.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm", "CGO_ENABLED=0")
	if text, err := build.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("compile the engine to WebAssembly: %w: %s", err, bytes.TrimSpace(text))
	}
	return os.ReadFile(file)
}

// goSupport is the script that Go's own distribution gives to every WebAssembly
// program; the one script here that is not the studio's.
func goSupport() ([]byte, error) {
	root, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		return nil, fmt.Errorf("ask for GOROOT: %w", err)
	}
	var faults []error
	for _, place := range []string{"lib/wasm", "misc/wasm"} {
		text, err := os.ReadFile(filepath.Join(strings.TrimSpace(string(root)), place, "wasm_exec.js"))
		if err == nil {
			return text, nil
		}
		faults = append(faults, err)
	}
	return nil, errors.Join(faults...)
}

// assemble puts everything into one page.
func assemble(wasm, support []byte) ([]byte, error) {
	catalogue, err := catalogueJSON(Options{}, "")
	if err != nil {
		return nil, err
	}
	style, err := fs.ReadFile(page(), "studio.css")
	if err != nil {
		return nil, err
	}
	script, err := joined()
	if err != nil {
		return nil, err
	}
	packed, err := pack(wasm)
	if err != nil {
		return nil, err
	}
	return (&content{
		Catalogue: catalogue, Policy: singlePolicy(string(support), script), Style: template.CSS(style),
		Exec: template.JS(support), Script: template.JS(script), Engine: template.HTML(packed),
	}).render()
}

// singlePolicy allows the two scripts of the file by their hashes, and no
// connection at all.
func singlePolicy(scripts ...string) string {
	var allowed []string
	for _, s := range scripts {
		sum := sha256.Sum256([]byte(s))
		allowed = append(allowed, "'sha256-"+base64.StdEncoding.EncodeToString(sum[:])+"'")
	}
	return "default-src 'none'; script-src " + strings.Join(allowed, " ") + " 'wasm-unsafe-eval'; style-src 'unsafe-inline'; img-src data: blob:; base-uri 'none'; form-action 'none'"
}

var (
	imports = regexp.MustCompile(`(?m)^import \{[^}]*\} from "\./[a-z]+\.js";\n`)
	exports = regexp.MustCompile(`(?m)^export `)
)

// joined are the modules as one: a page from a disk may not load modules. Their
// names are unique across the page, so that they can share one scope.
func joined() (string, error) {
	var all strings.Builder
	for _, name := range modules {
		text, err := fs.ReadFile(page(), name)
		if err != nil {
			return "", err
		}
		all.Write(exports.ReplaceAll(imports.ReplaceAll(text, nil), nil))
	}
	return all.String(), nil
}

// pack compresses and encodes the engine.
func pack(wasm []byte) (string, error) {
	var packed bytes.Buffer
	z, err := gzip.NewWriterLevel(&packed, gzip.BestCompression)
	if err != nil {
		return "", err
	}
	if _, err := z.Write(wasm); err != nil {
		return "", err
	}
	if err := z.Close(); err != nil {
		return "", err
	}
	return base64.StdEncoding.EncodeToString(packed.Bytes()), nil
}
