package table

import (
	"bytes"
	"math"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/compress"
	"github.com/parquet-go/parquet-go/deprecated"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

const plainTable = "patient,session,alliance,symptoms\n1,1,3.5,16\n1,2,3.67,\n2,1,4.25,9\n"

func read(t *testing.T, text string, o Options) *Table {
	t.Helper()
	got, err := Read(strings.NewReader(text), o)
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	return got
}

// noted checks that some note holds the words.
func noted(t *testing.T, got *Table, want string) {
	t.Helper()
	if !slices.ContainsFunc(append(got.Notes, got.doubts()...), func(n string) bool { return strings.Contains(n, want) }) {
		t.Errorf("no note has %q: %q", want, got.Notes)
	}
}

// samePlain checks that the cells are those of plainTable.
func samePlain(t *testing.T, name string, got *Table, err error) {
	t.Helper()
	if err != nil {
		t.Errorf("%s: %v", name, err)
		return
	}
	var all []float64
	for r := range got.Rows {
		for c := range got.Columns {
			v, err := got.Number(r, c)
			if err != nil {
				t.Errorf("%s: %v", name, err)
			}
			all = append(all, v)
		}
	}
	want := []float64{1, 1, 3.5, 16, 1, 2, 3.67, math.NaN(), 2, 1, 4.25, 9}
	if !slices.EqualFunc(all, want, func(a, b float64) bool { return a == b || a != a && b != b }) || !slices.Equal(got.Headings(), []string{"patient", "session", "alliance", "symptoms"}) {
		t.Errorf("%s: cells %v, headings %q", name, all, got.Headings())
	}
}

// One table, written in every way that programs have, has the same cells.
func TestEveryWayToWriteATable(t *testing.T) {
	semicolons := strings.NewReplacer(",", ";", ".", ",").Replace(plainTable)
	utf16le, _ := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(plainTable)
	utf16be, _ := unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM).NewEncoder().String(plainTable)
	for name, text := range map[string]string{
		"plain": plainTable, "without a last line end": strings.TrimSpace(plainTable), "Windows": strings.ReplaceAll(plainTable, "\n", "\r\n"),
		"old Macintosh": strings.ReplaceAll(plainTable, "\n", "\r"), "mark": "\ufeff" + plainTable, "UTF-16": utf16le, "UTF-16 without mark": utf16be,
		"tabs": strings.ReplaceAll(plainTable, ",", "\t"), "bars": strings.ReplaceAll(plainTable, ",", "|"), "semicolons": semicolons,
		"sep": "sep=;\n" + semicolons, "quoted sep": "\"sep=;\"\r\n" + semicolons, "spaces": strings.ReplaceAll(plainTable, ",", ", "),
		"quoted comma":          "patient,session,alliance,symptoms\n1,1,\"3,5\",16\n1,2,\"3,67\",\n2,1,\"4,25\",9\n",
		"tabs and comma":        strings.NewReplacer(",", "\t", ".", ",").Replace(plainTable),
		"whole numbers as 1.0":  "patient,session,alliance,symptoms\n1.0,1.0,3.5,16.0\n1.0,2.0,3.67,NaN\n2.0,1.0,4.25,9.0\n",
		"spreadsheet leftovers": "patient,session,alliance,symptoms,,\n1,1,3.5,16,,\n1,2,3.67,,,\n2,1,4.25,9,,\n,,,,,\n",
		"minus and quotes":      "\"patient\",\"session\",\"alliance\",\"symptoms\"\n\"1\",\"1\",\"3.5\",\"16\"\n\"1\",\"2\",\"3.67\",\"\"\n\"2\",\"1\",\"4.25\",\"9\"\n",
	} {
		got, err := Read(strings.NewReader(text), Options{})
		samePlain(t, name, got, err)
	}
	for _, word := range []string{"", "NA", "NaN", "nan", "na", ".", "NULL", "null", "None", "N/A", "n/a", "#N/A", "<NA>", "#NULL!", "-", "missing", "#NV", "#WERT!", ".a", "-99", "-99.0"} {
		got, err := Read(strings.NewReader(strings.Replace(plainTable, "3.67,", "3.67,"+word, 1)), Options{Missing: []string{"-99"}})
		samePlain(t, "missing as "+word, got, err)
	}
}

