"""Gathers the pages of the site and checks its links. Called by .ci/site:

    site.py stage FOLDER    pages and what they show into FOLDER, mkdocs' settings into FOLDER.yml
    site.py name FOLDER     the theme's search has a name for those who hear the built site
    site.py check FOLDER    every link and picture of the built site leads somewhere

Pages keep the places that their files have in the repository, so that their links hold. A
link to a folder leads to its README.md; what is no page comes along as it is, programs as text.
"""

import base64
import csv
import html.parser
import json
import re
import shutil
import subprocess
import sys
import urllib.parse
from pathlib import Path, PurePosixPath

HERE = Path(__file__).parent
ROOT = HERE.parent
SHOWN = {".csv", ".json", ".yaml", ".yml", ".png", ".svg", ".html"}  # what browsers show
PATIENTS = "1000"  # of each study

PLAY = """# The studio to play with

[Open it on a page of its own](studio.html), or save that page: it is one file that works
from a disk, offline, with the same model as the program.

<iframe src="studio.html" title="The studio" class="studio"></iframe>
"""


def run(*command, status=(0,), **more):
    """What a command prints."""
    done = subprocess.run(command, text=True, encoding="utf-8", stdout=subprocess.PIPE, check=False, **more)
    if done.returncode not in status:
        sys.exit(f"FAILED: {' '.join(map(str, command))}: exit status {done.returncode}")
    return done.stdout


def stage(pages):
    """Writes all pages, and the settings with the navigation."""
    files = set(run("git", "ls-files", "--cached", "--others", "--exclude-standard", cwd=ROOT).split("\n")) - {""}
    files = {file for file in files if (ROOT / file).exists()}
    for file in sorted(files):
        if file.endswith(".md") and "testdata" not in file:
            page(file, (ROOT / file).read_text(encoding="utf-8"), files, pages)
        elif file.endswith(".ipynb"):
            page(file[:-5] + "md", notebook(ROOT / file, pages / file), files, pages)
    shutil.copy(HERE / "site.css", pages)
    studies = study_pages(pages)
    findings(pages)
    commands = command_pages(pages)
    write(pages / "play.md", PLAY)
    write(pages / "analysis/python/reference.md", "# Python: reference\n\n::: rapport\n")
    write(pages / "analysis/r/reference.md", r_reference())
    settings = {"INHERIT": str(HERE / "site.yml"), "docs_dir": str(pages), "nav": navigation(studies, commands)}
    settings["plugins"] = {"mkdocstrings": {"handlers": {"python": {"paths": [str(ROOT / "analysis/python/src")]}}}}
    Path(f"{pages}.yml").write_text(json.dumps(settings, indent=1))  # JSON is YAML


def write(file, text):
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def page(file, text, files, pages):
    """Writes a page with its links turned to where their targets are in the site."""
    parts = re.split(r"(^```.*?^```$|^<!--.*?-->$)", text, flags=re.M | re.S)
    for i in range(0, len(parts), 2):  # outside of code
        turn = lambda link: f"{link[1]}({target(file, link[2], files, pages)})"  # noqa: E731
        parts[i] = re.sub(r"(\])\(([^()\s]+)\)", turn, parts[i])
        parts[i] = re.sub(r'(src=)"([^"]+)"', lambda link: f'{link[1]}"{target(file, link[2], files, pages)}"', parts[i])
    write(pages / file, "".join(parts))


def target(file, link, files, pages):
    """The link as the site has it; what is no page is copied."""
    if re.match(r"[a-z]+:|#|data:", link):
        return link
    path, mark, anchor = link.partition("#")
    parts = []
    for part in PurePosixPath(file).parent.joinpath(urllib.parse.unquote(path)).parts:
        parts[-1 if part == ".." else len(parts):] = [] if part == ".." else [part]
    there = "/".join(parts)
    if f"{there}/README.md" in files:
        return path.rstrip("/") + "/README.md" + mark + anchor
    if there.endswith(".md"):
        return link
    if there.endswith(".ipynb"):
        return path[:-5] + "md" + mark + anchor
    if there not in files and (pages / there).exists():  # made here
        return link
    if there not in files:
        sys.exit(f"FAILED: {file}: the link {link} leads to no file")
    text = "" if Path(there).suffix in SHOWN else ".txt"
    (pages / there).parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(ROOT / there, pages / (there + text))
    return path + text + mark + anchor


