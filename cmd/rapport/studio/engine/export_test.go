package engine

import (
	"bytes"
	"slices"
	"testing"

	"github.com/parquet-go/parquet-go"

	"rapport/sim/record"
)

// Sessions without an answer stay without one, wherever they stand among others.
func TestDownloadedSessionsKeepNulls(t *testing.T) {
	for length := 1; length < 64; length++ {
		sessions := make([]branchSession, 128)
		for i := range sessions {
			s := &sessions[i]
			s.Branch, s.Session.Session = "one", int32(i+1)
			if i%64 >= length && i%64 < 2*length {
				s.PHQ9, s.WAIPatient, s.RuptureObserver = record.PHQ9Value(i%28), 3, record.BoolValue(i%2 == 0)
			}
		}
		want := slices.Clone(sessions)
		file, err := writeSessions(sessions)
		if err != nil {
			t.Fatal(err)
		}
		read, err := parquet.Read[branchSession](bytes.NewReader(file), int64(len(file)))
		if err != nil || len(read) != len(want) {
			t.Fatalf("%d rows: %v", len(read), err)
		}
		for i, s := range want {
			if s.PHQ9 != nil && (*read[i].PHQ9 != *s.PHQ9 || read[i].WAIPatient != s.WAIPatient || *read[i].RuptureObserver != *s.RuptureObserver) {
				t.Fatalf("%d nulls, then as many values, then nulls: row %d reads %+v", length, i, read[i])
			}
		}
		wantNulls(t, file, "wai_patient", want, func(s *branchSession) bool { return s.WAIPatient == 0 })
		wantNulls(t, file, "phq9", want, func(s *branchSession) bool { return s.PHQ9 == nil })
		wantNulls(t, file, "rupture_observer", want, func(s *branchSession) bool { return s.RuptureObserver == nil })
	}
}

// wantNulls counts the nulls of a column in the file itself: a row cannot tell a
// null from a score of 0.
func wantNulls(t *testing.T, file []byte, column string, sessions []branchSession, isNull func(*branchSession) bool) {
	t.Helper()
	want := int64(0)
	for i := range sessions {
		if isNull(&sessions[i]) {
			want++
		}
	}
	f, err := parquet.OpenFile(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	leaf, ok := f.Schema().Lookup(column)
	if !ok {
		t.Fatalf("no column %s", column)
	}
	got := f.RowGroups()[0].ColumnChunks()[leaf.ColumnIndex].(*parquet.FileColumnChunk).NullCount()
	if got != want {
		t.Errorf("%s: %d nulls, want %d", column, got, want)
	}
}