type parquetRow struct {
	Patient  int64    `parquet:"patient"`
	Session  int32    `parquet:"session"`
	Alliance float64  `parquet:"alliance"`
	Symptoms *float32 `parquet:"symptoms,optional"`
}

func TestParquetIsReadLikeText(t *testing.T) {
	points := []float32{16, 9}
	var b bytes.Buffer
	w := parquet.NewGenericWriter[parquetRow](&b)
	_, err := w.Write([]parquetRow{{1, 1, 3.5, &points[0]}, {1, 2, 3.67, nil}, {2, 1, 4.25, &points[1]}})
	if err != nil || w.Close() != nil {
		t.Fatal(err)
	}
	got, err := Read(&b, Options{})
	samePlain(t, "Parquet", got, err)
	if _, err := Read(strings.NewReader("PAR1 and nothing behind it"), Options{}); err == nil {
		t.Error("a broken Parquet file: want an error")
	}
}

// Moments are days, numbers without a sign are not negative, and what is compressed in
// a way that is not read is refused in words.
func TestParquetOfOtherPrograms(t *testing.T) {
	type row struct {
		Patient uint64           `parquet:"patient"`
		Day     deprecated.Int96 `parquet:"day"`
		Score   int32            `parquet:"score,dict"`
	}
	write := func(codec compress.Codec) *bytes.Buffer {
		var b bytes.Buffer
		w := parquet.NewGenericWriter[row](&b, parquet.Compression(codec))
		_, err := w.Write([]row{{1 << 63, deprecated.Int96{5, 6, 2_440_588 + 31}, -3}, {2, deprecated.Int96{0, 0, 2_440_588}, 4}})
		if err != nil || w.Close() != nil {
			t.Fatal(err)
		}
		return &b
	}
	got, err := Read(write(&parquet.Gzip), Options{})
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{"9223372036854775808", "1970-02-01", "-3"}; !slices.Equal(got.Rows[0].Cells, want) {
		t.Errorf("%v, want %v", got.Rows[0].Cells, want)
	}
	if _, err := Read(write(&parquet.Brotli), Options{}); err == nil || !strings.Contains(err.Error(), "compressed by BROTLI") {
		t.Errorf("error %v, want that Brotli is not read", err)
	}
}

// pyarrow writes a group of no rows, whose columns have no pages.
func TestParquetWithoutRows(t *testing.T) {
	raw, err := os.ReadFile("testdata/empty-pyarrow.parquet")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Read(bytes.NewReader(raw), Options{}); err == nil || !strings.Contains(err.Error(), `("patient", "phq9") and no rows`) {
		t.Errorf("error %v, want that there are no rows", err)
	}
}

func TestLettersOfOldEncodings(t *testing.T) {
	text, _ := charmap.Windows1252.NewEncoder().String("patient,symptoms\nMüller,3\nÅse,4\n")
	got := read(t, text, Options{})
	if got.Rows[0].Cells[0] != "Müller" || got.Rows[1].Cells[0] != "Åse" {
		t.Errorf("%v", got.Rows)
	}
	noted(t, got, "Windows-1252")
	text, _ = charmap.Windows1250.NewEncoder().String("patient,symptoms\nŽižka,3\n")
	if got := read(t, text, Options{Encoding: "windows-1250"}); got.Rows[0].Cells[0] != "Žižka" {
		t.Errorf("%v", got.Rows)
	}
}

