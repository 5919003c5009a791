"""The tables of a run on disk, with the columns, types and encodings of `rapport schema --json`."""

import json
import os

import pyarrow as pa
import pyarrow.parquet as pq

from .parameters import WrongInput

pa.array([0])  # where pandas is installed, pyarrow imports it on first use; that is no part of a run

TABLES = ("patients", "sessions", "ruptures", "therapists")
PAGE_BYTES = 256 << 10  # of a column before compression, as rapport writes

_TYPES = {
    "int32": pa.int32(), "int64": pa.int64(), "float32": pa.float32(),
    "boolean": pa.bool_(), "string": pa.string(),
}
_ENCODINGS = {"delta": "DELTA_BINARY_PACKED", "byte_stream_split": "BYTE_STREAM_SPLIT"}


def read_schemas(path):
    """The description of each table, by name."""
    try:
        with open(path, encoding="utf-8") as file:
            tables = json.load(file)["tables"]
    except (OSError, ValueError, KeyError, TypeError) as fault:
        raise WrongInput(f"{path}: not the output of rapport schema --json ({fault})") from fault
    return {t["name"]: Table(t) for t in tables if t["name"] in TABLES}


class Table:
    """One table: its Arrow schema (plain: with labels as strings) and how its columns are encoded."""

    def __init__(self, description):
        columns = description["columns"]
        self.name = description["name"]
        self.columns = [c["name"] for c in columns]
        self.nullable = {c["name"] for c in columns if c["nullable"]}
        self.schema = pa.schema([pa.field(c["name"], self._type(c), nullable=c["nullable"]) for c in columns])
        self.plain = pa.schema([pa.field(c["name"], _TYPES[c["type"]], nullable=c["nullable"]) for c in columns])
        self.dictionary = [c["name"] for c in columns if c["encoding"] == "dictionary"]
        self.encodings = {c["name"]: _ENCODINGS[c["encoding"]] for c in columns if c["encoding"] in _ENCODINGS}

    @staticmethod
    def _type(column):
        """Labels stay dictionaries in memory, so that they are never spelt out row by row."""
        kind = _TYPES[column["type"]]
        return pa.dictionary(pa.int8(), kind) if column["type"] == "string" else kind

    def writer(self, path):
        """A Parquet writer with the settings that rapport writes with."""
        return pq.ParquetWriter(
            path, self.schema, compression="zstd", compression_level=1, version="2.6",
            use_dictionary=self.dictionary, column_encoding=self.encodings,
            data_page_size=PAGE_BYTES, store_schema=False)


class Run:
    """The part files of one worker, a row group in each for every block."""

    def __init__(self, folder, scenario, part, tables):
        self.writers, self.bytes = {}, 0
        self.paths = []
        for name, table in tables.items():
            where = os.path.join(folder, name, f"scenario={scenario}")
            os.makedirs(where, exist_ok=True)
            self.paths.append(os.path.join(where, f"part-{part:05d}.parquet"))
            self.writers[name] = table.writer(self.paths[-1])

    def write(self, name, rows):
        """Appends an Arrow table as one row group."""
        if len(rows):
            self.writers[name].write_table(rows, row_group_size=len(rows))

    def close(self):
        for writer in self.writers.values():
            writer.close()
        self.bytes = sum(os.path.getsize(path) for path in self.paths)
