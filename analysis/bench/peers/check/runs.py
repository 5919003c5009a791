"""A run on disk as columns of floating-point numbers, missing values as NaN."""

import glob
import json
import os

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

LABELS = {"approach": ("cbt", "psychodynamic"), "kind": ("confrontation", "withdrawal")}
TABLES = ("patients", "sessions", "ruptures", "therapists")


class Run:
    """The tables of the one scenario of a run: run.patients["phq9_last"] is a column."""

    def __init__(self, folder, scenario=None):
        self.folder, self.schemas = folder, {}
        for name in TABLES:
            table = _read(folder, name, scenario)
            self.schemas[name] = None if table is None else [
                (f.name, str(_value_type(f.type)), f.nullable) for f in table.schema]
            setattr(self, name, {} if not table else {c: _numbers(table[c]) for c in table.column_names})
        self.size = len(self.patients["patient"])


def clinic_places(folder, scenario=None):
    """Places of a clinic, from the parameters in the manifest of a run of rapport."""
    with open(os.path.join(folder, "manifest.json"), encoding="utf-8") as file:
        scenarios = json.load(file)["scenarios"]
    rows = next(s["parameters"] for s in scenarios if scenario in (None, s["name"]))
    values = {row["name"]: row["value"] for row in rows}
    return int(values["population.clinic_pairs"]) * int(
        values["population.caseload_min"] + values["population.caseload_max"])


def _read(folder, name, scenario):
    paths = sorted(glob.glob(os.path.join(folder, name, f"scenario={scenario or '*'}", "*.parquet")))
    if len({os.path.dirname(path) for path in paths}) > 1:
        raise SystemExit(f"peers.check: error: {folder}: more than one scenario: give --scenario")
    tables = [pq.ParquetFile(path).read() for path in paths]
    tables = [table for table in tables if len(table)] or tables[:1]
    return pa.concat_tables(tables) if tables else None


def _value_type(kind):
    return kind.value_type if pa.types.is_dictionary(kind) else kind


def _numbers(column):
    """Numbers as they are, booleans as 0 and 1, two labels as 0 and 1, further labels as text."""
    kind = _value_type(column.type)
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        return np.array(column.to_pylist(), dtype=object)
    if pa.types.is_boolean(kind):
        column = column.cast(pa.int8())
    if pa.types.is_integer(column.type) and column.null_count == 0:
        return column.to_numpy()
    return column.cast(pa.float64()).to_numpy(zero_copy_only=False)
