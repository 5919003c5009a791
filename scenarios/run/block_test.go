package run

import (
	"bytes"
	"math"
	"os"
	"path/filepath"
	"testing"

	"github.com/parquet-go/parquet-go"
	"pgregory.net/rapid"

	"rapport/scenarios/population"
	"rapport/sim/record"
)

// Blocks and parts cover every course exactly once, in order, whatever the sizes
// and the number of shards; shards differ by at most one block.
func TestPiecesCoverEveryCourseOnce(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		c := cut{
			courses: rapid.Int64Range(1, 5000).Draw(t, "courses"),
			block:   rapid.Int64Range(1, 100).Draw(t, "block"),
			part:    rapid.Int64Range(1, 20).Draw(t, "part"),
		}
		shards := rapid.IntRange(1, 12).Draw(t, "shards")
		next, least, most := int64(0), int64(math.MaxInt64), int64(0)
		for i := range shards {
			mine := int64(0)
			for _, p := range c.parts(Shard{i, shards}) {
				courses := c.coursesOf(p)
				if courses.from != next || courses.size() <= 0 {
					t.Fatalf("shard %d of %d: part %v holds courses %v, want them from %d", i, shards, p, courses, next)
				}
				if p.from/c.part != (p.to-1)/c.part {
					t.Fatalf("part %v crosses the boundary of parts of %d blocks", p, c.part)
				}
				next = courses.to
				mine += p.size()
			}
			least, most = min(least, mine), max(most, mine)
		}
		if next != c.courses {
			t.Fatalf("the shards cover %d of %d courses", next, c.courses)
		}
		if most-least > 1 {
			t.Fatalf("shards of %d to %d blocks", least, most)
		}
	})
}

// Shards share the blocks of all scenarios out, however few each of them has, and every
// scenario's blocks lie in the order of the shards.
func TestShardsShareAllScenariosOut(t *testing.T) {
	t.Parallel()
	layout := Layout{BlockCourses: 10, LedgerBlockCourses: 2, PartBlocks: 3}
	rapid.Check(t, func(t *rapid.T) {
		scenarios := make([]ManifestScenario, rapid.IntRange(1, 20).Draw(t, "scenarios"))
		all := 0
		for i := range scenarios {
			scenarios[i].Courses = rapid.Int64Range(1, 60).Draw(t, "courses")
			all += int(layout.cut(scenarios[i].Courses, population.Record{}).blocks())
		}
		shards := rapid.IntRange(1, all).Draw(t, "shards")
		cuts := layout.cuts(scenarios)
		next := make([]int64, len(cuts))
		for i := range shards {
			mine := 0
			for k, c := range cuts {
				for _, p := range c.parts(Shard{i, shards}) {
					if p.from != next[k] {
						t.Fatalf("shard %d of %d: scenario %d goes on with %v, want block %d", i, shards, k, p, next[k])
					}
					next[k] = p.to
					mine += int(p.size())
				}
			}
			if mine < all/shards || mine > all/shards+1 {
				t.Fatalf("shard %d of %d holds %d of %d blocks", i, shards, mine, all)
			}
		}
		for k, c := range cuts {
			if next[k] != c.blocks() {
				t.Fatalf("the shards hold %d of %d blocks of scenario %d", next[k], c.blocks(), k)
			}
		}
	})
}

func TestSharesDoNotOverflow(t *testing.T) {
	t.Parallel()
	const n = math.MaxInt64
	last := Shard{Index: 999_999, Count: 1_000_000}.share(n)
	if last.to != n || last.from <= 0 || last.from >= n {
		t.Errorf("the last share of %d blocks is %v", int64(n), last)
	}
}

func TestTheLedgerMakesSmallerBlocks(t *testing.T) {
	t.Parallel()
	l := shippedLayout
	if got := l.cut(1, population.Record{Ledger: true}).block; got != l.LedgerBlockCourses || got >= l.cut(1, population.Record{}).block {
		t.Errorf("%d courses in a block with ledger, %d without", got, l.cut(1, population.Record{}).block)
	}
}

// The rows of the shards, one after the other, are those of the whole run, and
// every block is a row group of the same bytes.
func TestShardsHoldTheRowsOfTheWhole(t *testing.T) {
	t.Parallel()
	whole, m := wholeFake(t).copied(t), wholeFake(t).manifest
	const shards = 5
	dirs := make([]string, shards)
	planned := Count{}
	for i := range dirs {
		dir, part := runFake(t, fakeArms(), Options{Shard: Shard{i, shards}})
		wantSound(t, dir)
		dirs[i] = dir
		planned = Count{planned.Courses + part.Planned.Courses, planned.Blocks + part.Planned.Blocks}
	}
	if planned != m.Planned {
		t.Errorf("the shards plan %+v, the whole %+v", planned, m.Planned)
	}
	for _, table := range []string{"patients", "sessions", "ruptures", "therapists"} {
		for _, scenario := range []string{"routine-care", "waitlist"} {
			want := pagesOf(t, table, scenario, whole)
			if got := pagesOf(t, table, scenario, dirs...); !bytes.Equal(got, want) {
				t.Errorf("%s of %s: the shards hold %d bytes of pages, the whole other %d", table, scenario, len(got), len(want))
			}
		}
	}
}

// pagesOf joins the compressed pages of every row group of a table.
func pagesOf(t *testing.T, table, scenario string, dirs ...string) []byte {
	t.Helper()
	var all []byte
	for _, dir := range dirs {
		names, err := filepath.Glob(filepath.Join(dir, table, "scenario="+scenario, "*.parquet"))
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			content, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			f, err := parquet.OpenFile(bytes.NewReader(content), int64(len(content)))
			if err != nil {
				t.Fatal(err)
			}
			for _, g := range f.Metadata().RowGroups {
				all = append(all, content[g.FileOffset:g.FileOffset+g.TotalCompressedSize]...)
			}
		}
	}
	return all
}

func FuzzDecodeBlock(f *testing.F) {
	var rows record.Rows
	(&fakeCourses{patients: 3, replications: 1}).Block(&rows, 0, 3)
	e := newBlockEncoder(population.Record{})
	content, err := e.encode(&rows)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(content)
	f.Add([]byte(blockMagic))
	f.Fuzz(func(t *testing.T, b []byte) {
		segments, err := decodeBlock(b, plainTables)
		if err != nil {
			return
		}
		size := len(blockMagic) + 4 + plainTables*segmentHead + 4
		for _, s := range segments {
			size += len(s.data)
		}
		if size != len(b) {
			t.Errorf("%d of %d bytes accounted for", size, len(b))
		}
	})
}
