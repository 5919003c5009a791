package bucket

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"

	"github.com/minio/minio-go/v7"

	"rapport/scenarios/run"
	"rapport/sim/record/bounded"
)

// While a run is published, a note at the place lists every object that this and
// earlier attempts may have written there. So nothing stays behind of a run that was
// replaced, or whose publication was interrupted, and nothing else is touched.
const noteName = ".work/objects.json"

// maxNote bounds the note that is read, in bytes.
const maxNote = 64 << 20

type note struct {
	Objects []string `json:"objects"` // paths in the run
}

// ownObject is the shape of every path of a run; an object of another is never
// removed.
var ownObject = regexp.MustCompile(`^([a-z][a-z_]*/scenario=[a-z0-9-]+/part-[0-9]{5,}\.parquet|study\.yaml|design\.csv)$`)

// clear readies the place for files: the note stands first, then the manifest of the
// run that is replaced goes, then what files does not have.
func (p *Place) clear(ctx context.Context, files []run.File, replaced *run.Manifest) error {
	old, err := p.noted(ctx)
	if err != nil {
		return err
	}
	if replaced != nil {
		heads, err := replaced.Heads()
		if err != nil {
			return err
		}
		for _, f := range append(heads, replaced.Files...) {
			old = append(old, f.Path)
		}
	}
	var own []string
	for _, f := range files {
		own = append(own, f.Path)
	}
	if err := p.write(ctx, noted(old, own)); err != nil {
		return err
	}
	if replaced != nil {
		if err := p.remove(ctx, manifestName); err != nil {
			return err
		}
	}
	return p.removeOthers(ctx, old, own)
}

// noted is the note on two lists of objects.
func noted(old, own []string) note {
	all := append(slices.Clone(old), own...)
	slices.Sort(all)
	return note{slices.Compact(all)}
}

func (p *Place) removeOthers(ctx context.Context, old, own []string) error {
	kept := map[string]bool{}
	for _, name := range own {
		kept[name] = true
	}
	for _, name := range old {
		if !kept[name] && ownObject.MatchString(name) {
			if err := p.remove(ctx, name); err != nil {
				return err
			}
		}
	}
	return nil
}

// Settle removes the note of a run that is whole, and what it lists beside the run:
// the publication was interrupted right before its end.
func (p *Place) Settle(ctx context.Context, m *run.Manifest) error {
	old, err := p.noted(ctx)
	if old == nil || err != nil {
		return err
	}
	files, err := filesOf(m)
	if err != nil {
		return err
	}
	var own []string
	for _, f := range files {
		own = append(own, f.Path)
	}
	if err := p.removeOthers(ctx, old, own); err != nil {
		return err
	}
	return p.remove(ctx, noteName)
}

// noted reads the objects in the note, or nil where there is none.
func (p *Place) noted(ctx context.Context) ([]string, error) {
	object, err := p.client.GetObject(ctx, p.bucket, p.key(noteName), minio.GetObjectOptions{})
	if err != nil {
		return nil, p.explain("read from", err)
	}
	defer func() { _ = object.Close() }()
	content, err := bounded.ReadAll(object, maxNote)
	if absent(err) {
		return nil, nil
	}
	if err != nil {
		return nil, p.explain("read from", err)
	}
	n := note{Objects: []string{}}
	if err := bounded.JSON(content, &n); err != nil {
		return nil, fmt.Errorf("%v/%s is not of a publication: %w", p, noteName, err)
	}
	return n.Objects, nil
}

func (p *Place) write(ctx context.Context, n note) error {
	content, err := json.Marshal(n)
	if err != nil {
		return err
	}
	_, err = p.client.PutObject(ctx, p.bucket, p.key(noteName), bytes.NewReader(content), int64(len(content)), put(content, "application/json"))
	if err != nil {
		return p.explain("write to", err)
	}
	return nil
}

func (p *Place) remove(ctx context.Context, name string) error {
	if err := p.client.RemoveObject(ctx, p.bucket, p.key(name), minio.RemoveObjectOptions{}); err != nil {
		return p.explain("remove from", err)
	}
	return nil
}