func TestWhatIsRefusedSaysTheWayOut(t *testing.T) {
	for text, want := range map[string]string{
		"":                                       "the file is empty",
		"a,b\n":                                  "no rows",
		"a,b,a\n1,2,3\n":                         `line 1: column "a" is there twice (columns 1 and 3)`,
		"1,2\n3,4\n":                             "the first line must hold the headings",
		"a,b\n1,2,3\n1,2\n":                      "line 2: 3 cells, but there are 2 headings",
		"a b\n1 1 2\n2 3 4\n":                    "row.names = FALSE",
		"\"id\" \"s\"\n\"1\" 1 2\n\"2\" 2 3.5\n": "row.names = FALSE",
		"a,b\n1,2\na,b\n3,4\n":                   "line 3 repeats the headings",
		"a,b\n\"1\"2,3\n":                        "line 2: ",
		"id,s,a\n1,1,3,5\n1,2,3,25\n2,1,4\n":     "decimal commas stand between commas",
		"Clinic A,,\n,,\nid,s,a\n1,1,3\n":        "line 1 holds a title, and line 3 looks like the headings",
		"id^s^a\n1^1^3\n":                        "one column only",
		"a,b\n1,\x00\n":                          "no text",
		"$FL2@(#) SPSS DATA FILE":                "haven::read_sav",
		"<stata_dta><header>":                    "export delimited",
		"\x72\x02\x01\x00\x05":                   "export delimited",
		"PK\x03\x04...":                          "Excel",
		"{\"a\": 1}":                             "JSON",
		"sep=\na,b\n1,2\n":                       "names no separator",
		"\xff\xfe\x00\x00a\x00\x00\x00":          "UTF-32",
		"a;b;c\nonly one\n\nand another\n":       "cells, but there are 3 headings",
	} {
		if _, err := Read(strings.NewReader(text), Options{}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: error %v, want one with %q", text, err, want)
		}
	}
	if _, err := Read(strings.NewReader(plainTable), Options{Decimal: ";"}); err == nil {
		t.Error("an unknown decimal mark: want an error")
	}
	if _, err := Read(strings.NewReader(plainTable), Options{Encoding: "utf-9"}); err == nil {
		t.Error("an unknown encoding: want an error")
	}
}

// Messages neither echo a whole file nor what a terminal would obey.
func TestMessagesAreShortAndSafe(t *testing.T) {
	long := strings.Repeat("x", 5000)
	for _, text := range []string{"\x1b[31ma,\x1b[31ma\n1,2\n", long + "," + long + "\n1,2\n", "a,b\n" + long + "\n", "1\x1b]0;t\x07,2\n3,4\n"} {
		_, err := Read(strings.NewReader(text), Options{})
		if err == nil {
			t.Errorf("%.20q: want an error", text)
			continue
		}
		if strings.ContainsAny(err.Error(), "\x1b\x07") || len(err.Error()) > 500 {
			t.Errorf("message of %d bytes: %.200q", len(err.Error()), err)
		}
	}
}

func TestLabelRowsAreNoData(t *testing.T) {
	body := "1,1,16\n1,2,11\n2,1,9\n"
	got := read(t, "patient,session,phq\nWho?,Which session?,Total\n\"{\"\"ImportId\"\":\"\"Q1\"\"}\",x,y\n"+body, Options{})
	if len(got.Rows) != 3 || got.Rows[0].Line != 4 {
		t.Errorf("rows %v", got.Rows)
	}
	noted(t, got, "lines 2 and 3")
	got = read(t, "patient,session,phq\nWho?,Which session?,Total\n"+body, Options{})
	if len(got.Rows) != 3 {
		t.Errorf("rows %v", got.Rows)
	}
	noted(t, got, "line 2, below the headings")
	if got := read(t, "patient,session,phq\nP1,1,N/A\nP1,2,11\nP1,3,9\nP1,4,9\n", Options{}); len(got.Rows) != 4 {
		t.Errorf("a row without an answer was taken for labels: %v", got.Rows)
	}
}

