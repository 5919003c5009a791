"""What execute.py must refuse, and what it must leave alone."""

import json
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

import execute

SIZE = "PATIENTS = 4_000  # small: 50"


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder of notebooks of its own."""
    monkeypatch.setattr(execute, "HERE", tmp_path)
    monkeypatch.setattr(execute, "PICTURES", tmp_path / "pictures")


def written(*sources: str, tags: tuple[str, ...] = ()) -> Path:
    """A notebook of these code cells; the last one has the tags."""
    cells = [new_markdown_cell("# A test"), *(new_code_cell(source) for source in sources)]
    cells[-1].metadata["tags"] = list(tags)
    path = execute.HERE / "a-test.ipynb"
    nbformat.write(new_notebook(cells=cells), path)
    return path


def outputs(path: Path) -> list[str]:
    return [output.get("text", "") for cell in nbformat.read(path, 4).cells for output in cell.get("outputs", [])]


def test_full_size_is_kept_and_small_is_not(capsys: pytest.CaptureFixture[str]) -> None:
    path = written(SIZE, "print(PATIENTS)")
    assert execute.run(path, small=False, write=True)
    assert outputs(path) == ["4000\n"]
    kept = path.read_bytes()
    assert execute.run(path, small=True, write=False)
    assert path.read_bytes() == kept
    assert capsys.readouterr().err == ""
    assert "50" in execute.execute(path, small=True).cells[-1].outputs[0].text


def test_writing_again_changes_nothing() -> None:
    path = written(SIZE, "from tqdm.auto import tqdm\nfor _ in tqdm([1]): pass", "PATIENTS")
    assert execute.run(path, small=False, write=True)
    kept = path.read_bytes()
    assert execute.run(path, small=False, write=True)
    assert path.read_bytes() == kept
    assert "widget" not in path.read_text()
    assert "time" not in json.dumps(json.loads(kept)["metadata"])


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("1 / 0", "ZeroDivisionError"),
        ("import warnings; warnings.warn('hm')", "standard error"),
        ("import os; print(os.getcwd())", "path of this machine"),
        ("object()", "address in memory"),
    ],
)
def test_refused(source: str, told: str, capsys: pytest.CaptureFixture[str]) -> None:
    path = written(SIZE, source)
    before = path.read_bytes()
    assert not execute.run(path, small=False, write=True)
    assert told in capsys.readouterr().err
    assert path.read_bytes() == before


def test_code_edited_after_its_outputs_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    path = written(SIZE, "PATIENTS")
    assert execute.run(path, small=False, write=True)
    path.write_text(path.read_text().replace("4_000", "5_000"))
    assert not execute.run(path, small=True, write=False)
    assert "outputs are of other code" in capsys.readouterr().err


def test_notebook_without_a_small_size_is_refused() -> None:
    with pytest.raises(execute.Fault, match="no line at the beginning is such as"):
        execute.execute(written("PATIENTS = 4_000"), small=True)


def test_pictures_are_taken_out() -> None:
    draw = "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()"
    assert execute.run(written(SIZE, draw, tags=("picture:t-line",)), small=False, write=True)
    assert (execute.PICTURES / "t-line.png").read_bytes().startswith(b"\x89PNG")


def test_tag_without_a_picture_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert not execute.run(written(SIZE, "1", tags=("picture:none",)), small=False, write=True)
    assert "draws 0" in capsys.readouterr().err


def test_unknown_names_are_told() -> None:
    written(SIZE)
    with pytest.raises(SystemExit, match=r"b-test; there are a-test"):
        execute.named(["a-test.ipynb", "b-test"])
