# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""Measure install-wheel --optimize all: gpep517's, and ours.

Runs of either alternate, so that what else the machine does falls on both.
Prints the medians of processor and wall clock time, and their ratios to
gpep517's.  The processor time is that of all processes together.
"""

import argparse
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time
import typing

from collections.abc import Mapping, Sequence


HERE = pathlib.Path(__file__).resolve().parent.parent
COMMANDS: Mapping[str, Sequence[str]] = {
    "gpep517": ("gpep517", "--quiet", "install-wheel"),
    "--jobs 1": ("gpep517_reuse", "--quiet", "install-wheel", "--jobs", "1"),
    "--jobs 2": ("gpep517_reuse", "--quiet", "install-wheel", "--jobs", "2"),
}


class Times(typing.NamedTuple):
    """Hold what a run takes, in seconds."""

    processor: float
    wall: float


def measure(python: pathlib.Path, wheel: pathlib.Path, command: Sequence[str]
            ) -> Times:
    """Install a wheel into an empty directory."""
    with tempfile.TemporaryDirectory() as destdir:
        before, began = os.times(), time.perf_counter()
        subprocess.run(
            (python, "-P", "-m", *command, "--destdir", destdir,
             "--optimize", "all", wheel), check=True,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": str(HERE)})
        wall, after = time.perf_counter() - began, os.times()
    return Times(after.children_user + after.children_system
                 - before.children_user - before.children_system, wall)


def compare(python: pathlib.Path, wheel: pathlib.Path, runs: int) -> None:
    """Print the medians of a wheel."""
    times: dict[str, list[Times]] = {name: [] for name in COMMANDS}
    for _ in range(runs):
        for name, command in COMMANDS.items():
            times[name].append(measure(python, wheel, command))
    plain = Times(0, 0)
    for name, taken in times.items():
        median = Times(*map(statistics.median, zip(*taken, strict=True)))
        if name == "gpep517":
            plain = median
        print(f"{wheel.name.split('-')[0]:12} {name:8} "
              f"processor {median.processor:6.2f} s "
              f"({median.processor / plain.processor:4.2f})  "
              f"wall {median.wall:6.2f} s ({median.wall / plain.wall:4.2f})",
              flush=True)


def main() -> int:
    """Measure each wheel; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--python", type=pathlib.Path, default=sys.executable,
                        help="an interpreter with gpep517 and installer")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("wheel", type=pathlib.Path, nargs="+")
    args = parser.parse_args()
    for wheel in args.wheel:
        compare(args.python, wheel, args.runs)
    return 0


if __name__ == "__main__":
    sys.exit(main())
