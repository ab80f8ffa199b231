# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""Measure what a reuse costs, as ratios of two commands of one run.

Prints one table, and writes it as JSON.  Exits with 1 where a target is
missed.  The working directory is that of tests/corpus.py, or another: it
keeps sdists and environments.
"""

import argparse
import json
import os
import pathlib
import platform
import re
import subprocess
import sys
import tempfile

from collections.abc import Iterator

from bench_cases import CASES, Bench, measure_corpus
from bench_measure import Measured, measure, render_table
from corpus import LISTS, VARIABLES, Package, read_packages, set_up
from corpus_report import Kind
from demo import HERE
from gpep517_reuse.verify.sdist import unpack_sdist


MAIN = "python3.13"
#: What is measured besides the packages of the corpus.
MORE = HERE / "test-data" / "bench.txt"


def read_corpus() -> list[Package]:
    """Read the list of packages that are summed up."""
    return read_packages(LISTS[Kind.PACKAGE].read_text())


def make_bench(top: pathlib.Path, temporary: pathlib.Path) -> Bench:
    """Make environments, and unpack the real packages."""
    packages = [*read_corpus(), *read_packages(MORE.read_text())]
    sdists, found = set_up(top, packages)
    users = {user.name: user.python for user in found}
    if MAIN not in users:
        sys.exit(f"{MAIN} is not on PATH")
    for python in users.values():
        # as pip does: what comes first would take longer
        subprocess.run((python, "-m", "compileall", "-q",
                        HERE / "gpep517_reuse"), check=True)
    sources = {}
    for package in packages:
        directory = temporary / "sources" / package.name
        directory.mkdir(parents=True)
        sources[package.name] = unpack_sdist(
            sdists[package.sha256], directory)
    return Bench(temporary, users[MAIN], users, sources)


def run(bench: Bench, pattern: str) -> Iterator[Measured]:
    """Measure the cases of which the name matches."""
    for name, make_row in CASES.items():
        if re.search(pattern, name):
            yield measure(make_row(bench))
    if re.search(pattern, "corpus"):
        names = [package.name for package in read_corpus()]
        yield measure_corpus(bench, names, VARIABLES)


def describe_machine() -> str:
    """Describe what was measured on, in a line."""
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        models = [line.partition(": ")[2].strip() for line in file
                  if line.startswith("model name")]
    return (f"{len(os.sched_getaffinity(0))} processors "
            f"({', '.join(sorted(set(models)))}), {platform.system()} "
            f"{platform.release().partition('-')[0]}")


def main() -> int:
    """Parse the command line and run; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("directory", type=pathlib.Path,
                        help="where sdists and environments are kept")
    parser.add_argument("--json", type=pathlib.Path, metavar="FILE",
                        help="where to write the figures "
                             "(default: bench.json in the directory)")
    parser.add_argument("--only", default="", metavar="REGEX",
                        help="some cases alone: "
                             + ", ".join((*CASES, "corpus")))
    args = parser.parse_args()
    top = args.directory.resolve()
    top.mkdir(parents=True, exist_ok=True)
    machine = describe_machine()
    results = []
    # the same file system for all, as that of temporary files is here, too
    with tempfile.TemporaryDirectory(dir=top) as name:
        bench = make_bench(top, pathlib.Path(name).resolve())
        for result in run(bench, args.only):
            results.append(result)
            print(f"{result.row.title}: {result.ratio:.2f}", flush=True)
            # after each, as all of them take long
            (args.json or top / "bench.json").write_text(json.dumps(
                {"machine": machine, "cases": [
                    result.to_json() for result in results]}, indent=2)
                + "\n")
    print(f"\n{render_table(results)}\n{machine}")
    return 0 if all(result.is_met for result in results) else 1


if __name__ == "__main__":
    sys.exit(main())
