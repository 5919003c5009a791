package run

import (
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"sync"

	"rapport/scenarios/columns"
)

// runPart is a part of one scenario: some blocks, and the files that they become.
type runPart struct {
	folder *runFolder
	arm    *arm
	blocks span
	have   map[int64]bool // blocks that an interrupted run left whole

	mu       sync.Mutex // guards failures while blocks are simulated
	failures []Failure
	files    []File // nil until the part is complete
}

// partRecord says on disk that a part is complete, so that its blocks can go.
type partRecord struct {
	Files    []File    `json:"files"`
	Failures []Failure `json:"failures"`
}

// number of the part in its scenario, the same in every shard.
func (p *runPart) number() int64 { return p.blocks.from / p.arm.cut.part }

func (p *runPart) blockPath(b int64) string {
	return p.folder.work(p.arm.about.Name, fmt.Sprintf("block-%08d", b))
}

func (p *runPart) recordName() string { return fmt.Sprintf("part-%05d.json", p.number()) }

// filePath is the path of a table's file in the run folder, with slashes.
func (p *runPart) filePath(table string) string {
	return partPath(table, p.arm.about.Name, p.number())
}

func partPath(table, scenario string, part int64) string {
	return fmt.Sprintf("%s/scenario=%s/part-%05d.parquet", table, scenario, part)
}

// missing lists the blocks that are still to be simulated.
func (p *runPart) missing() []int64 {
	var list []int64
	for b := p.blocks.from; b < p.blocks.to; b++ {
		if !p.have[b] {
			list = append(list, b)
		}
	}
	return list
}

func (p *runPart) fail(f Failure) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.failures = append(p.failures, f)
}

// failed reports whether the model panicked in block b.
func (p *runPart) failed(b int64) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.ContainsFunc(p.failures, func(f Failure) bool { return f.Block == b })
}

// writeBlock keeps an encoded block until the part is joined.
func (p *runPart) writeBlock(b int64, content []byte) error {
	return p.folder.writeWork(content, p.arm.about.Name, filepath.Base(p.blockPath(b)))
}

// errUnfinished says that the run ended before a part had all its blocks.
var errUnfinished = errors.New("not all blocks were simulated")

// join makes the part's files out of its blocks, records that they are complete
// and removes the blocks. await returns once a block is simulated, or false if
// it never will be.
func (p *runPart) join(await func(task) bool) error {
	files, err := p.joinBlocks(await)
	if err != nil {
		return fmt.Errorf("part %d of scenario %s: %w", p.number(), p.arm.about.Name, err)
	}
	if err := p.complete(files); err != nil {
		return err
	}
	for b := p.blocks.from; b < p.blocks.to; b++ {
		if err := removeIfThere(p.blockPath(b)); err != nil {
			return err
		}
	}
	return nil
}

// complete notes on the disk that the part's files are whole.
func (p *runPart) complete(files []File) error {
	sortFailures(p.failures)
	content, err := json.Marshal(partRecord{files, p.failures})
	if err != nil {
		return err
	}
	if err := p.folder.writeWork(content, p.arm.about.Name, p.recordName()); err != nil {
		return err
	}
	p.files = files
	return nil
}

// joining is a table's file while blocks are joined to it.
type joining struct {
	*columns.File
	out  *pendingFile
	file File
}

func (p *runPart) joinBlocks(await func(task) bool) ([]File, error) {
	tables, err := p.openFiles()
	defer func() {
		for _, t := range tables {
			t.out.discard()
		}
	}()
	if err != nil {
		return nil, err
	}
	var buffer []byte
	for b := p.blocks.from; b < p.blocks.to; b++ {
		if !p.have[b] && !await(task{p, b}) {
			return nil, errUnfinished
		}
		if p.failed(b) {
			skipBlock(tables)
		} else if err := p.joinBlock(tables, &buffer, b); err != nil {
			return nil, err
		}
	}
	files := make([]File, len(tables))
	for i, t := range tables {
		if files[i], err = t.finish(); err != nil {
			return nil, err
		}
	}
	return files, nil
}

func (p *runPart) openFiles() ([]*joining, error) {
	var open []*joining
	if err := p.folder.present(); err != nil {
		return nil, err
	}
	for _, t := range tablesOf(p.arm.about.Record) {
		name := p.filePath(t.Name)
		aside := p.folder.work(p.arm.about.Name, fmt.Sprintf("%s-%05d.aside", t.Name, p.number()))
		out, err := createAside(aside, p.folder.path(name))
		if err != nil {
			return open, err
		}
		open = append(open, &joining{columns.Create(out, t.schema, metadata(t.Table, p.arm.about.Name)), out, File{
			Path: name, Table: t.Name, Scenario: p.arm.about.Name, Part: p.number(), FirstBlock: p.blocks.from,
		}})
	}
	return open, nil
}

func (p *runPart) joinBlock(tables []*joining, buffer *[]byte, b int64) error {
	segments, err := readBlock(buffer, p.blockPath(b), len(tables))
	if err != nil {
		return err
	}
	for i, t := range tables {
		if err := segments[i].joinTo(t.File); err != nil {
			return fmt.Errorf("%s, block %d: %w", t.file.Table, b, err)
		}
		t.file.BlockRows = append(t.file.BlockRows, segments[i].rows)
		t.file.Rows += segments[i].rows
	}
	return nil
}

func skipBlock(tables []*joining) {
	for _, t := range tables {
		t.file.BlockRows = append(t.file.BlockRows, 0)
	}
}

func (j *joining) finish() (File, error) {
	if err := j.File.Close(); err != nil {
		return File{}, err
	}
	if err := j.out.commit(); err != nil {
		return File{}, err
	}
	j.file.Bytes, j.file.SHA256 = j.out.bytes, j.out.sha256()
	return j.file, nil
}
