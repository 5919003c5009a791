package studio

import (
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"testing"

	"rapport/cmd/rapport/studio/engine"
)

// Does the single file list every module once, after those that it uses, with
// names that can share one scope?
func TestModulesJoin(t *testing.T) {
	entries, err := fs.Glob(page(), "*.js")
	if err != nil {
		t.Fatal(err)
	}
	if sorted := slices.Sorted(slices.Values(modules)); !slices.Equal(sorted, entries) {
		t.Fatalf("modules %v, files %v", sorted, entries)
	}
	top := regexp.MustCompile(`(?m)^(?:export )?(?:async )?(?:const|let|function) ([A-Za-z_]+)`)
	from := regexp.MustCompile(`from "\./([a-z]+\.js)"`)
	names := map[string]string{}
	for i, module := range modules {
		text, err := fs.ReadFile(page(), module)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range top.FindAllStringSubmatch(string(text), -1) {
			if other := names[m[1]]; other != "" {
				t.Errorf("%s stands in %s and in %s", m[1], other, module)
			}
			names[m[1]] = module
		}
		for _, m := range from.FindAllStringSubmatch(string(text), -1) {
			if !slices.Contains(modules[:i], m[1]) {
				t.Errorf("%s uses %s, which comes later", module, m[1])
			}
		}
	}
	text, err := joined()
	if err != nil || strings.Contains(text, "\nimport ") || strings.Contains(text, "\nexport ") {
		t.Errorf("the joined modules still import or export: %v", err)
	}
	if strings.Contains(text, "</script") {
		t.Error("the joined modules would end their own script")
	}
}

// Does every source that a mechanism names have a reference?
func TestSourcesResolve(t *testing.T) {
	known := map[string]bool{}
	for _, s := range sources() {
		known[s.Key] = true
	}
	for _, m := range engine.Mechanisms() {
		for _, key := range m.SourceKeys {
			if !known[key] {
				t.Errorf("the mechanism %s rests on %s, which has no reference", m.Key, key)
			}
		}
	}
}
