"""Executes the notebooks of this folder from top to bottom.

    python execute.py --small         every notebook, small: what CI does
    python execute.py --write [NAME]  in full size; keeps outputs and pictures

Without --write nothing in this folder changes. A notebook fails where a cell raises,
writes to standard error (a warning is a fault to mend), or shows what belongs to one
machine alone: paths, addresses in memory. Outputs are kept free of noise (times, progress
bars, versions of the kernel), so that executing again changes nothing in git.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import os
import re
import shutil
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError
from nbformat import NotebookNode

HERE = Path(__file__).resolve().parent
PICTURES = HERE / "pictures"
SECONDS_PER_CELL = 600
LARGEST_PICTURE = 300_000  # bytes; a figure of the style here has 20 to 80 kB
LARGEST_NOTEBOOK = 2_000_000  # bytes
SIZE = re.compile(r"^(?P<name>[A-Z_]+)( = )(?P<full>[^#\n]+?)(  # small: )(?P<small>\S+)", re.MULTILINE)
TAG = "picture:"
WIDGET = "application/vnd.jupyter.widget-view+json"


class Fault(Exception):  # noqa: N818  (it is told, not caught by others)
    """What is wrong with a notebook, in one or more lines."""


def code_cells(notebook: NotebookNode) -> list[NotebookNode]:
    """The cells that are executed."""
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def fingerprint(notebook: NotebookNode) -> str:
    """Depends on the code alone: tells outputs of this code from outputs of other code."""
    text = "\0".join(cell.source for cell in code_cells(notebook))
    return hashlib.sha256(text.encode()).hexdigest()


def shrink(notebook: NotebookNode) -> None:
    """Puts the small sizes in place of the full ones.

    Sizes stand in one of the first two code cells, as `PATIENTS = 4_000  # small: 500`.
    """
    with_sizes = [cell for cell in code_cells(notebook)[:2] if SIZE.search(cell.source)]
    if not with_sizes:
        raise Fault("no line at the beginning is such as: PATIENTS = 4_000  # small: 500")
    for cell in with_sizes:
        cell.source = SIZE.sub(r"\g<name>\g<2>\g<small>", cell.source)


def strip(notebook: NotebookNode) -> None:
    """Takes out what would differ from one execution to the next."""
    for number, cell in enumerate(notebook.cells):
        cell.id = f"cell-{number:02}"
        tags = cell.metadata.get("tags", [])
        cell.metadata = nbformat.from_dict({"tags": tags} if tags else {})
        if cell.cell_type == "code":
            cell.outputs = [o for o in cell.outputs if WIDGET not in o.get("data", {})]
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    about = {"sources_sha256": fingerprint(notebook)}
    notebook.metadata = nbformat.from_dict(
        {"kernelspec": kernel, "language_info": {"name": "python"}, "rapport": about}
    )
    notebook.nbformat_minor = 5


def texts(output: NotebookNode) -> list[str]:
    """Everything in an output that people read."""
    data = output.get("data", {})
    shown = [value for kind, value in data.items() if kind.startswith("text/")]
    return [str(text) for text in [*shown, output.get("text", "")]]


def inspect(notebook: NotebookNode, forbidden: list[str]) -> list[str]:
    """Faults of the outputs, each with its cell."""
    faults = []
    for number, cell in enumerate(code_cells(notebook), start=1):
        for output in cell.outputs:
            text = "\n".join(texts(output))
            if output.get("name") == "stderr":
                faults.append(f"code cell {number} writes to standard error: {text.strip()}")
            faults += [f"code cell {number} shows a path of this machine: {path}" for path in forbidden if path in text]
            if address := re.search(r"<.* at 0x[0-9a-f]+>", text):
                faults.append(f"code cell {number} shows an address in memory: {address[0]}")
            picture = output.get("data", {}).get("image/png", "")
            if len(picture) * 3 // 4 > LARGEST_PICTURE:
                faults.append(f"code cell {number} draws a picture of {len(picture) * 3 // 4:,} bytes")
    return faults


def workplace() -> Path:
    """A fresh copy of this folder without notebooks, so that runs land in no one's way."""
    place = Path(tempfile.mkdtemp(prefix="notebook-"))
    ignored = shutil.ignore_patterns("*.ipynb", "pictures", "runs", "__pycache__", ".*")
    shutil.copytree(HERE, place, ignore=ignored, dirs_exist_ok=True)
    return place


