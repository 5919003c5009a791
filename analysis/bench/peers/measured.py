"""The command line and the report that both peers share."""

import argparse
import json
import os
import platform
import resource
import sys
import time
from dataclasses import dataclass, field
from importlib.metadata import version

from . import parameters, tables


@dataclass
class Share:
    """What one worker did."""

    rows: dict = field(default_factory=lambda: dict.fromkeys(tables.TABLES, 0))
    simulate_seconds: float = 0.0
    write_seconds: float = 0.0
    bytes: int = 0
    peak_rss_bytes: int = 0


class Stopwatch:
    """Adds the time of `with` bodies to a field of a share."""

    def __init__(self, share, name):
        self.share, self.name = share, name

    def __enter__(self):
        self.start = time.perf_counter()

    def __exit__(self, *_):
        setattr(self.share, self.name, getattr(self.share, self.name) + time.perf_counter() - self.start)


def peak_rss():
    """Largest resident set of this process, bytes (Linux counts in KiB)."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def cpu_seconds():
    """Processor time of this process and of its workers that have ended."""
    usage = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(u.ru_utime + u.ru_stime for u in usage)


def arguments(peer, block=None):
    """The command line of a peer; block is the default number of patients simulated together."""
    parser = argparse.ArgumentParser(prog=f"python -m peers.{peer}_run", description=f"Simulate the model in {peer}.")
    parser.add_argument("--params", required=True, metavar="FILE", help="rapport params --json, or a run's manifest.json")
    parser.add_argument("--schema", required=True, metavar="FILE", help="rapport schema --json")
    parser.add_argument("--scenario", metavar="NAME", help="where the manifest has several")
    parser.add_argument("--patients", type=int, default=2000, metavar="N")
    parser.add_argument("--workers", type=int, default=1, metavar="W")
    parser.add_argument("--seed", type=int, default=1, metavar="S")
    parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", help="another value for a parameter")
    parser.add_argument("--out", metavar="DIR", help="folder of the run, which must not exist")
    parser.add_argument("--no-write", action="store_true", help="simulate and build the rows, but write nothing")
    if block:
        parser.add_argument("--block", type=int, default=block, metavar="N", help="patients simulated together")
    return parser


def main(peer, parser, packages, refuse, simulate):
    """Parses, simulates and prints the report.

    refuse(arguments, parameters) raises WrongInput for what the peer does not simulate;
    simulate(arguments, parameters, scenario, tables) gives the workers' shares.
    """
    given = parser.parse_args()
    start, spent = time.perf_counter(), cpu_seconds()
    try:
        if given.patients < 1 or given.workers < 1 or given.seed < 0:
            raise parameters.WrongInput("--patients and --workers must be at least 1, --seed at least 0")
        if bool(given.out) == given.no_write:
            raise parameters.WrongInput("give either --out or --no-write")
        values, scenario = parameters.read(given.params, given.scenario, given.set)
        schemas = tables.read_schemas(given.schema)
        refuse(given, values)
        if given.out:
            _create(given.out)
        shares = simulate(given, values, scenario, schemas)
    except parameters.WrongInput as fault:
        print(f"peers.{peer}_run: error: {fault}", file=sys.stderr)
        sys.exit(2)
    json.dump(_report(peer, packages, given, shares, time.perf_counter() - start, cpu_seconds() - spent), sys.stdout, indent=1)
    print()


def _create(folder):
    try:
        os.makedirs(folder)
    except OSError as fault:
        raise parameters.WrongInput(f"--out: {fault}") from fault


def _report(peer, packages, given, shares, seconds, cpu):
    rows = {name: sum(share.rows[name] for share in shares) for name in tables.TABLES}
    own = peak_rss() if given.workers > 1 else 0  # the only worker is this process
    return {
        "peer": peer,
        "versions": {"python": platform.python_version(), **{name: version(name) for name in packages}},
        **rows,
        "workers": given.workers, "seed": given.seed, "block": getattr(given, "block", None),
        "seconds": seconds, "cpu_seconds": cpu,
        "simulate_seconds": max(share.simulate_seconds for share in shares),
        "write_seconds": max(share.write_seconds for share in shares),
        "ns_per_session": 1e9 * seconds / rows["sessions"],
        "peak_rss_bytes": own + sum(share.peak_rss_bytes for share in shares),
        "bytes": sum(share.bytes for share in shares),
    }