func TestHeadingsAreFoundInAnyLetters(t *testing.T) {
	got := read(t, "Patient,PHQ-9\n1,2\n", Options{})
	if got.Find("patient") != 0 || got.Find("phq9") != 1 || got.Find("session") != -1 {
		t.Error("not found")
	}
	noted(t, got, `column "PHQ-9" is taken for phq9`)
	if got := read(t, "PHQ9,phq_9\n1,2\n", Options{}); got.Find("Phq9") != -1 {
		t.Error("one of two headings as near was taken")
	}
}

func TestDecimalCommaOrThousands(t *testing.T) {
	got := read(t, "a,b\n\"3,667\",1\n\"3,833\",2\n", Options{})
	if _, err := got.Number(0, 0); err == nil || !strings.Contains(err.Error(), `"3,667" could be 3.667 or 3667`) {
		t.Errorf("error %v", err)
	}
	noted(t, got, "between thousands")
	for mark, want := range map[string]float64{",": 3.667} {
		if v, err := read(t, "a,b\n\"3,667\",1\n\"3,833\",2\n", Options{Decimal: mark}).Number(0, 0); err != nil || v != want {
			t.Errorf("%v, %v", v, err)
		}
	}
	if v, err := read(t, "a;b\n3,667;1\n", Options{}).Number(0, 0); err != nil || v != 3.667 {
		t.Errorf("%v, %v", v, err)
	}
	if _, err := read(t, "a,b\n\"1,234.5\",1\n", Options{}).Number(0, 0); err == nil || !strings.Contains(err.Error(), "thousands") {
		t.Errorf("error %v", err)
	}
	for cell, mark := range map[string]string{"\"3,250\"": ".", "3.250": ","} { // what the other mark stands before is no decimal
		if v, err := read(t, "a,b\n"+cell+",1\n", Options{Decimal: mark}).Number(0, 0); err == nil || !strings.Contains(err.Error(), "take out the signs between thousands") {
			t.Errorf("%s is %v, error %v", cell, v, err)
		}
	}
	if v, err := read(t, "a;b\n3.25;1\n3,25;2\n", Options{Decimal: ","}).Number(0, 0); err != nil || v != 3.25 {
		t.Errorf("%v, %v", v, err)
	}
	if _, err := read(t, "a,b\n3. Mai,1\n", Options{}).Number(0, 0); err == nil {
		t.Error("a date that was a number: want an error")
	}
	for cell, why := range map[string]string{"03.05.2025": "looks like a date", "1.234.567": "between thousands", "...": "if it stands for no answer"} {
		if _, err := read(t, "a;b\n"+cell+";1\n", Options{}).Number(0, 0); err == nil || !strings.Contains(err.Error(), why) {
			t.Errorf("%s: %v, want %q", cell, err, why)
		}
	}
	for cell, want := range map[string]bool{"WAHR": true, "falsch": false, "Ja": true, "nein": false, "oui": true, "non": false, "Sí": true, "1.0": true, "n": false} {
		if yes, ok := Truth(cell); !ok || yes != want {
			t.Errorf("%s is %t, %t", cell, yes, ok)
		}
	}
	for _, no := range []string{"Inf", "0x1p-2", "1_000", "1e", "--1"} {
		if _, ok := parseNumber(no, "."); ok {
			t.Errorf("%q was taken for a number", no)
		}
	}
}

// A code is one however it is written, and one that stands nowhere is told.
func TestCodesAreNumbers(t *testing.T) {
	for _, code := range []string{"99", "99.0", "99,0", "+99", "9.9e1", " 99 "} {
		got := read(t, "id;score\n1;60\n2;99\n3;99,0\n", Options{Missing: []string{code, "-7"}})
		if !got.Missing("99") || !got.Missing("99.0") || got.Missing("9") || got.Columns[1].Answered != 1 {
			t.Errorf("%s: %d answers", code, got.Columns[1].Answered)
		}
		if !slices.Contains(got.Notes, `no cell is "-7", which --missing names`) {
			t.Errorf("%s: notes %q", code, got.Notes)
		}
	}
	if got := read(t, "id;score\n1;60\n2;-7,0\n", Options{Missing: []string{"−7"}}); got.Columns[1].Answered != 1 || len(got.Notes) > 0 {
		t.Errorf("%d answers, notes %q", got.Columns[1].Answered, got.Notes)
	}
}