def notebook(file, beside):
    """A notebook as Markdown, its pictures beside it."""
    cells = json.loads(file.read_text(encoding="utf-8"))["cells"]
    return "\n\n".join(text for i, cell in enumerate(cells) for text in cell_parts(cell, f"{beside.stem}-{i}", beside.parent))


def cell_parts(cell, name, folder):
    source = "".join(cell["source"])
    if cell["cell_type"] != "code":
        yield source
        return
    yield f"```python\n{source}\n```"
    for i, output in enumerate(cell["outputs"]):
        data = output.get("data", {})
        if "image/png" in data:
            picture = folder / "figures" / f"{name}-{i}.png"
            picture.parent.mkdir(parents=True, exist_ok=True)
            picture.write_bytes(base64.b64decode("".join(data["image/png"])))
            yield f"![figure](figures/{picture.name})"
        elif "text/markdown" in data:
            yield "".join(data["text/markdown"])
        else:
            yield "```text\n" + "".join(output.get("text") or data.get("text/plain", [])).rstrip() + "\n```"


def study_pages(pages):
    """A page and a report for each study that ships; returns their titles and files."""
    found, rows = [], ""
    for study in json.loads(run("rapport", "studies", "--json")):
        name = study["name"]
        folder = pages.parent / "runs" / name
        run("rapport", "run", name, "--patients", PATIENTS, "--replications", "1", "--quiet", "--out", folder)
        (pages / "studies").mkdir(exist_ok=True)
        run("rapport", "report", folder, "--out", pages / "studies" / f"{name}-report.html", "--figures", pages.parent / "figures" / name)
        picture = pages.parent / "figures" / name / "phq9-by-week.svg"
        if picture.exists():
            shutil.copy(picture, pages / "studies" / f"{name}.svg")
        write(pages / "studies" / f"{name}.md", study_page(study, folder))
        rows += f"| [{study['title']}]({name}.md) | {study['question']} | {in_short(folder)} |\n"
        found.append({study["title"]: f"studies/{name}.md"})
        shutil.rmtree(folder)
    text = "---\nhide: [toc]\n---\n# The studies that ship\n\nWhat each finds, with "
    text += f"{int(PATIENTS):,} patients to a scenario: the difference from its first scenario, twin by twin, with its 95 % interval. "
    text += "[What holds in all plausible sets](../configs/CONCLUSIONS.md) is a table of its own.\n\n"
    write(pages / "studies/index.md", text + "| study | question | in short |\n|---|---|---|\n" + rows)
    return found


def several(folder):
    """Whether there is something to compare."""
    return len(json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["scenarios"]) > 1


def in_short(folder):
    """The primary outcome of each scenario against the first."""
    if not several(folder):
        return "one scenario: see its report"
    lines = []
    for compared in json.loads(run("rapport", "compare", folder, "--json"))["comparisons"]:
        first = compared["outcomes"][0]
        value, low, high = (signed(first["difference"][end], first["outcome"]["binary"]) for end in ("value", "low", "high"))
        lines.append(f"{compared['scenario']} {value}" + (f" ({low} to {high})" if low else ", without an interval"))
    return f"{first['outcome']['label']}: " + "; ".join(lines)


def signed(value, share):
    text = "" if value is None else f"{100 * value:+.1f} %" if share else f"{value:+.2f}"
    return re.sub(r"^[+-](?=[0.]+( |$))", "", text).replace("-", "−")  # no sign of nothing


def study_page(study, folder):
    name = study["name"]
    file = (ROOT / "configs" / f"{name}.yaml").read_text(encoding="utf-8")
    told = run("rapport", "show", name).split("\n", 1)[1].strip("\n")
    shown = ["---\nhide: [toc]\n---", f"# {study['title']}", study["question"], f"[The whole report]({name}-report.html), with figures, tables and methods."]
    if (folder.parent.parent / "figures" / name / "phq9-by-week.svg").exists():
        shown.append(f"![The PHQ-9 of everybody by week under each scenario, and how far each is from the first]({name}.svg)")
    if several(folder):
        answer = re.sub(r"\n\nfor whom: .*?(?=\n\n\n|\Z)", "", run("rapport", "compare", folder), flags=re.S).strip("\n")
        shown += ["## What it finds", f"`rapport run {name}` and `rapport compare`, here with {int(PATIENTS):,} patients to a scenario:", f"```text\n{answer}\n```"]
    shown += ["## What it asks and does", f"```text\n{told}\n```", "## The study file", f"```yaml\n{file.strip()}\n```"]
    return "\n\n".join(shown) + "\n"


