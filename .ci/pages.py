"""Carries out every block of Python in pages, as a reader does who copies them in order.

usage: pages.py [--update] PAGE...

Each page is one program, in a folder of its own that holds what the pages speak of: a run in
runs/routine-care-seed1, and a table sessions.csv. A line of a block that begins with "# → " is
what the line before prints. What takes minutes is made small. The picture of README.md is what
its run.plot() draws; --update renews it.
"""

import contextlib
import difflib
import functools
import io
import re
import sys
import tempfile
from pathlib import Path

import matplotlib as mpl

import rapport

mpl.use("agg")
mpl.rcParams["svg.hashsalt"] = "rapport"  # the same figure, the same bytes
ROOT = Path(__file__).resolve().parent.parent
PICTURE = ROOT / "analysis/python/example.svg"
SMALL = {
    "power": {"sizes": [40, 80], "trials": 20},
    "sensitivity": {"samples": 4, "patients": 100},
    "validate": {"patients": 300},
    "claims": {"patients": 200},
    "calibrate": {"patients": 200, "generations": 0, "descents": 1, "polishes": 0},
}


def carry_out(page):
    """Runs the blocks of a page; returns what they leave."""
    text = (ROOT / page).read_text(encoding="utf-8")
    space = {}
    blocks = list(re.finditer(r"^```python\n(.*?)^```", text, re.M | re.S))
    if not blocks:
        sys.exit(f"FAILED: {page} has no block of Python")
    for block in blocks:
        line = text.count("\n", 0, block.start()) + 2
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(compile("\n" * (line - 1) + block[1], page, "exec"), space)
        for shown in re.findall(r"^ *# → (.*)$", block[1], re.M):
            if shown not in printed.getvalue().splitlines():
                sys.exit(f"FAILED: {page}:{line}: {shown!r} is not printed, but\n{printed.getvalue()}")
    return space


def picture(run, update):
    """Holds the picture of README.md to what run.plot() draws."""
    drawn = io.StringIO()
    run.plot().savefig(drawn, format="svg", metadata={"Date": None, "Creator": None})
    text = re.sub(r" +$", "", drawn.getvalue(), flags=re.M)
    if update:
        PICTURE.write_text(text, encoding="utf-8")
    elif PICTURE.read_text(encoding="utf-8") != text:
        changed = difflib.unified_diff(PICTURE.read_text(encoding="utf-8").splitlines(), text.splitlines(), lineterm="", n=0)
        print("\n".join(list(changed)[:20]))
        sys.exit(f"FAILED: {PICTURE.name} is not what run.plot() draws: .ci/notebooks --update")


def main(pages, update):
    for page in pages:
        with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
            usual = rapport.run("routine-care", patients=200, progress=False)
            asked = {"patient": "patient", "session": "session", "wai_patient": "alliance", "phq9": "symptoms"}
            usual.sessions(list(asked)).rename(asked).write_csv("sessions.csv")
            space = carry_out(page)
            if page == "README.md":
                picture(space["run"], update)
        print(f"{page}: its Python does what it says")


for verb, flags in SMALL.items():
    setattr(rapport, verb, functools.partial(getattr(rapport, verb), **flags))
main([page for page in sys.argv[1:] if page != "--update"], "--update" in sys.argv)
