"""Holds what pyarrow, pandas, Polars and DuckDB read in the files that nulls.go wrote against
what it says that they hold, value by value; pyarrow checks the pages' checksums besides.

    nulls.py FOLDER"""
import json, pathlib, sys
import duckdb, pandas as pd, polars as pl, pyarrow.parquet as pq


def with_pandas(file):
    frame = pd.read_parquet(file, dtype_backend="numpy_nullable")
    return {name: [None if v is pd.NA else v for v in frame[name].tolist()] for name in frame.columns}


def with_duckdb(file):
    table = duckdb.sql(f"SELECT * FROM read_parquet('{file}')")
    return dict(zip(table.columns, map(list, zip(*table.fetchall()))))


READERS = {
    "pyarrow": lambda file: pq.ParquetFile(file, page_checksum_verification=True).read().to_pydict(),
    "pandas": with_pandas,
    "Polars": lambda file: pl.read_parquet(file).to_dict(as_series=False),
    "DuckDB": with_duckdb,
}

files = sorted(pathlib.Path(sys.argv[1]).glob("*.parquet"))
values = nulls = 0
for file in files:
    want = json.loads(file.with_suffix(".json").read_text())
    values += sum(map(len, want.values()))
    nulls += sum(v is None for column in want.values() for v in column)
    for reader, read in READERS.items():
        have = read(str(file))
        for name, column in want.items():
            at = next((i for i, (h, w) in enumerate(zip(have[name], column)) if h != w), None)
            if at is not None or len(have[name]) != len(column):
                sys.exit(f"{file.name}: {reader} reads {name} row {at} as {have[name][at]}, it is {column[at]}"
                         if at is not None else f"{file.name}: {reader} reads {len(have[name])} rows of {name}, it has {len(column)}")
if not files or not nulls:
    sys.exit("no files with nulls")
print(f"{len(files)} files, {values} values, {nulls} nulls: {', '.join(READERS)} read all")
