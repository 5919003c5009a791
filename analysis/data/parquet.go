package data

import (
	"errors"
	"fmt"
	"io"
	"runtime"
	"sync"
)

// readTable reads the files of one table, in order, as many at once as there are
// processors.
func readTable[Row any](files []string) ([]Row, error) {
	parts, errs := make([][]Row, len(files)), make([]error, len(files))
	InParallel(len(files), func(i int) {
		parts[i], errs[i] = readFile[Row](files[i])
	})
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	if len(parts) == 1 {
		return parts[0], nil
	}
	total := 0
	for _, part := range parts {
		total += len(part)
	}
	rows := make([]Row, 0, total)
	for i := range parts {
		rows = append(rows, parts[i]...)
		parts[i] = nil // so that the memory can go
	}
	return rows, nil
}

// readFile reads the rows of one file.
func readFile[Row any](name string) ([]Row, error) {
	file, err := openRows[Row](name)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	defer file.close()
	rows := make([]Row, 0, file.file.NumRows())
	err = file.each(func(batch []Row) bool {
		rows = append(rows, batch...)
		return true
	})
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return rows, nil
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

// noMore is the error of a column that ends before its row group.
func noMore(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}