func TestCodesThatStandApartAreNoted(t *testing.T) {
	row := func(codes ...string) string {
		return "id,score\n1,60\n2,71\n3,45\n4,66\n5,52\n" + strings.Join(codes, "\n")
	}
	noted(t, read(t, row("6,99", "7,99"), Options{}), "99 looks like a code for missing")
	noted(t, read(t, row("6,-99", "7,-88", "8,999"), Options{}), "-99, -88, 999")
	noted(t, read(t, row("6,-8", "7,-7"), Options{}), "-8, -7 looks like a code for missing: if it is, say --missing=-8,-7")
	got := read(t, "id,score\n1,95\n2,99\n3,88\n4,90\n", Options{})
	if len(got.doubts()) != 0 {
		t.Errorf("scores near each other: %q", got.doubts())
	}
}

// A mark that was asked for is no finding, and a title is told before its spaces.
func TestWhatIsToldOfAFile(t *testing.T) {
	if got := read(t, plainTable, Options{Decimal: ","}); len(got.Notes) > 0 {
		t.Errorf("notes %q", got.Notes)
	}
	if _, err := Read(strings.NewReader("# exported 2024-01-01 by me\n"+plainTable), Options{}); err == nil || !strings.Contains(err.Error(), "line 1 holds a title, and line 2 looks like the headings") {
		t.Errorf("error %v", err)
	}
}

func TestIDs(t *testing.T) {
	for cell, want := range map[string]string{"HSR-001": "HSR-001", "7.0": "7", "7,00": "7", "007": "007", "9007199254740993": "9007199254740993", "12345678901234567890123": "12345678901234567890123", "7.5": "7.5",
		"Max": "Max", "SD": "SD", "N": "N", "#12": "#12", "Meanwell": "Meanwell", "Sum1": "Sum1", "7 (old)": "7 (old)"} {
		if got, err := idOf(cell); err != nil || got != want {
			t.Errorf("idOf(%q) = %q, %v", cell, got, err)
		}
	}
	for cell, want := range map[string]string{"": "is empty", "NA": `"NA" stands for no answer`, "9.0072E+15": "has lost digits", "9,0E15": "has lost digits",
		"#REF!": "error of a spreadsheet", "#NAME?": "error of a spreadsheet", "#BEZUG!": "error of a spreadsheet", "#DIV/0!": "stands for no answer",
		"Mean": "sums up others: take it out", "TOTAL:": "sums up others", "Gesamt": "sums up others", "Grand total": "sums up others",
		"Total: 60": "sums up others", "Mean (n = 12)": "sums up others", "Total 60": "sums up others", "Median": "sums up others", "count": "sums up others"} {
		if _, err := idOf(cell); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("idOf(%q): %v, want %q", cell, err, want)
		}
	}
	if got := Alike([]string{"P1", "p1", "7", "007", "P 1", "8"}); len(got) != 3 {
		t.Errorf("alike: %q", got)
	}
	for _, pair := range [][]string{{"P-1", "P\u20111"}, {"P1", "P\u200b1"}, {"P1", "P01"}, {"P１", "P1"}, {"P 1", "P\u00a01"}} {
		if got := Alike(pair); len(got) != 1 {
			t.Errorf("%q alike: %q", pair, got)
		}
	}
	if got := Alike([]string{"P1", "P10", "P2", "1.5", "1.05", "a", "b"}); len(got) != 0 {
		t.Errorf("alike: %q", got)
	}
	if got := Alike([]string{"1", "01", "2", "02", "3", "03", "4", "04", "5", "05", "6", "06", "06", "6"}); len(got) != 5 || got[4] != "and so are 2 more" {
		t.Errorf("alike: %q", got)
	}
	for text, want := range map[string]string{"phq": "phq", "Patient ID": `"Patient ID"`, "k.A.": "k.A.", "a;rm -rf": `"a;rm -rf"`, "$(x)": "WORD", `a"b`: "WORD", "a\x1b[31m": "WORD", "": "WORD"} {
		if got := ShellWord(text); got != want {
			t.Errorf("ShellWord(%q) = %s, want %s", text, got, want)
		}
	}
}

