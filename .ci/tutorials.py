"""Carries out a tutorial and compares what is printed with what the page shows.

usage: tutorials.py PAGE FOLDER [--update]

Marks in the page, each before a fenced block:

  <!-- file: NAME -->   the block is written to the file NAME
  <!-- run -->          the block is run by bash, in FOLDER
  <!-- python -->       the block is run by Python, in FOLDER, after the blocks before it
  <!-- prints -->       the block is what the block before printed; a line of … alone stands
                        for lines left out; --update renews blocks, those with … by the
                        lines most like those shown, and fills a block of … alone
  <!-- studio: OPERATION PATH -->  the block is what the studio answers about the last link
                        in the page, such as: course branches.0.sessions.6.told
"""

import contextlib
import difflib
import io
import json
import pathlib
import re
import subprocess
import sys
import textwrap
import urllib.parse
import urllib.request

page, folder = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
update = "--update" in sys.argv[3:]
MARKED = re.compile(r"<!-- (file: \S+|run|python|prints|studio: \S+ \S+) -->\n```(\w*)\n(.*?)```\n", re.S)
LINK = re.compile(r"`(#v=[^`]+)`")
SPEED = re.compile(r"in [0-9.]+ s, [0-9,]+ sessions/s")
text = page.read_text()


def request(link):
    """What the page of the studio asks its engine for an address."""
    pairs = [pair.split("=", 1) for pair in link.removeprefix("#").split("&")]
    get = {key: urllib.parse.unquote(value) for key, value in pairs if key != "b"}
    branches = []
    for key, value in pairs:
        if key == "b":
            scenario, numbers, moves = urllib.parse.unquote(value).split("~")
            parent, at, played = map(int, numbers.split("."))
            made = dict(move.split(":") for move in moves.split(",") if move)
            branches.append({"scenario": scenario, "parent": parent, "at": at, "played": played,
                             "moves": {session: names.split("!") for session, names in made.items()}})
    cast = {"patient": {"vignette": get["p"]}, "therapist": {"vignette": get["t"]}, "approach": get["a"],
            "per_week": float(get["f"]), "sessions": int(get["n"]), "seed": int(get["seed"])}
    return {"cast": cast, "branches": branches, "branch": int(get.get("c", 0))}


def studio(operation, path, link):
    """Asks a studio of its own, on a free port."""
    with subprocess.Popen(["rapport", "studio", "--no-browser"], stdout=subprocess.PIPE, text=True, cwd=folder) as server:
        try:
            address = re.search(r"http://\S+/", server.stdout.readline()).group(0)
            ask = urllib.request.Request(f"{address}api/{operation}", json.dumps(request(link)).encode(), {"Content-Type": "application/json"})
            with urllib.request.urlopen(ask) as answer:
                body = answer.read().decode()
        finally:
            server.terminate()
    if path == "-":
        return body
    value = json.loads(body)
    for step in path.split("."):
        value = value[int(step)] if isinstance(value, list) else value[step]
    return "\n".join(textwrap.wrap(value, 88)) + "\n"


def like(shown, printed):
    """Whether what is shown is what was printed, but for lines of … and speed."""
    pattern = ""
    for line in SPEED.sub("SPEED", shown).splitlines(keepends=True):
        pattern += "(?:.*\n)*?" if line.strip() == "…" else re.escape(line)
    return re.fullmatch(pattern, SPEED.sub("SPEED", printed)) is not None


def elided(shown, printed):
    """What is printed, but of it the lines alone that are most like those that were shown,
    in their order, and … for what lies between them."""
    lines, kept, start = printed.splitlines(), [], 0
    for old in (line for line in shown.splitlines() if line.strip() != "…"):
        if not old.strip():
            likeness, best = 1, next((i for i in range(start, len(lines)) if not lines[i].strip()), None)
        else:
            likeness, best = max(((difflib.SequenceMatcher(None, old, lines[i]).ratio(), -i) for i in range(start, len(lines))), default=(0, 0))
            best = -best
        if best is not None and likeness > 0.6:
            kept.append(best)
            start = best + 1
    new, last = [], -1
    for i in kept:
        new += ["…"] * (i > last + 1) + [lines[i]]
        last = i
    new += ["…"] * (last + 1 < len(lines))
    return "".join(line + "\n" for line in new)


def shell(code):
    done = subprocess.run(["bash", "-euo", "pipefail", "-c", code], cwd=folder, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"FAILED: {page}: exit code {done.returncode} of\n{code}\n{done.stdout}{done.stderr}")
    return done.stdout


def python(code, space):
    out = io.StringIO()
    with contextlib.chdir(folder), contextlib.redirect_stdout(out):
        exec(code, space)  # a page is one program
    return out.getvalue()


printed, space, shown, carried = "", {}, 0, 0
fresh, end = "", 0
for found in MARKED.finditer(text):
    mark, language, block = found.groups()
    kind, _, what = mark.partition(": ")
    new = block
    if kind == "file":
        (folder / what).write_text(block)
    elif kind == "run":
        printed, carried = shell(block), carried + 1
    elif kind == "python":
        printed, carried = python(block, space), carried + 1
    else:
        if kind == "studio":
            operation, path = what.split()
            printed = studio(operation, path, [link for link in LINK.findall(text[: found.start()]) if operation != "study" or "v=compare" in link][-1])
            if path == "-":  # a file, which later commands use
                (folder / "class.yaml").write_text(printed)
        shown += 1
        blank = update and block.strip() == "…"
        if blank or not like(block, printed):
            if not update:
                sys.exit(f"FAILED: {page} shows\n{block}\nbut this is printed:\n{printed}\n(.ci/tutorials --update renews the page)")
            new = elided(block, printed) if not blank and "\n…\n" in "\n" + block else printed
    start = found.end() - len("```\n") - len(block)
    fresh += text[end:start] + new
    end = start + len(block)
if update and fresh + text[end:] != text:
    page.write_text(fresh + text[end:])
assert carried and shown, f"{page} has lost its marks"
for name in re.findall(r"!?\[[^]]*\]\(([^)#:\s]+)\)", text):
    assert (page.parent / name).exists(), f"{page} links to {name}, which is not there"
print(f"{page.parent.name}/{page.name}: {carried} pieces carried out, {shown} outputs as shown")
