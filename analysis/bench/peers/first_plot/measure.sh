#!/usr/bin/env bash
# From nothing to a first plot, three tools in turn: pip into an empty environment without a
# cache, then the script of each, twice, then a misspelt parameter. Prints seconds on the clock
# and of the processor, children included.
#
#   analysis/bench/peers/first_plot/measure.sh dist/rapport_sim-*linux*x86_64.whl
set -euo pipefail
exec </dev/null
wheel=$(realpath "$1")
scripts=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 MPLBACKEND=agg
TIMEFORMAT='%R s on the clock, %U s user, %S s system'

try() { # name, what pip installs, a line with a misspelt parameter
	export MPLCONFIGDIR=$work/$1/matplotlib HOME=$work/$1/home
	mkdir -p "$HOME"
	python3 -m venv "$work/$1/venv"
	cd "$work/$1"
	printf '\n%s: %s lines\ninstall  ' "$1" "$(grep -cv '^$' "$scripts/$1_plot.py")"
	time venv/bin/pip install -q "${@:3}"
	for turn in first again; do
		printf '%-8s ' "$turn"
		time venv/bin/python "$scripts/$1_plot.py" >"$turn.log" 2>&1 || cat "$turn.log"
	done
	venv/bin/python -c "$2" 2>&1 | tail -n 2 || true
	du -sh venv | cut -f1
}

date
uptime
try rapport 'import rapport; rapport.run("waitlist", set={"dropout.aliance": 1})' "$wheel[plot]"
try starsim 'import starsim as ss; ss.Sim(diseases={"type": "sir", "betta": 0.1}, networks="random", verbose=0).run()' starsim==3.7.2
try mesa 'from mesa.examples.basic.boltzmann_wealth_model.model import BoltzmannWealth; BoltzmannWealth(nn=5)' 'mesa[rec]==3.3.1' matplotlib pandas
