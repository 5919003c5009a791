"""Makes the bill of materials of one program out of what cyclonedx-gomod reads in it: with the
licences as .ci/licences.go tells them, in place of guesses, and the same bytes whenever it is made.

    python .ci/packaging/bom.py bom.json licences modules dist/rapport-….cdx.json

licences has a line "MODULE VERSION: EXPRESSION" of each module, modules what `go version -m`
says of the program; what stands in one alone is refused.
"""

import json
import re
import sys
from pathlib import Path


def main(bom: Path, licences: Path, modules: Path, out: Path) -> None:
    """Writes the bill; ends with the modules that are not in both lists."""
    told = dict(line.split(": ", 1) for line in licences.read_text(encoding="utf-8").splitlines())
    built = re.findall(r"^\tdep\t(\S+)\t(\S+)", modules.read_text(encoding="utf-8"), re.MULTILINE)
    data = json.loads(bom.read_text(encoding="utf-8"))
    del data["metadata"]["timestamp"]
    for tool in data["metadata"]["tools"]:
        tool.pop("hashes", None)  # it is compiled where it is used
    data["metadata"]["component"]["licenses"] = [{"license": {"id": "MIT"}}]
    listed = [f"{part['name']} {part['version']}" for part in data["components"]]
    wanted = [f"{name} {version}" for name, version in built]
    if sorted(x for x in listed if not x.startswith("std ")) != sorted(wanted):
        sys.exit(f"FAILED: the program holds {len(wanted)} modules, its bill others: {set(wanted) ^ set(listed)}")
    for part, name in zip(data["components"], listed, strict=True):
        if name not in told:
            sys.exit(f"FAILED: no licence of {name} is known")
        part["licenses"] = [{"expression": told[name]}] if " " in told[name] else [{"license": {"id": told[name]}}]
    out.write_text(json.dumps(data, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


main(*map(Path, sys.argv[1:]))
