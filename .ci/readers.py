"""Holds what DuckDB, pandas, Polars, pyarrow, R and hyparquet read in runs against one another,
against the dictionary and the manifests: for every table and column the number of rows, nulls,
sum, least and greatest value, labels and type. Called by .ci/readers:

    readers.py DICTIONARY FACTS_OF_R FACTS_OF_HYPARQUET NAME=FOLDER[:FOLDER...] ...

A name with several folders is the shards of one run, read unmerged as one dataset; NAME and
NAME-shards must then hold the same data."""
import csv, dataclasses, json, pathlib, sys
import duckdb, pandas as pd, polars as pl, pyarrow as pa, pyarrow.compute as pc, pyarrow.dataset as ds

# How each reader names the types of the dictionary. R has no 64-bit integers and no single
# precision; pandas as it opens files has no integers and truths with nulls (it makes them
# float64 and object), with dtype_backend="numpy_nullable" it has.
TYPES = {
    "Polars": {"int32": "Int32", "int64": "Int64", "float32": "Float32", "float64": "Float64", "boolean": "Boolean", "string": "String"},
    "pandas": {"int32": "int32", "int64": "int64", "float32": "float32", "float64": "float64", "boolean": "bool", "string": "str"},
    "pandas, nullable": {"int32": "Int32", "int64": "Int64", "float32": "Float32", "float64": "Float64", "boolean": "boolean", "string": "string"},
    "pyarrow": {"int32": "int32", "int64": "int64", "float32": "float", "float64": "double", "boolean": "bool", "string": "string"},
    "DuckDB": {"int32": "INTEGER", "int64": "BIGINT", "float32": "FLOAT", "float64": "DOUBLE", "boolean": "BOOLEAN", "string": "VARCHAR"},
    "hyparquet": {"int32": "INT32", "int64": "INT64", "float32": "FLOAT", "float64": "DOUBLE", "boolean": "BOOLEAN", "string": "BYTE_ARRAY"},
    "R": {"int32": "integer", "int64": "double", "float32": "double", "float64": "double", "boolean": "logical", "string": "character"},
}
PANDAS_WITH_NULLS = {"int32": "float64", "int64": "float64", "boolean": "object"}
SCENARIO = {"name": "scenario", "type": "string", "nullable": False}  # from the path, so the last column


@dataclasses.dataclass
class Fact:
    """What one reader sees in one column. Truths count as 0 and 1."""
    type: str
    rows: int
    nulls: int
    total: float = 0.0
    low: float | None = None
    high: float | None = None
    labels: tuple = ()
    size: float = 0.0  # sum without signs; pyarrow's stands for all


def label_fact(kind, rows, values):
    values = list(values)
    return Fact(kind, rows, rows - len(values), labels=tuple(sorted(set(values))))


def with_polars(source):
    frame = pl.read_parquet(source, hive_partitioning=True)
    def fact(s):
        if s.dtype == pl.String:
            return label_fact(str(s.dtype), len(s), s.drop_nulls())
        x = s.cast(pl.Float64)
        return Fact(str(s.dtype), len(s), s.null_count(), x.sum(), x.min(), x.max())
    return {name: fact(frame[name]) for name in frame.columns}


def with_pandas(source, **how):
    frame = pd.read_parquet(source, **how)
    def fact(s):
        values = s.dropna()
        if s.name == "scenario" or isinstance(s.dtype, pd.StringDtype):
            # pandas makes what stands in the path a category; the type is that of its categories.
            kind = s.cat.categories.dtype if s.name == "scenario" else s.dtype
            return label_fact(str(kind), len(s), values)
        x = values.astype("float64")
        least, greatest = (float(x.min()), float(x.max())) if len(x) else (None, None)
        return Fact(str(s.dtype), len(s), int(s.isna().sum()), float(x.sum()), least, greatest)
    return {name: fact(frame[name]) for name in frame.columns}


def with_pyarrow(source):
    table = ds.dataset(source, partitioning="hive").to_table()
    def fact(c):
        if pa.types.is_string(c.type):
            return label_fact(str(c.type), len(c), c.drop_null().to_pylist())
        x = c.cast(pa.float64())
        return Fact(str(c.type), len(c), c.null_count, pc.sum(x).as_py() or 0.0, pc.min(x).as_py(), pc.max(x).as_py(),
                    size=pc.sum(pc.abs(x)).as_py() or 0.0)
    return {name: fact(table[name]) for name in table.column_names}


def with_duckdb(glob):
    d = duckdb.sql(f"SELECT * FROM read_parquet('{glob}', hive_partitioning = true)")
    def fact(name, kind):
        if kind == "VARCHAR":
            rows, count, labels = d.aggregate(f"count(*), count({name}), list(DISTINCT {name}) FILTER ({name} IS NOT NULL)").fetchall()[0]
            return Fact(kind, rows, rows - count, labels=tuple(sorted(labels or ())))
        x = f"{name}::DOUBLE"
        rows, count, *numbers = d.aggregate(f"count(*), count({name}), coalesce(sum({x}), 0), min({x}), max({x})").fetchall()[0]
        return Fact(kind, rows, rows - count, *numbers)
    return {name: fact(name, str(kind)) for name, kind in zip(d.columns, d.types)}


