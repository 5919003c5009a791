package run

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"time"

	"rapport/scenarios/study"
	"rapport/sim/record/bounded"
)

// MergeFaults is everything that keeps shards from being merged, one line each.
type MergeFaults []string

func (f MergeFaults) Error() string { return strings.Join(f, "\n") }

// Hint says how to mend the shards.
func (f MergeFaults) Hint() string {
	return "run a missing or damaged shard again, with --resume into its own folder; merge takes every share of one study exactly once"
}

// Merge joins the shards of a run, given by their folders in any order, into the
// folder opts.Dir, and returns the manifest that it wrote. The merged run has
// the bytes of one that was never sharded. Nothing is simulated: the encoded
// row groups are copied as they are. The shards stay as they are. Where the folder holds the
// very run already, whole and unchanged, nothing is written and nobody is told of progress.
//
// Of the options, Dir, Workers, Overwrite, Resume and Progress count. Memory is
// bounded by the footers of a part's files for each worker.
//
// Errors: [MergeFaults], before anything is written, naming every shard that is
// unfinished, damaged, of another study or of another version, and every block
// that is missing or doubled; [*Interrupted] if ctx ends; [*Failed], together
// with a manifest, if blocks of a shard had panicked, as an unsharded run would
// say; else what kept a file from being written.
func Merge(ctx context.Context, dirs []string, opts Options) (*Manifest, error) {
	started := time.Now()
	if opts.Workers <= 0 {
		opts.Workers = runtime.GOMAXPROCS(0)
	}
	if opts.Dir == "" {
		return nil, errors.New("merging needs a folder to write into")
	}
	if len(dirs) == 0 {
		return nil, errors.New("there are no shards to merge")
	}
	g := &gathering{workers: opts.Workers}
	g.read(dirs, opts.Dir)
	g.identify()
	g.cover()
	g.intact()
	if g.failed != nil {
		return nil, fmt.Errorf("read the shards: %w", g.failed)
	}
	if len(g.faults) > 0 {
		slices.Sort(g.faults)
		return nil, MergeFaults(slices.Compact(g.faults))
	}
	return g.merge(ctx, opts, started)
}

// shard is a folder that is to be merged.
type shard struct {
	dir      string
	manifest *Manifest
}

// gathering is the shards of one run and what is wrong with them.
type gathering struct {
	workers int
	shards  []shard
	faults  []string
	failed  error // what kept a shard from being read, though it is there
}

func (g *gathering) fault(format string, args ...any) {
	g.faults = append(g.faults, fmt.Sprintf(format, args...))
}

// read opens the shards.
func (g *gathering) read(dirs []string, out string) {
	var seen []os.FileInfo
	target, _ := os.Stat(out) // nil where there is nothing yet
	for _, dir := range dirs {
		if err := bounded.Folder(dir); err != nil {
			g.fault("%v", err)
			continue
		}
		info, err := os.Stat(dir)
		if err != nil {
			g.fault("%s: %v", dir, study.PlainError(err))
			continue
		}
		same := func(other os.FileInfo) bool { return os.SameFile(info, other) }
		if target != nil && same(target) {
			g.fault("%s: a shard cannot be merged into its own folder", dir)
			continue
		}
		if slices.ContainsFunc(seen, same) {
			g.fault("%s: given twice", dir)
			continue
		}
		seen = append(seen, info)
		m, err := ReadManifest(dir)
		if err != nil {
			g.unreadable(err)
			continue
		}
		g.shards = append(g.shards, shard{dir, m})
	}
}

// whole is the identity of the run that shard s is a share of.
func (s shard) whole() Identity {
	i := s.manifest.Identity
	i.Shard = Shard{}
	return i
}

// identify sets shards aside that are not of this version or not of the study
// that most of them are of.
func (g *gathering) identify() {
	votes := map[string]int{}
	study := ""
	for _, s := range g.shards {
		sum := s.manifest.StudySHA256
		if votes[sum]++; votes[sum] > votes[study] {
			study = sum
		}
	}
	var kept []shard
	want := Identity{}
	for _, s := range g.shards {
		if len(kept) == 0 {
			want = identity(nil, s.manifest.Layout, Shard{})
			want.StudySHA256 = study
		}
		switch why := s.whole().difference(want); {
		case why != "":
			g.fault("%s: %s", s.dir, why)
		case digestOf([]byte(s.manifest.Study)) != study:
			g.fault("%s: %s is damaged: its study does not have the SHA-256 that it states", s.dir, manifestName)
		case len(kept) > 0 && !sameScenarios(s.manifest.Scenarios, kept[0].manifest.Scenarios):
			g.fault("%s: %s is damaged: its scenarios are not those of %s", s.dir, manifestName, kept[0].dir)
		default:
			kept = append(kept, s)
		}
	}
	g.shards = kept
}