def execute(path: Path, small: bool) -> NotebookNode:
    """The notebook with fresh outputs; Fault where it must not stay as it is."""
    notebook: NotebookNode = nbformat.read(path, as_version=4)
    if small:
        shrink(notebook)
    place = workplace()
    try:
        client = NotebookClient(
            notebook,
            kernel_name="python3",
            timeout=SECONDS_PER_CELL,
            startup_timeout=SECONDS_PER_CELL,  # a busy machine starts slowly
            record_timing=False,
            resources={"metadata": {"path": str(place)}},
        )
        client.execute()
    except (CellExecutionError, CellTimeoutError) as error:
        raise Fault(str(error)) from error
    finally:
        shutil.rmtree(place)
    strip(notebook)
    forbidden = [str(place), str(HERE), str(Path.home()), sys.prefix]
    if faults := inspect(notebook, forbidden):
        raise Fault("\n".join(faults))
    return notebook


def is_fresh(path: Path) -> bool:
    """Whether the kept outputs are those of the code beside them."""
    notebook = nbformat.read(path, as_version=4)
    kept = notebook.metadata.get("rapport", {}).get("sources_sha256")
    return bool(kept == fingerprint(notebook))


def keep(notebook: NotebookNode, path: Path) -> None:
    """Writes the notebook, and the pictures of cells with a tag such as picture:calibration."""
    text = nbformat.writes(notebook) + "\n"
    if len(text) > LARGEST_NOTEBOOK:
        raise Fault(f"the notebook would have {len(text):,} bytes, more than {LARGEST_NOTEBOOK:,}")
    for cell in code_cells(notebook):
        names = [tag.removeprefix(TAG) for tag in cell.metadata.get("tags", []) if tag.startswith(TAG)]
        drawn = [o.data["image/png"] for o in cell.outputs if "image/png" in o.get("data", {})]
        if len(names) != len(drawn) and names:
            raise Fault(f"a cell is tagged for {len(names)} pictures and draws {len(drawn)}")
        for name, picture in zip(names, drawn, strict=False):
            PICTURES.mkdir(exist_ok=True)
            (PICTURES / f"{name}.png").write_bytes(base64.b64decode(picture))
    path.write_text(text, encoding="utf-8")


def run(path: Path, small: bool, write: bool) -> bool:
    """Executes one notebook and tells how it went."""
    began = time.monotonic()
    try:
        if not write and not is_fresh(path):
            raise Fault(f"its outputs are of other code: python execute.py --write {path.stem}")
        notebook = execute(path, small)
        if write:
            keep(notebook, path)
    except Fault as fault:
        print(f"FAILED  {path.name}\n{fault}", file=sys.stderr, flush=True)
        return False
    print(f"ok      {path.name}  {time.monotonic() - began:.0f} s", flush=True)
    return True


def named(names: list[str]) -> list[Path]:
    """The notebooks of these names (with or without .ipynb); all without names."""
    there = {path.stem: path for path in sorted(HERE.glob("*.ipynb"))}
    wanted = [Path(name).name.removesuffix(".ipynb") for name in names] or list(there)
    if unknown := [name for name in wanted if name not in there]:
        raise SystemExit(f"execute.py: no notebook is called {', '.join(unknown)}; there are {', '.join(there)}")
    return [there[name] for name in wanted]


def main() -> int:
    """The command line; 1 where a notebook failed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", help="notebooks (default all)")
    size = parser.add_mutually_exclusive_group()
    size.add_argument("--small", action="store_true", help="with the small sizes of the first code cell")
    size.add_argument("--write", action="store_true", help="keep outputs and pictures")
    parser.add_argument("--jobs", type=int, default=1, metavar="N", help="notebooks at once (default 1)")
    options = parser.parse_args()
    # One thread to a kernel: sums are then added in one order on any machine.
    os.environ |= dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "LOKY_MAX_CPU_COUNT"), "1")
    paths = named(options.names)
    if not paths:
        raise SystemExit("execute.py: there are no notebooks here")
    with ThreadPoolExecutor(options.jobs) as pool:
        well = list(pool.map(lambda path: run(path, options.small, options.write), paths))
    return 0 if all(well) else 1


if __name__ == "__main__":
    sys.exit(main())
