package main

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/encoding/thrift"
	"github.com/parquet-go/parquet-go/format"

	"rapport/sim/record/parquetfile"
)

// readers are the verbs that read a run.
var readers = [][]string{{"compare"}, {"report"}, {"validate", "--quiet"}, {"export"}, {"replay", "--patient", "0"}, {"verify"}}

// refused runs a reader on what cannot be read: it must end with the exit code,
// some lines of words, and without taking much memory.
func refused(t *testing.T, args []string, codes string, want string) {
	t.Helper()
	var before, after runtime.MemStats
	var errs bytes.Buffer
	runtime.ReadMemStats(&before)
	code := execute(args, strings.NewReader(""), io.Discard, &errs)
	runtime.ReadMemStats(&after)
	if !strings.ContainsRune(codes, rune('0'+code)) || strings.Count(errs.String(), "\n") > 12 || !strings.Contains(errs.String(), want) {
		t.Errorf("%q: exit %d, want one of %s with %q:\n%.2000s", args, code, codes, want, errs.String())
	}
	if used := after.TotalAlloc - before.TotalAlloc; used > 256<<20 {
		t.Errorf("%q takes %d MiB", args, used>>20)
	}
}

// smallRun runs a small study of two scenarios.
func smallRun(t *testing.T) string {
	t.Helper()
	study := filepath.Join(t.TempDir(), "small.yaml")
	text := "question: small\npopulation: {patients: 40}\nscenarios:\n  - name: routine-care\n  - name: trained\n    set: {population.therapist_repair_skill_mean: 1}\n"
	if err := os.WriteFile(study, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "run")
	var errs bytes.Buffer
	if code := execute([]string{"run", study, "--quiet", "--out", dir}, strings.NewReader(""), io.Discard, &errs); code != codeOK {
		t.Fatalf("exit %d: %s", code, errs.String())
	}
	return dir
}

func with(dir string, verb []string) []string { return append([]string{verb[0], dir}, verb[1:]...) }

// A run whose manifest is not there is not finished, and read by nobody.
func TestAnUnfinishedRunIsRefused(t *testing.T) {
	dir := smallRun(t)
	if err := os.Remove(filepath.Join(dir, "manifest.json")); err != nil {
		t.Fatal(err)
	}
	for _, verb := range readers {
		refused(t, with(dir, verb), "2", "holds no finished run")
	}
}

// A footer that claims rows which its file cannot hold is refused in a line.
func TestAFooterThatClaimsTooMuchIsRefused(t *testing.T) {
	dir := smallRun(t)
	parts, err := fs.Glob(os.DirFS(dir), "[prs][aeu]*/*/*.parquet") // patients, ruptures, sessions
	if err != nil || len(parts) == 0 {
		t.Fatalf("parts %v, error %v", parts, err)
	}
	whole := map[string][]byte{}
	for _, part := range parts {
		if whole[part], err = os.ReadFile(filepath.Join(dir, part)); err != nil {
			t.Fatal(err)
		}
	}
	for _, rows := range []int64{-1, 1e9, 1e12, 1 << 60} {
		for part, content := range whole {
			for name, claim := range map[string]func(*format.FileMetaData){
				"the file":   func(m *format.FileMetaData) { m.NumRows = rows },
				"its groups": func(m *format.FileMetaData) { m.NumRows = rows; m.RowGroups[0].NumRows = rows },
				"its columns": func(m *format.FileMetaData) {
					m.NumRows, m.RowGroups[0].NumRows = rows, rows
					for i := range m.RowGroups[0].Columns {
						m.RowGroups[0].Columns[i].MetaData.NumValues = rows
					}
				},
			} {
				if !strings.HasPrefix(part, "sessions") && name != "its columns" {
					continue // each kind once, all tables with the most thorough
				}
				path := filepath.Join(dir, part)
				if err := os.WriteFile(path, claiming(t, content, claim), 0o600); err != nil {
					t.Fatal(err)
				}
				refused(t, with(dir, []string{"report"}), "2", part)
				if !strings.HasPrefix(part, "ruptures") { // which nothing is compared by
					refused(t, with(dir, []string{"compare"}), "2", part)
				}
				if err := os.WriteFile(path, content, 0o600); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
}

// claiming changes the footer of a Parquet file.
func claiming(t *testing.T, content []byte, claim func(*format.FileMetaData)) []byte {
	t.Helper()
	f, err := parquet.OpenFile(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		t.Fatal(err)
	}
	m := f.Metadata()
	claim(m)
	footer, err := thrift.Marshal(new(thrift.CompactProtocol), m)
	if err != nil {
		t.Fatal(err)
	}
	length := binary.LittleEndian.Uint32(content[len(content)-8:])
	b := append(bytes.Clone(content[:len(content)-8-int(length)]), footer...)
	return append(binary.LittleEndian.AppendUint32(b, uint32(len(footer))), "PAR1"...)
}

// Files without an end, and files of zeros that only look small, are refused soon.
func TestEndlessFilesAreRefused(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "run")
	if err := os.Mkdir(dir, 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("/dev/zero", filepath.Join(dir, "manifest.json")); err != nil {
		t.Skip("there are no links here")
	}
	for _, verb := range readers {
		refused(t, with(dir, verb), "23", "manifest.json is no regular file")
	}
	sparse := filepath.Join(t.TempDir(), "sparse.csv")
	file, err := os.Create(sparse)
	if err != nil {
		t.Fatal(err)
	}
	if err := file.Truncate(3 << 30); err != nil {
		t.Skip("there are no sparse files here")
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
	refused(t, []string{"validate", "--table", sparse}, "2", "the file is no text (it holds zero bytes)")
	refused(t, []string{"validate", "--evidence", sparse, "--quiet"}, "2", "sparse.csv")
}

// A file that failed while it was read is the machine's fault, whatever the verb
// makes of the error.
func TestAFileThatFailsIsAFaultOfTheMachine(t *testing.T) {
	var errs bytes.Buffer
	err := &failure{codeInput, fmt.Errorf("scenario usual: part-00000.parquet: row 7: %w", parquetfile.ErrFault), ""}
	if code := tell(&errs, err); code != codeFailed || strings.Count(errs.String(), "\n") != 1 {
		t.Errorf("exit %d, want %d: %s", code, codeFailed, errs.String())
	}
}

// Is a trainer whose studio still runs told why a second one does not start, and what to do?
func TestAPortThatIsTakenHasAWayOut(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = taken.Close() }()
	refused(t, []string{"studio", "--no-browser", "--addr", taken.Addr().String()}, "3", "rapport: hint: another program listens there, perhaps another studio")
}