func sameScenarios(a, b []ManifestScenario) bool {
	return slices.EqualFunc(a, b, func(a, b ManifestScenario) bool {
		same := slices.Equal(a.Parameters, b.Parameters)
		a.Parameters, b.Parameters = nil, nil
		return same && a.Name == b.Name && a.Seed == b.Seed && a.Record == b.Record && slices.Equal(a.Weeks, b.Weeks) &&
			a.Patients == b.Patients && a.Replications == b.Replications
	})
}

// piece is the stretch of a scenario's blocks that one shard has.
type piece struct {
	shard
	blocks span
}

// pieces lists what the shards have of a scenario, in the order of the blocks.
func (g *gathering) pieces(c cut) []piece {
	var list []piece
	for _, s := range g.shards {
		if mine := c.mine(s.manifest.Shard); mine.size() > 0 {
			list = append(list, piece{s, mine})
		}
	}
	slices.SortStableFunc(list, func(a, b piece) int { return int(a.blocks.from - b.blocks.from) })
	return list
}

// cover checks that every block of every scenario is there exactly once.
func (g *gathering) cover() {
	if len(g.shards) == 0 {
		return
	}
	m := g.shards[0].manifest
	for i, c := range m.Layout.cuts(m.Scenarios) {
		s := &m.Scenarios[i]
		reached := piece{}
		for _, p := range append(g.pieces(c), piece{blocks: span{c.blocks(), c.blocks()}}) {
			if p.blocks.from > reached.blocks.to {
				g.missing(s.Name, c, span{reached.blocks.to, p.blocks.from})
			}
			if doubled := (span{p.blocks.from, min(p.blocks.to, reached.blocks.to)}); doubled.size() > 0 {
				g.fault("scenario %s: %v twice, in %s and in %s", s.Name, doubled, reached.dir, p.dir)
			}
			if p.blocks.to > reached.blocks.to {
				reached = p
			}
		}
	}
}

// missing names blocks that no shard has and, where the others agree on the
// number of shards, which shards those are.
func (g *gathering) missing(scenario string, c cut, blocks span) {
	count := g.shards[0].manifest.Shard.Count
	for _, s := range g.shards {
		if s.manifest.Shard.Count != count {
			count = 0
		}
	}
	var which []string
	for i := range count {
		mine := c.mine(Shard{i, count})
		if mine.size() > 0 && mine.from < blocks.to && blocks.from < mine.to && len(which) <= toldFailures {
			which = append(which, fmt.Sprintf("%d/%d", i, count))
		}
	}
	if len(which) > toldFailures {
		which[toldFailures] = "…"
	}
	hint := ""
	if len(which) > 0 {
		hint = " (shard " + strings.Join(which, ", ") + ")"
	}
	g.fault("scenario %s: %v missing%s", scenario, blocks, hint)
}

// String names a range of blocks.
func (s span) String() string {
	if s.size() == 1 {
		return fmt.Sprintf("block %d", s.from)
	}
	return fmt.Sprintf("blocks %d to %d", s.from, s.to-1)
}

// intact checks the files of all shards against their manifests.
func (g *gathering) intact() {
	type listed struct {
		shard
		File
	}
	var files []listed
	for _, s := range g.shards {
		for _, f := range s.manifest.Files {
			files = append(files, listed{s, f})
		}
		_, sum, err := fileDigest(filepath.Join(s.dir, studyName))
		switch {
		case err != nil:
			g.unreadable(fmt.Errorf("%s: %w", filepath.Join(s.dir, studyName), study.PlainError(err)))
		case sum != s.manifest.StudySHA256:
			g.fault("%s: damaged: the content does not have the SHA-256 of the manifest", filepath.Join(s.dir, studyName))
		}
	}
	faults := make([]error, len(files))
	_ = forEach(g.workers, len(files), func(i int) error {
		faults[i] = files[i].check(files[i].dir)
		return nil
	})
	for _, fault := range faults {
		if fault != nil {
			g.unreadable(fault)
		}
	}
}

// unreadable notes what is wrong with a file: with the file, or with the machine if
// it is there and cannot be read.
func (g *gathering) unreadable(err error) {
	var fault syscall.Errno
	if errors.As(err, &fault) && !errors.Is(err, fs.ErrNotExist) && g.failed == nil {
		g.failed = err
	}
	g.fault("%v", err)
}

// check compares a file with what its manifest says and tells what differs.
func (f File) check(dir string) error {
	if !filepath.IsLocal(filepath.FromSlash(f.Path)) {
		return fmt.Errorf("%s: %s lists %q, which lies outside of the run", dir, manifestName, f.Path)
	}
	name := filepath.Join(dir, filepath.FromSlash(f.Path))
	switch size, sum, err := fileDigest(name); {
	case err != nil:
		return fmt.Errorf("%s: %w", name, study.PlainError(err))
	case size != f.Bytes:
		return fmt.Errorf("%s: damaged: the manifest says %d bytes, found %d", name, f.Bytes, size)
	case sum != f.SHA256:
		return fmt.Errorf("%s: damaged: the content does not have the SHA-256 of the manifest", name)
	}
	return nil
}