def findings(pages):
    """The findings that the model is held to, as a table. What is met stands in the model's page."""
    text = "---\nhide: [toc]\n---\n# Findings\n\nWhat the model is held to: published numbers, with source and accepted band. What it meets, and what not, "
    text += "stands in [the model, section 1](../sim/ODD.md#1-purpose-and-patterns), and of the claims of the theory in [section 8](../sim/ODD.md#8-what-each-mechanism-does); "
    text += "`rapport validate` computes both anew, the claims with `--claims`.\n\n"
    text += findings_table("findings.csv")
    text += "\n## Held out\n\nThese had no part in fitting the model, and were chosen before it was asked, but for V30, V32 and V33: `rapport validate --held-out` computes them, "
    text += "[the model, section 1](../sim/ODD.md#1-purpose-and-patterns) shows what came out, and [section 10](../sim/ODD.md#10-limits) what that tells.\n\n" + findings_table("heldout.csv")
    write(pages / "analysis/findings.md", text)


def findings_table(name):
    with (ROOT / "analysis" / name).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    text = "| | finding | scenario | published | accepted | source |\n|---|---|---|---|---|---|\n"
    for row in rows:
        source = f"[{row['citation']}](https://doi.org/{row['doi']})" if row["doi"] else row["citation"]
        cells = [row["id"], row["finding"], row["scenarios"], row["published"], accepted(row), source]
        text += "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |\n"
    return text


def accepted(row):
    """The band of a finding in words that no line breaks."""
    low, high = row["accept_low"], row["accept_high"]
    if not low and not high:
        return row["kind"]
    words = f"{low} to {high}" if low and high else f"from {low}" if low else f"up to {high}"
    return words.replace("-", "−").replace(" ", "\u00a0")


def command_pages(pages):
    """A page for each verb; returns them with their files."""
    (pages / "commands").mkdir()
    run("rapport", "docs", "--commands", pages / "commands")
    found = []
    for file in sorted((pages / "commands").glob("*.md")):
        text = file.read_text(encoding="utf-8")
        words, fence, rest = text.partition("```")
        text = re.sub(r"(?m)(?:^  .*\n)+", r"\n```text\n\g<0>```\n\n", words) + fence + rest  # lists keep their lines
        file.write_text(re.sub(r"^#(#+ )", r"\1", text, flags=re.M), encoding="utf-8")  # each is a page of its own
        found.append({file.stem.partition("_")[2] or "rapport": f"commands/{file.name}"})
    return found


def r_reference():
    """The help pages of the R package as one page."""
    script = """
    files <- list.files("analysis/r/man", "[.]Rd$", full.names = TRUE)
    topics <- sub("[.]Rd$", "", basename(files))
    links <- setNames(paste0("#", c(topics, "plot")), c(topics, "plot.rapport_run"))
    for (file in files) {
      cat("\\001", sub("[.]Rd$", "", basename(file)), "\\n", sep = "")
      tools::Rd2HTML(file, stdout(), Links = links, Links2 = character(), dynamic = FALSE)
    }"""
    text = "# R: reference\n\n"
    for part in run("Rscript", "-e", script, cwd=ROOT).split("\x01")[1:]:
        topic, content = part.split("\n", 1)
        body = re.search(r"<body>(.*)</body>", content, re.S)[1]
        body = re.sub(r"^.*?<h2>.*?</h2>", "", body, flags=re.S).partition("<hr")[0]
        body = re.sub(r'<a href="[^"#][^"]*">(.*?)</a>', r"\1", body, flags=re.S)  # help pages of R itself
        body = re.sub(r' id="[^"]*"|</?div[^>]*>', "", body)
        title = re.search(r"<h2>(.*?)</h2>", content, re.S)[1]
        text += f"## {topic} {{ #{topic} }}\n\n{title}.\n\n<div class=\"rd\">\n{body.strip()}\n</div>\n\n"
    return text


