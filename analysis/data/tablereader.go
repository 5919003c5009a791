package data

import (
	"fmt"
	"reflect"
)

// tableReader reads the rows of a table's files one by one. While one batch of rows is
// used, the next one of the file is decoded beside it, into the memory of the one before.
type tableReader[Row any] struct {
	name  string
	files []string // still to be opened
	file  rowSource
	batch [2][]Row // the one at hand, and the next
	next  chan batchRead
	ready []Row // read and not yet taken
	row   int64 // taken
	seen  func(rows int)
	skip  func(column string) bool // columns that are not read; nil: all are
}

// batchRead is how many rows of a batch were read; 0 at the end of the file.
type batchRead struct {
	rows int
	err  error
}

// peek returns the next row without taking it; nil at the end.
func (t *tableReader[Row]) peek() (*Row, error) {
	for len(t.ready) == 0 {
		if t.file == nil {
			if len(t.files) == 0 {
				return nil, nil
			}
			if err := t.open(); err != nil {
				return nil, err
			}
		}
		read := <-t.next
		if read.err != nil {
			t.next <- read // whoever asks again is told again
			return nil, fmt.Errorf("%s: %w", t.files[0], read.err)
		}
		t.batch[0], t.batch[1] = t.batch[1], t.batch[0]
		t.ready = t.batch[0][:read.rows]
		if read.rows == 0 {
			t.next <- read // nothing is being read, as close wants it
			t.close()
			t.files = t.files[1:]
		} else {
			t.ahead()
		}
	}
	return &t.ready[0], nil
}

// open opens the next file and begins to read it.
func (t *tableReader[Row]) open() (err error) {
	if t.file, err = openSome(t.files[0], reflect.TypeFor[Row](), t.seen, t.skip); err != nil {
		t.file = nil
		return fmt.Errorf("%s: %w", t.files[0], err)
	}
	for i := range t.batch {
		if t.batch[i] == nil {
			t.batch[i] = make([]Row, Batch)
		}
	}
	t.next = make(chan batchRead, 1)
	t.ahead()
	return nil
}

// ahead reads the next batch beside the one at hand.
func (t *tableReader[Row]) ahead() {
	file, batch, next := t.file, t.batch[1], t.next
	go func() {
		n, err := nextRows(file, batch)
		next <- batchRead{n, err}
	}()
}

func (t *tableReader[Row]) take() { t.ready, t.row = t.ready[1:], t.row+1 }

// close lets the file go, once what is being read of it has been.
func (t *tableReader[Row]) close() {
	if t.file != nil {
		<-t.next
		t.file.close()
		t.file = nil
	}
}
