package run

import (
	"fmt"

	"rapport/scenarios/population"
)

// Layout says into which pieces a run is cut. Their boundaries depend on the
// study alone, never on workers or timing, so that every way of running it
// yields the same bytes:
//
//	course   one patient of one replication
//	block    a fixed number of consecutive courses: the unit of work, of a row
//	         group, and of what a killed run loses
//	part     a fixed number of consecutive blocks: one file of each table
//	shard    a contiguous share of all blocks, scenario by scenario, for one machine
//	         of many
//
// The sizes of the pieces stand in the manifest.
type Layout struct {
	// BlockCourses is the number of courses in a block.
	BlockCourses int64 `json:"block_courses"`
	// LedgerBlockCourses is the number of courses in a block where the ledger is
	// recorded: some fifty ledger rows to a session would otherwise make blocks
	// of hundreds of megabytes.
	LedgerBlockCourses int64 `json:"ledger_block_courses"`
	// PartBlocks is the number of blocks in a part.
	PartBlocks int64 `json:"part_blocks"`
}

// shippedLayout makes row groups of about 100,000 sessions, as much as DuckDB gives
// each of its threads to scan, keeps the columns and the encoder of a worker near
// 20 MB, and fills a file of sessions with tens of megabytes.
var shippedLayout = Layout{BlockCourses: 8192, LedgerBlockCourses: 512, PartBlocks: 16}

// span is a range of blocks or courses, from included, to excluded.
type span struct{ from, to int64 }

func (s span) size() int64 { return s.to - s.from }

// cut divides one scenario's courses into blocks and parts.
type cut struct {
	courses int64 // in the scenario, over all replications
	block   int64 // courses in a block
	part    int64 // blocks in a part
	before  int64 // blocks of the run's scenarios before this one
	all     int64 // blocks of all scenarios of the run; 0: this is the only one
}

func (l Layout) cut(courses int64, r population.Record) cut {
	if r.Ledger {
		return cut{courses: courses, block: l.LedgerBlockCourses, part: l.PartBlocks}
	}
	return cut{courses: courses, block: l.BlockCourses, part: l.PartBlocks}
}

// cuts divides the scenarios of a run.
func (l Layout) cuts(scenarios []ManifestScenario) []cut {
	cuts, all := make([]cut, len(scenarios)), int64(0)
	for i := range scenarios {
		cuts[i] = l.cut(scenarios[i].Courses, scenarios[i].Record)
		cuts[i].before = all
		all += cuts[i].blocks()
	}
	for i := range cuts {
		cuts[i].all = all
	}
	return cuts
}

// mine is the shard's range of the scenario's blocks. The blocks of all scenarios, one
// scenario after the other, are shared out, so that many small scenarios are, too.
func (c cut) mine(s Shard) span {
	n := c.blocks()
	share := s.share(max(c.all, n))
	return span{within(share.from-c.before, n), within(share.to-c.before, n)}
}

// within is the block nearest to b in 0 to n.
func within(b, n int64) int64 { return min(max(b, 0), n) }

// blocks is the number of blocks of the whole scenario.
func (c cut) blocks() int64 { return (c.courses + c.block - 1) / c.block }

// coursesOf lists the courses of a range of blocks.
func (c cut) coursesOf(blocks span) span {
	return span{blocks.from * c.block, min(blocks.to*c.block, c.courses)}
}

// parts lists the ranges of blocks that the parts of a shard hold. Parts end at
// the same blocks in every shard, so that shards merge by joining row groups.
func (c cut) parts(s Shard) []span {
	mine := c.mine(s)
	var parts []span
	for from := mine.from; from < mine.to; {
		to := min((from/c.part+1)*c.part, mine.to)
		parts = append(parts, span{from, to})
		from = to
	}
	return parts
}

// Shard is a share of a run: the Index-th (from 0) of Count equal shares.
// The zero value is the whole run.
type Shard struct {
	Index int `json:"index"`
	Count int `json:"count"`
}

func (s Shard) String() string {
	if s.Count == 0 {
		return "the whole study"
	}
	return fmt.Sprintf("shard %d of %d", s.Index, s.Count)
}

// whole reports whether s is the whole run.
func (s Shard) whole() bool { return s.Count <= 1 }

// share is the shard's range of n blocks. The shares of all shards cover every
// block exactly once and differ by at most one block.
func (s Shard) share(n int64) span {
	if s.whole() {
		return span{0, n}
	}
	i, count := int64(s.Index), int64(s.Count)
	return span{share(n, i, count), share(n, i+1, count)}
}

// share is floor(n*i/count) without the product, which could overflow.
func share(n, i, count int64) int64 { return n/count*i + n%count*i/count }