def facts_in(file):
    """The facts that readers.R or readers.mjs wrote, by run and table."""
    number = lambda text: None if text == "" else float(text)
    out = {}
    for row in csv.DictReader(open(file, newline=""), delimiter="\t"):
        out.setdefault((row["run"], row["table"]), {})[row["column"]] = Fact(
            row["type"], int(row["rows"]), int(row["nulls"]), float(row["total"]), number(row["low"]), number(row["high"]),
            tuple(row["labels"].split("|")) if row["labels"] else ())
    return out


def read(folders, table):
    """The facts of every reader in Python. A whole run is opened by its folder, as README.md says; shards by pattern."""
    if len(folders) == 1:
        folder = str(folders[0] / table)
        glob, source, files = folder + "/*/*.parquet", folder, folder
    else:
        glob = str(folders[0].parent / "*" / table / "*" / "*.parquet")
        source, files = glob, sorted(str(f) for folder in folders for f in folder.glob(f"{table}/*/*.parquet"))
    return {"Polars": with_polars(source), "pandas": with_pandas(files), "pyarrow": with_pyarrow(files),
            "pandas, nullable": with_pandas(files, dtype_backend="numpy_nullable"), "DuckDB": with_duckdb(glob)}


def alike(a, b):
    """Whether a reader sees in b what pyarrow sees in a. Counts and labels are equal; ends to within
    one unit in the last place, as R reads decimals; and each reader adds in an order of its own,
    which moves a sum of n numbers by at most n rounding errors of the sum without signs."""
    near = lambda x, y, error: x == y or None not in (x, y) and abs(x - y) <= error
    return ((a.rows, a.nulls, a.labels) == (b.rows, b.nulls, b.labels)
            and all(near(x, y, 2 ** -52 * abs(x or 0)) for x, y in ((a.low, b.low), (a.high, b.high)))
            and near(a.total, b.total, (a.rows + 1) * 2 ** -52 * a.size))


def faults(columns, rows, seen):
    """All that is wrong with what the readers saw of one table."""
    out = []
    names = [c["name"] for c in columns]
    for reader, facts in seen.items():
        if list(facts) != names:
            out.append(f"{reader}: columns {list(facts)}, the dictionary has {names}")
            continue
        for column in columns:
            fact, first = facts[column["name"]], seen["pyarrow"][column["name"]]
            want = TYPES[reader][column["type"]]
            if reader.startswith("pandas") and column is SCENARIO:
                want = "str"
            elif reader == "pandas" and fact.nulls:
                want = PANDAS_WITH_NULLS.get(column["type"], want)
            if fact.type != want and not (reader == "R" and column["type"] == "int64" and fact.type == "integer"):
                out.append(f"{reader}: {column['name']} is {fact.type}, not {want}")
            if fact.rows != rows:
                out.append(f"{reader}: {column['name']} has {fact.rows} rows, the manifest says {rows}")
            if fact.nulls and not column["nullable"]:
                out.append(f"{reader}: {column['name']} has {fact.nulls} nulls, the dictionary says none")
            if not alike(first, fact):
                out.append(f"{reader} and pyarrow disagree on {column['name']}: {fact} and {first}")
    return out


def main(dictionary, r, hyparquet, *runs):
    tables = {t["name"]: t["columns"] + [SCENARIO] for t in json.loads(pathlib.Path(dictionary).read_text())["tables"]}
    written, wrong, first = {"R": facts_in(r), "hyparquet": facts_in(hyparquet)}, [], {}
    for run in runs:
        name, _, where = run.partition("=")
        folders = [pathlib.Path(f) for f in where.split(":")]
        counts = [json.loads((f / "manifest.json").read_text())["rows"] for f in folders]
        for table in sorted(set().union(*counts)):
            seen = read(folders, table) | {reader: facts.get((name, table), {}) for reader, facts in written.items()}
            found = faults(tables[table], sum(c.get(table, 0) for c in counts), seen)
            whole = first.setdefault((name.removesuffix("-shards"), table), seen["pyarrow"])
            found += [f"{c}: {whole[c]} merged, {f} unmerged" for c, f in seen["pyarrow"].items() if c not in whole or not alike(whole[c], f)]
            wrong += [f"{name}: {table}: {fault}" for fault in found]
            nulls = sum(f.nulls for f in seen["pyarrow"].values())
            rows = next(iter(seen["pyarrow"].values())).rows
            print(f"{name:27} {table:10} {rows:8} rows, {len(tables[table]):2} columns, {nulls:6} nulls: {'all agree' if not found else 'FAULTS'}")
    if wrong or not runs:
        sys.exit("\n".join(["readers disagree:"] + wrong))


main(*sys.argv[1:])
