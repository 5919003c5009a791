package run

import (
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"rapport/sim/record"
	"rapport/sim/record/parquetfile"
)

// verifiedPart is a part of a scenario with the files that the manifest lists.
type verifiedPart struct {
	scenario ManifestScenario
	cut      cut
	blocks   span
	files    map[string]File // by table
}

// parts lists the planned parts with their files, and names files that no part
// plans for.
func (v *verification) parts() []*verifiedPart {
	m := v.report.Manifest
	var parts []*verifiedPart
	listed := make(map[string]File, len(m.Files))
	for _, f := range m.Files {
		listed[f.Path] = f
	}
	planned := map[string]bool{}
	cuts := m.Layout.cuts(m.Scenarios)
	for i, s := range m.Scenarios {
		c := cuts[i]
		for _, blocks := range c.parts(m.Shard) {
			p := &verifiedPart{scenario: s, cut: c, blocks: blocks, files: map[string]File{}}
			for _, t := range tablesOf(s.Record) {
				name := partPath(t.Name, s.Name, blocks.from/c.part)
				planned[name] = true
				if f, ok := listed[name]; ok {
					p.files[t.Name] = f
				} else {
					v.fault("%s: planned, but not in the manifest", name)
				}
			}
			parts = append(parts, p)
		}
	}
	for _, f := range m.Files {
		if !planned[f.Path] {
			v.fault("%s: in the manifest, but not planned", f.Path)
		}
	}
	return parts
}

// part checks the files of a part and then, where they are sound, its rows.
func (v *verification) part(p *verifiedPart) {
	open := map[string]*parquetfile.File{}
	for _, table := range record.Dictionary() {
		f, listed := p.files[table.Name]
		if !listed {
			continue
		}
		if !v.intact(f) {
			continue
		}
		if file := v.parse(f, table); file != nil {
			defer func() { _ = file.Close() }()
			open[table.Name] = file
			v.values(p, table, file)
		}
	}
	v.rows(p, open)
}

// intact checks a file's size and digest.
func (v *verification) intact(f File) bool {
	size, sum, err := fileDigest(v.path(f))
	if err != nil {
		v.unread(f.Path, err)
		return false
	}
	v.mu.Lock()
	v.report.Files++
	v.report.Bytes += size
	v.mu.Unlock()
	if size != f.Bytes {
		v.fault("%s: damaged: the manifest says %d bytes, found %d", f.Path, f.Bytes, size)
		return false
	}
	if sum != f.SHA256 {
		v.fault("%s: damaged: the content does not have the SHA-256 of the manifest", f.Path)
		return false
	}
	return true
}

func (v *verification) path(f File) string { return filepath.Join(v.dir, filepath.FromSlash(f.Path)) }

// parse opens a Parquet file and checks its metadata and numbers of rows.
func (v *verification) parse(f File, table record.Table) *parquetfile.File {
	parsed, err := parquetfile.Map(v.path(f))
	if err != nil {
		if machineFails(err) {
			v.unread(f.Path, err)
		} else {
			v.fault("%s: not a readable Parquet file: %v", f.Path, err)
		}
		return nil
	}
	for _, pair := range metadata(table, f.Scenario) {
		have, _ := parsed.Lookup(pair[0])
		if have != pair[1] {
			v.fault("%s: metadata %s is %s, want %s", f.Path, pair[0], brief(have), brief(pair[1]))
		}
	}
	if by := parsed.Metadata().CreatedBy; !strings.Contains(by, "version "+v.report.Manifest.Version+"(") {
		v.fault("%s: written by %s, the manifest says version %s", f.Path, brief(by), v.report.Manifest.Version)
	}
	v.unequal(f.Path+": rows", strconv.FormatInt(f.Rows, 10), strconv.FormatInt(parsed.NumRows(), 10))
	var groups []int64
	for g := range parsed.Groups() {
		groups = append(groups, parsed.GroupRows(g))
	}
	blocks := slices.DeleteFunc(slices.Clone(f.BlockRows), func(n int64) bool { return n == 0 })
	v.unequal(f.Path+": rows of the blocks", fmt.Sprint(blocks), fmt.Sprint(groups))
	v.mu.Lock()
	v.report.Rows[f.Table] += parsed.NumRows()
	v.mu.Unlock()
	return parsed
}

func brief(s string) string {
	if len(s) > 60 {
		s = s[:60] + "…"
	}
	return strconv.Quote(s)
}
