package data

import (
	"errors"
	"fmt"
	"io"
	"reflect"
	"runtime"
	"sync"
)

// readTable reads the files of one table, in order, as many at once as there are
// processors, each into its place.
func readTable[Row any](names []string, seen func(rows int)) ([]Row, error) {
	return readSome[Row](names, seen, nil)
}

// readSome is readTable without the columns that skip names.
func readSome[Row any](names []string, seen func(rows int), skip func(column string) bool) ([]Row, error) {
	files, errs := make([]rowSource, len(names)), make([]error, len(names))
	defer func() {
		for _, f := range files {
			if f != nil {
				f.close()
			}
		}
	}()
	total := int64(0)
	starts := make([]int64, len(names))
	for i, name := range names {
		var err error
		if files[i], err = openSome(name, reflect.TypeFor[Row](), seen, skip); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		starts[i], total = total, total+files[i].rows()
	}
	rows := make([]Row, total)
	InParallel(len(files), func(i int) {
		if err := fill(files[i], rows[starts[i]:starts[i]+files[i].rows()]); err != nil {
			errs[i] = fmt.Errorf("%s: %w", names[i], err)
		}
	})
	return rows, errors.Join(errs...)
}

// fill reads all rows of a file.
func fill[Row any](from rowSource, rows []Row) error {
	for len(rows) > 0 {
		n, err := nextRows(from, rows[:min(Batch, len(rows))])
		if err == nil && n == 0 {
			err = io.ErrUnexpectedEOF
		}
		if err != nil {
			return err
		}
		rows = rows[n:]
	}
	return nil
}

// InParallel does n things, as many at once as there are processors.
func InParallel(n int, do func(i int)) {
	var wait sync.WaitGroup
	slots := make(chan struct{}, runtime.GOMAXPROCS(0))
	for i := range n {
		slots <- struct{}{}
		wait.Go(func() {
			do(i)
			<-slots
		})
	}
	wait.Wait()
}
