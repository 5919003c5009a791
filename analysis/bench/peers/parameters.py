"""Parameters as rapport has them: `rapport params --json`, or the manifest of a run.

`parameters["bond.rate"]` is the parameter of that name; `parameters.bond.rate` is the same.
"""

import json
from types import SimpleNamespace


class WrongInput(Exception):
    """Something on the command line or in a file that cannot be simulated; the message says what."""


def read(path, scenario=None, changes=()):
    """The parameters of a file, as a tree of namespaces, and the name of the scenario.

    changes are texts NAME=VALUE. Raises WrongInput for a file that is neither kind, for a
    name that is not in it and for a scenario with actions or rules.
    """
    try:
        with open(path, encoding="utf-8") as file:
            content = json.load(file)
    except (OSError, ValueError) as fault:
        raise WrongInput(f"{path}: {fault}") from fault
    if isinstance(content, dict) and "scenarios" in content:
        found = _scenario(path, content["scenarios"], scenario)
        rows, scenario = found["parameters"], found["name"]
        prescribed = _prescribes(content["study"], scenario)
        if prescribed:
            raise WrongInput(f"{path}: scenario {scenario} has {prescribed}, which the peers do not simulate")
    elif isinstance(content, list):
        rows, scenario = content, scenario or "routine-care"
    else:
        raise WrongInput(f"{path}: neither the output of rapport params --json nor the manifest of a run")
    values = {row["name"]: float(row["value"]) for row in rows}
    for change in changes:
        name, _, value = change.partition("=")
        try:
            number = float(value)
        except ValueError:
            number = None
        if name not in values or number is None:
            raise WrongInput(f"--set {change}: want NAME=VALUE with the name of a parameter and a number")
        values[name] = number
    _refuse_what_is_not_simulated(values)
    return _tree(values), scenario


def _scenario(path, scenarios, name):
    names = [s["name"] for s in scenarios]
    if name is None and len(names) == 1:
        name = names[0]
    if name not in names:
        raise WrongInput(f"{path}: give --scenario, one of {', '.join(names)}")
    return scenarios[names.index(name)]


def _prescribes(study, name):
    """What a scenario of a resolved study, the YAML that a manifest holds, prescribes: actions, rules, or nothing."""
    inside = False
    for line in study.splitlines():
        if line.startswith("  - name: "):
            inside = line.removeprefix("  - name: ").strip("'\"") == name
        elif inside and line in ("    actions:", "    rules:"):
            return line.strip(" :")
    return None


def _refuse_what_is_not_simulated(values):
    if values["population.assignment"] != 0:
        raise WrongInput("population.assignment: the peers assign patients at random only")
    for name in ("clinic_sd", "load_cost", "places", "training", "clinic_sorting", "clinic_severity"):
        if values["population." + name] != 0:
            raise WrongInput(f"population.{name}: the peers know neither services nor training")


def _tree(values):
    root = SimpleNamespace()
    for name, value in values.items():
        *path, leaf = name.split(".")
        node = root
        for part in path:
            if not hasattr(node, part):
                setattr(node, part, SimpleNamespace())
            node = getattr(node, part)
        setattr(node, leaf, value)
    return root
