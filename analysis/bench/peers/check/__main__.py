"""Compares a peer's run with rapport's: python -m peers.check RAPPORT_RUN PEER_RUN; exit 1 where they differ."""

import argparse
import json
import sys
from statistics import NormalDist

import numpy as np

from . import runs, statistics, structure

ALARMS = 1e-3  # of all comparisons together, the chance that any misses where both runs are alike


def main():
    parser = argparse.ArgumentParser(prog="python -m peers.check", description=__doc__)
    parser.add_argument("reference", help="a run of rapport, with its manifest")
    parser.add_argument("peer", help="a run of the same scenario by a peer")
    parser.add_argument("--scenario", metavar="NAME", help="where the runs have several")
    parser.add_argument("--worst", type=int, default=10, metavar="N", help="show the N largest differences")
    parser.add_argument("--same", action="store_true", help="want every value equal, as of two runs by one peer")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    given = parser.parse_args()
    if given.same:
        sys.exit(_same([runs.Run(folder, given.scenario) for folder in (given.reference, given.peer)]))
    places = runs.clinic_places(given.reference, given.scenario)
    pair = [runs.Run(folder, given.scenario) for folder in (given.reference, given.peer)]
    faults = [f"{run.folder}: {fault}" for run in pair for fault in structure.faults(run, pair[0])]
    results = statistics.compare(pair, places)
    z = np.array(results.z)
    bound = NormalDist().inv_cdf(1.0 - ALARMS / (2.0 * len(z)))
    misses = int((np.abs(z) > bound).sum())
    worst = [{"what": results.labels[i], "reference": results.first[i], "peer": results.second[i], "z": z[i]}
             for i in np.argsort(-np.abs(z))[:max(given.worst, misses)]]
    report = {"patients": [run.size for run in pair], "comparisons": len(z), "bound": bound, "misses": misses,
              "rms_z": float(np.sqrt(np.mean(z**2))), "faults": faults, "worst": worst}
    print(json.dumps(report, indent=1) if given.json else _text(report))
    sys.exit(1 if misses or faults else 0)


def _same(pair):
    """Prints in which tables two runs differ; 1 where they do."""
    differ = [name for name in runs.TABLES if not _equal(*(getattr(run, name) for run in pair))]
    print(f"the runs differ in {', '.join(differ)}" if differ else "every value is the same")
    return 1 if differ else 0


def _equal(a, b):
    def plain(x):
        return x.astype(str) if x.dtype == object else np.nan_to_num(x, nan=-99.0)
    return a.keys() == b.keys() and all(np.array_equal(plain(a[c]), plain(b[c])) for c in a)


def _text(r):
    lines = [f"{r['comparisons']} statistics of {r['patients'][0]} and {r['patients'][1]} patients; "
             f"root mean square z {r['rms_z']:.3f}; {r['misses']} beyond the bound of {r['bound']:.2f}"]
    lines += ["fault: " + fault for fault in r["faults"]]
    lines += [f"  z {w['z']:+7.2f}  {w['reference']:12.6g} {w['peer']:12.6g}  {w['what']}" for w in r["worst"]]
    return "\n".join(lines)


main()