def navigation(studies, commands):
    vignettes = ["loading", "three-levels", "cross-lagged", "dropout", "sudden-gains"]
    notebooks = sorted(file.stem for file in (ROOT / "analysis/notebooks").glob("*.ipynb"))
    tutorials = [{"Researchers": "configs/TUTORIAL.md"}, {"Trainers": "cmd/rapport/studio/TUTORIAL.md"}, {"Data scientists": "analysis/notebooks/TUTORIAL.md"}]
    return [
        {"Start": ["README.md", {"Changes": "CHANGELOG.md"}, {"Contributing": "CONTRIBUTING.md"}, {"Security": "SECURITY.md"}]},
        {"Tutorials": tutorials},
        {"Studies": ["studies/index.md", {"How to ask": "configs/STUDIES.md"}, {"What each finds": studies},
                     {"What holds in all sets": "configs/CONCLUSIONS.md"}, {"Clusters": "configs/cluster/README.md"}]},
        {"Studio": [{"Play": "play.md"}, {"Lessons": "cmd/rapport/studio/LESSONS.md"}]},
        {"Model": [{"The model (ODD)": "sim/ODD.md"}, {"Findings": "analysis/findings.md"}, {"Decisions": "sim/DECISIONS.md"},
                   {"Estimators": "analysis/ESTIMATORS.md"}, {"How scenarios are compared": "analysis/twins/COMPARE.md"}, {"How parameters are fitted": "analysis/explore/fit/FIT.md"}, {"Plausible sets": "analysis/explore/fit/PLAUSIBLE.md"},
                   {"What sets recover": "analysis/recovery/RECOVERY.md"}, {"Coverage of intervals": "analysis/coverage/coverage.md"},
                   {"Power against other trials": "analysis/explore/power/POWER.md"}]},
        {"Data": [{"Runs": "analysis/RUNS.md"}, {"Dictionary": "sim/record/DICTIONARY.md"}]},
        {"Python": ["analysis/python/README.md", {"Reference": "analysis/python/reference.md"},
                    {"Notebooks": ["analysis/notebooks/README.md", *(f"analysis/notebooks/{name}.md" for name in notebooks)]}]},
        {"R": ["analysis/r/README.md", {"Reference": "analysis/r/reference.md"}, {"Vignettes": [f"analysis/r/vignettes/{name}.md" for name in vignettes]}]},
        {"Commands": commands},
        {"Speed": ["analysis/bench/README.md", {"Peers": "analysis/bench/peers/README.md"}, {"Results": "analysis/bench/results/results.md"}]},
    ]  # fmt: skip


class Links(html.parser.HTMLParser):
    """The links and the anchors of a page."""

    def __init__(self, file):
        super().__init__()
        self.links, self.anchors = [], set()
        self.feed(file.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        self.anchors |= {given.get("id"), given.get("name") if tag == "a" else None} - {None}
        self.links += [given[name] for name in ("href", "src") if given.get(name) and tag not in {"link", "script"}]


def name(site):
    """Names the dialog of the search, which the theme leaves without a name."""
    for file in site.rglob("*.html"):
        text = file.read_text(encoding="utf-8")
        file.write_text(text.replace('data-md-component="search" role="dialog">', 'data-md-component="search" role="dialog" aria-label="Search">'), encoding="utf-8")


def check(site):
    """Ends with all links that lead nowhere, and pages with a dialog without a name."""
    pages = {file.resolve(): Links(file) for file in site.rglob("*.html") if file.name != "404.html"}
    dead = [f"{file.relative_to(site.resolve())}: a dialog without a name" for file in pages if 'role="dialog">' in file.read_text(encoding="utf-8")]
    for file, found in pages.items():
        for link in found.links:
            if re.match(r"[a-z]+:", link) or link == "#":
                continue
            path, _, anchor = link.partition("#")
            there = (file.parent / urllib.parse.unquote(path.split("?")[0])).resolve() if path else file
            if not there.exists() or (anchor and there in pages and urllib.parse.unquote(anchor) not in pages[there].anchors | {"__skip"}):
                dead.append(f"{file.relative_to(site.resolve())}: {link}")
    if dead:
        sys.exit("FAILED: dead links, or dialogs without a name\n" + "\n".join(sorted(set(dead))[:60]))
    size = sum(file.stat().st_size for file in site.rglob("*") if file.is_file())
    print(f"{len(pages)} pages, {sum(len(found.links) for found in pages.values()):,} links, none dead; {size / 1e6:.0f} MB")


if __name__ == "__main__":
    {"stage": stage, "name": name, "check": check}[sys.argv[1]](Path(sys.argv[2]))