// A letter may be written as one sign or as two, and signs without a width stand where nobody sees
// them: what looks the same is the same, in headings, cells and what is asked for.
func TestWhatLooksTheSameIsTheSame(t *testing.T) {
	got := read(t, "\u200bMu\u0308ller,n\nu\u0308,7\u200e\n\u00fc,k.A\u0301\n", Options{Missing: []string{"k.\u00c1"}})
	if got.Find("Mu\u0308ller") != 0 || got.Find("M\u00fcller") != 0 {
		t.Errorf("headings %q", got.Headings())
	}
	if a, b := got.Rows[0].Cells[0], got.Rows[1].Cells[0]; a != b {
		t.Errorf("%q and %q", a, b)
	}
	if v, err := got.Number(0, 1); v != 7 || err != nil || !got.Missing(got.Rows[1].Cells[1]) {
		t.Errorf("%g, %v", v, err)
	}
	noted(t, got, "2 cells with blanks around what they hold: left out")
}

// What stands above the headings is told with the line of these, be it nothing, or names of groups of
// columns; a few columns without a heading are none.
func TestLinesAboveTheHeadings(t *testing.T) {
	for text, want := range map[string]string{
		",,\npatient,session,y\na,1,3\n":                    "line 1 holds nothing, and line 2 looks like the headings",
		"Ids,,Scores,\npatient,session,y,z\na,1,3,4\n":      "line 1 holds names of groups of columns, and line 2 looks like the headings",
		"\"patient,session,y\";\n\"a,1,3\";\n":              `the file has one column only, with the heading "patient,session,y"`,
		"patient,when,,note\na,2024-01-01,T1,ok\nb,x,y,z\n": "",
	} {
		_, err := Read(strings.NewReader(text), Options{})
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
}

// The last line of a file that was cut off may hold half a number.
func TestALastLineWithoutEndIsTold(t *testing.T) {
	for text, told := range map[string]bool{"a,b\n1,20\n2,2": true, "a,b\n1,20\n2,2\n": false, "a,b\r1,20\r2,2": true, "a,b\r\n1,20\r\n2,2\r\n": false, "a,b\n1,20\n2,2\n\f": false} {
		got := read(t, text, Options{})
		if is := slices.ContainsFunc(got.Notes, func(n string) bool {
			return strings.Contains(n, `line 3, the last, has no line end: look whether it is whole ("2", "2")`)
		}); is != told {
			t.Errorf("%q: notes %q", text, got.Notes)
		}
	}
}

// Names of rows without a heading move every cell, also where the last column has no answer.
func TestRowNamesWhereTheLastColumnHasGaps(t *testing.T) {
	_, err := Read(strings.NewReader("patient,session,y\n\"1\",a,1,4\n\"2\",a,2,\n"), Options{})
	if err == nil || !strings.Contains(err.Error(), "row.names = FALSE") {
		t.Errorf("error %v", err)
	}
	if got := read(t, "patient,session,y\na,1,4,\na,2,,\n", Options{}); len(got.Rows) != 2 {
		t.Errorf("rows %v", got.Rows)
	}
}

// A patient with two therapists is told: the names may be spelt in two ways.
func TestPatientsOfSeveralTherapistsAreTold(t *testing.T) {
	got := read(t, "p,th\na,X\na,\na,Y\na,Y\nb,X\nb,X\n", Options{})
	patients := []string{"a", "a", "a", "a", "b", "b"}
	names, err := got.Therapists(1, patients)
	if err != nil {
		t.Fatal(err)
	}
	got.Several(patients, names)
	noted(t, got, `more than one therapist in the rows of 1 patient (first: "a", "X" and "Y")`)
}

// What spreadsheets leave below and beside a table is left out of its cells; what has a heading, or
// stands in a row, is not.
func TestCellsWithoutWhatSpreadsheetsLeave(t *testing.T) {
	c, err := ReadCells([]byte("a,b,,\n1,2\n,,,\n3,,,\n,,\n"))
	if err != nil || len(c.Rows) != 3 {
		t.Fatalf("%+v, %v", c, err)
	}
	for i, want := range [][]string{{"a", "b"}, {"1", "2"}, {"3", ""}} {
		if !slices.Equal(c.Rows[i].Cells, want) {
			t.Errorf("row %d: %q, want %q", i, c.Rows[i].Cells, want)
		}
	}
	if c.Rows[2].Line != 4 {
		t.Errorf("line %d, want 4", c.Rows[2].Line)
	}
	if c, _ = ReadCells([]byte("a,,\n1,,x\n")); len(c.Rows[0].Cells) != 3 || len(c.Rows[1].Cells) != 3 {
		t.Errorf("%+v", c.Rows)
	}
}

func FuzzRead(f *testing.F) {
	for _, s := range []string{plainTable, "sep=;\na;b\n1;2\n", "\xff\xfea\x00", "PAR1", "a\tb\r1\t2\r"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		got, err := Read(bytes.NewReader(raw), Options{})
		if err != nil {
			return
		}
		for i, r := range got.Rows {
			if len(r.Cells) != len(got.Columns) {
				t.Fatalf("row %d has %d cells of %d", i, len(r.Cells), len(got.Columns))
			}
			for c := range got.Columns {
				_, _ = got.Number(i, c)
			}
		}
		var b bytes.Buffer
		if err := got.WriteText(&b, got.Roles()); err != nil || bytes.ContainsRune(b.Bytes(), 0x1b) {
			t.Fatal("unsafe text")
		}
	})
}

