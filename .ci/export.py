"""Compares what GNU PSPP, pandas, Polars and pyarrow read of exports, cell by cell.

usage: export.py RUN EXPORTS CODED

EXPORTS has a folder for each shape with all programs' files and the .sav file that PSPP
made of the syntax; CODED the same with -999 for missing numbers. Every number must agree
in all of them, and the tables with those of the run.
"""

import json
import pathlib
import sys

import numpy as np
import pandas as pd
import polars as pl
import pyarrow.csv
import pyreadstat

run, exports, coded = map(pathlib.Path, sys.argv[1:])


def numbers(column):
    """A column as doubles, NaN where missing."""
    return column.astype("float64").to_numpy()


def same(where, a, b):
    """Two columns of numbers agree in every row; in missing ones too."""
    assert len(a) == len(b), f"{where}: {len(a)} and {len(b)} rows"
    equal = (a == b) | (np.isnan(a) & np.isnan(b)) | (np.abs(a - b) <= 1e-7 * np.abs(a))
    assert equal.all(), f"{where}: row {int(np.argmin(equal)) + 1}: {a[~equal][0]} and {b[~equal][0]}"


def check(folder, shape, missing):
    codebook = pd.read_csv(folder / "codebook.csv", keep_default_na=False, dtype=str)
    frame = pd.read_csv(folder / f"{shape}.csv", keep_default_na=False, na_values=[missing or "", ""])
    spss, labels = pyreadstat.read_sav(str(folder / f"{shape}.sav"))
    nulls = pyarrow.csv.ConvertOptions(null_values=[missing or "", ""], strings_can_be_null=True)
    arrow = pyarrow.csv.read_csv(folder / f"{shape}.csv", convert_options=nulls)
    polars = pl.read_csv(folder / f"{shape}.csv", infer_schema_length=None, null_values=[missing, ""] if missing else None)
    mplus = pd.read_csv(folder / f"{shape}.dat", sep=" ", header=None, na_values=[missing or "."])
    names = list(codebook["name"])
    assert names == list(frame) == list(spss) == arrow.column_names == polars.columns, f"{folder}: other columns"
    assert polars.height == len(frame), f"{folder}: {polars.height} rows in Polars"
    at = 0
    for c in codebook.to_dict("records"):
        name, where = c["name"], f"{folder}: {c['name']}"
        assert labels.column_names_to_labels[name], f"{where} has no label in PSPP"
        assert c["missing"] or frame[name].notna().all(), f"{where} is missing, the codebook says never"
        assert polars[name].null_count() == arrow[name].null_count == frame[name].isna().sum(), f"{where}: other nulls"
        values = dict(pair.split(" ", 1)[::-1] for pair in c["values"].split(", ")) if c["values"] else {}
        if c["type"] == "string":
            told = [None if pd.isna(label) else label for label in frame[name]]
            assert told == arrow[name].to_pylist() == polars[name].to_list(), f"{where}: other labels"
            if name == "scenario":
                assert list(frame[name]) == list(spss[name]), f"{where}: other labels in PSPP"
                continue
            code = frame[name].map({label: float(v) for label, v in values.items()})
            same(where + " in PSPP", numbers(code), numbers(spss[name]))
            same(where + " in Mplus", numbers(code), numbers(mplus[at]))
        else:
            same(where + " in PSPP", numbers(frame[name]), numbers(spss[name]))
            same(where + " in Mplus", numbers(frame[name]), numbers(mplus[at]))
            same(where + " in Polars", numbers(frame[name]), polars[name].cast(pl.Float64).to_pandas().to_numpy(dtype="float64"))
            same(where + " in pyarrow", numbers(frame[name]), numbers(arrow[name].to_pandas()))
        if values:
            told = {label: int(v) for v, label in labels.variable_value_labels[name].items()}
            assert told == {label: int(v) for label, v in values.items()}, f"{where}: labels {told} in PSPP"
        at += 1
    assert at == mplus.shape[1], f"{folder}: {mplus.shape[1]} numbers in a line for Mplus, want {at}"
    return frame


manifest = json.loads((run / "manifest.json").read_text())
shapes = {"long": "sessions", "waves": "patients", "gains": "patients"} | {t: t for t in manifest["rows"]}
for shape, table in shapes.items():
    frame = check(exports / shape, shape, None)
    again = check(coded / shape, shape, "-999")
    assert frame.equals(again), f"{shape}: other values with a code for missing"
    assert len(frame) == manifest["rows"][table], f"{shape}: {len(frame)} rows, the run has {manifest['rows'][table]}"
    if shape == table:  # as it is in the run, but for nobody's therapist
        for scenario in frame["scenario"].unique():
            there = pd.concat(pd.read_parquet(p) for p in sorted((run / table / f"scenario={scenario}").glob("*.parquet")))
            here = frame[frame["scenario"] == scenario]
            for name in there:
                where = f"{scenario}: {table}.{name} against the run"
                if there[name].dtype.kind in "OT" and isinstance(there[name].dropna().iloc[0] if there[name].notna().any() else 0, str):
                    assert list(there[name]) == list(here[name]), where
                elif name == "therapist":
                    same(where, numbers(there[name].where(there[name] >= 0)), numbers(here[name]))
                else:
                    same(where, numbers(there[name]), numbers(here[name]))
    print(f"{shape:10} {len(frame):6} rows, {len(frame.columns):3} columns: PSPP, pandas, Polars, pyarrow and Mplus' numbers agree")
