"""Fixtures: the real program, from the PATH, and one small run of it."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

import rapport


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every test works in a folder of its own, without settings of the environment."""
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("RAPPORT_")]:
        monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def binary() -> str:
    """The program. Without it nothing here can be tested, so its absence is a failure."""
    found = shutil.which("rapport")
    assert found, "rapport is not on the PATH: go build -o SOMEWHERE ./cmd/rapport"
    return found


@pytest.fixture(scope="session")
def trained(binary: str, tmp_path_factory: pytest.TempPathFactory) -> rapport.Run:
    """A run with four scenarios; tests must not change it."""
    out = tmp_path_factory.mktemp("runs") / "trained"
    return rapport.run("repair-training", patients=120, replications=1, out=out, binary=binary)


@pytest.fixture
def program(tmp_path: Path) -> str:
    """A place for a shell script that stands for the program; see `script`."""
    return str(tmp_path / "program")


def script(path: str, text: str) -> list[str]:
    """Writes a shell script and returns its command line."""
    Path(path).write_text(f"#!/bin/sh\n{text}\n")
    Path(path).chmod(0o755)
    return [path]


def digests(folder: Path) -> dict[str, bytes]:
    """Every file of a run by its name, but for the manifest, part of which tells of the host."""
    files = (file for file in folder.rglob("*") if file.is_file())
    return {
        str(file.relative_to(folder)): file.read_bytes()
        for file in files
        if file.name not in {"manifest.json", ".lock"}
    }