// endless is a file of zero bytes that has no end.
type endless struct{ read int }

func (e *endless) Read(into []byte) (int, error) {
	clear(into)
	e.read += len(into)
	return len(into), nil
}

// What begins with zero bytes is refused before more of it is read.
func TestZeroBytesAreRefusedEarly(t *testing.T) {
	e := &endless{}
	if _, err := Read(e, Options{}); err == nil || !strings.Contains(err.Error(), "no text") {
		t.Errorf("error %v", err)
	}
	if e.read > head {
		t.Errorf("%d bytes were read, want at most %d", e.read, head)
	}
}

// Ids that may stand in thousands stay as they are; blanks around cells are told.
func TestIDsInThousandsAndBlanks(t *testing.T) {
	for cell, want := range map[string]string{"7.0": "7", "7,00": "7", "7.000": "7.000", "1,000": "1,000", "1.0000": "1"} {
		if id, err := idOf(cell); id != want || err != nil {
			t.Errorf("%s is %s, error %v, want %s", cell, id, err, want)
		}
	}
	got := read(t, "patient,score\nP 1 ,3\nP 1,4\n", Options{})
	if !slices.Contains(got.Notes, "1 cell with blanks around what they hold: left out") {
		t.Errorf("notes %q", got.Notes)
	}
}

// What a spreadsheet makes of 3.5 is known in the languages that it speaks.
func TestNumbersThatBecameDates(t *testing.T) {
	for _, cell := range []string{"03. Mai", "3-May", "May-03", "5. Mrz", "3 févr.", "3-May-25"} {
		if why := notNumber(cell); !strings.Contains(why, "looks like a date") {
			t.Errorf("%s: %s", cell, why)
		}
	}
	for _, cell := range []string{"missing", "Maybe 3", "mayor", "3 of 9"} {
		if why := notNumber(cell); strings.Contains(why, "date") {
			t.Errorf("%s: %s", cell, why)
		}
	}
}
