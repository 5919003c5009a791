package record

import (
	"reflect"
	"regexp"
	"slices"
	"testing"
)

var snakeCase = regexp.MustCompile(`^[a-z][a-z0-9]*(_[a-z0-9]+)*$`)

func TestEveryFieldIsDescribed(t *testing.T) {
	types := []string{"int32", "int64", "float32", "float64", "boolean", "string"}
	for _, table := range tables {
		for i := range table.row.NumField() {
			f := table.row.Field(i)
			c := columnOf(f)
			where := table.name + "." + f.Name
			if !snakeCase.MatchString(c.Name) {
				t.Errorf("%s: column name %q is not snake_case", where, c.Name)
			}
			if !slices.Contains(types, c.Type) {
				t.Errorf("%s: type %q, want one of %v", where, c.Type, types)
			}
			for _, tag := range []string{"unit", "range", "desc"} {
				if _, ok := f.Tag.Lookup(tag); !ok {
					t.Errorf("%s: no %s tag", where, tag)
				}
			}
			if c.Range == "" || c.Description == "" {
				t.Errorf("%s: empty range or description", where)
			}
			if isLabel := c.Type == "boolean" || c.Type == "string"; isLabel != (c.Unit == "") {
				t.Errorf("%s: unit %q; numbers have a unit, labels and booleans have none", where, c.Unit)
			}
			if f.Type.Kind() == reflect.Pointer && !c.Nullable {
				t.Errorf("%s: a pointer must be optional", where)
			}
		}
	}
}

func TestColumnNamesAreUnique(t *testing.T) {
	for _, table := range Dictionary() {
		seen := map[string]bool{}
		for _, c := range table.Columns {
			if seen[c.Name] {
				t.Errorf("%s: column %s twice", table.Name, c.Name)
			}
			seen[c.Name] = true
		}
	}
}

func TestTablesAreSortedByTheirOwnColumns(t *testing.T) {
	for _, table := range Dictionary() {
		if len(table.SortedBy) == 0 || table.SortedBy[0] != "replication" {
			t.Errorf("%s: sorted by %v, want replication first", table.Name, table.SortedBy)
		}
		for _, name := range table.SortedBy {
			at := slices.IndexFunc(table.Columns, func(c Column) bool { return c.Name == name })
			if at < 0 {
				t.Errorf("%s: sorted by %s, which is not a column", table.Name, name)
			} else if table.Columns[at].Nullable {
				t.Errorf("%s: sorted by %s, which may be null", table.Name, name)
			}
		}
	}
}

func TestColumnOfReadsTheTags(t *testing.T) {
	type row struct {
		A *int32  `parquet:"a,optional,dict" unit:"points" range:"0 to 3" desc:"first"`
		B float32 `parquet:"b,split" unit:"SD" range:"any" desc:"second"`
		C bool    `parquet:"c" unit:"" range:"true or false" desc:"third"`
	}
	want := []Column{
		{Name: "a", Type: "int32", Unit: "points", Range: "0 to 3", Nullable: true, Encoding: "dictionary", Description: "first", codes: []int32{0, 1, 2, 3}},
		{Name: "b", Type: "float32", Unit: "SD", Range: "any", Encoding: "byte_stream_split", Description: "second"},
		{Name: "c", Type: "boolean", Range: "true or false", Encoding: "plain", Description: "third"},
	}
	if got := columnsOf(reflect.TypeFor[row]()); !reflect.DeepEqual(got, want) {
		t.Errorf("columns\n got %+v\nwant %+v", got, want)
	}
}

func TestDescribeFindsTheTableOfARow(t *testing.T) {
	if got := Describe[Session]().Name; got != "sessions" {
		t.Errorf("Describe[Session] is %q, want sessions", got)
	}
	defer func() {
		if recover() == nil {
			t.Error("Describe of a type that is no row: want a panic")
		}
	}()
	Describe[int]()
}

// Every slice of Rows is a table, so that no row type is written undescribed.
func TestRowsAndDictionaryAgree(t *testing.T) {
	rows := reflect.TypeFor[Rows]()
	if rows.NumField() != len(tables) {
		t.Fatalf("Rows has %d tables, the dictionary %d", rows.NumField(), len(tables))
	}
	for i := range rows.NumField() {
		if got := rows.Field(i).Type.Elem(); got != tables[i].row {
			t.Errorf("table %d: Rows has %v, the dictionary %v", i, got, tables[i].row)
		}
	}
}
