# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""The measuring: two commands in turn, so that whatever disturbs one
disturbs the other as well.
"""

import os
import pathlib
import statistics
import subprocess
import sys
import time
import typing

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence


Figure = typing.Literal["cpu", "wall", "memory"]


class Sample(typing.NamedTuple):
    """Hold what one run took: seconds, and bytes at most."""

    wall: float
    user: float
    system: float
    memory: int

    @property
    def cpu(self) -> float:
        return self.user + self.system


def sum_up(samples: Collection[Sample]) -> Sample:
    """Return what several runs took together."""
    return Sample(
        sum(sample.wall for sample in samples),
        sum(sample.user for sample in samples),
        sum(sample.system for sample in samples),
        max(sample.memory for sample in samples))


class Command(typing.NamedTuple):
    """Name a command to be measured.

    ``prepare`` is called before each run, and is not measured.  A command
    that tells its own peak of memory, as PEAK does, prints it last.  What is
    printed has to hold ``expected``, or else something else was measured.
    """

    title: str
    argv: tuple[str | pathlib.Path, ...]
    cwd: pathlib.Path
    environ: Mapping[str, str] = {}
    prepare: Callable[[], object] | None = None
    expected: str = ""

    def run(self) -> Sample:
        """Run once; raises CalledProcessError where it fails."""
        if self.prepare is not None:
            self.prepare()
        began = time.perf_counter()
        with subprocess.Popen(
                self.argv, cwd=self.cwd, env={**os.environ, **self.environ},
                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT, text=True) as process:
            assert process.stdout is not None
            output = process.stdout.read()
            _, status, usage = os.wait4(process.pid, 0)
            wall = time.perf_counter() - began
            process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode or self.expected not in output:
            sys.stderr.write(output)
            raise subprocess.CalledProcessError(
                process.returncode, self.argv, output)
        last = output.splitlines()[-1:]
        return Sample(wall, usage.ru_utime, usage.ru_stime,
                      int(last[0]) if last and last[0].isdecimal() else 0)


class Row(typing.NamedTuple):
    """Name a case: a command of ours, what it is held against, which figure
    counts, and how many times the other's it is to be at most.
    """

    title: str
    ours: Command
    other: Command
    figure: Figure
    target: float
    rounds: int = 21


class Measured(typing.NamedTuple):
    """Hold the samples of a case."""

    row: Row
    ours: Sequence[Sample]
    other: Sequence[Sample]

    @property
    def ratio(self) -> float:
        """Return the median of ours as a multiple of the other's."""
        ours, other = (statistics.median(
            float(getattr(sample, self.row.figure)) for sample in samples)
            for samples in (self.ours, self.other))
        return ours / other

    @property
    def is_met(self) -> bool:
        return self.ratio <= self.row.target

    def to_json(self) -> Mapping[str, object]:
        """Return the case, each command as hyperfine exports it."""
        return {
            "case": self.row.title, "figure": self.row.figure,
            "ratio": self.ratio, "target": self.row.target,
            "results": [_describe(self.row.ours, self.ours),
                        _describe(self.row.other, self.other)]}


def _describe(command: Command, samples: Sequence[Sample]
              ) -> Mapping[str, object]:
    times = [sample.wall for sample in samples]
    return {
        "command": command.title, "times": times,
        "mean": statistics.mean(times), "median": statistics.median(times),
        "min": min(times), "max": max(times),
        "user": statistics.median(sample.user for sample in samples),
        "system": statistics.median(sample.system for sample in samples),
        "memory_usage_byte": [sample.memory for sample in samples],
    }


def measure(row: Row) -> Measured:
    """Run both commands in turn, once before it counts."""
    pairs = []
    for number in range(row.rounds + 1):
        # neither is always the one that runs second
        if number % 2:
            ours, other = row.ours.run(), row.other.run()
        else:
            other, ours = row.other.run(), row.ours.run()
        pairs.append((ours, other))
    return Measured(row, *zip(*pairs[1:], strict=True))


def render_table(results: Iterable[Measured]) -> str:
    """Render as reStructuredText."""
    rows = [("ours", "against", "", "ratio", "target"), *(
        (result.row.title, result.row.other.title, result.row.figure,
         f"{result.ratio:.2f}", f"{result.row.target:.2f}")
        for result in results)]
    widths = [max(len(row[column]) for row in rows)
              for column in range(len(rows[0]))]
    rule = "  ".join("=" * max(width, 1) for width in widths)
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(
        row, widths, strict=True)).rstrip() for row in rows]
    return "\n".join((rule, lines[0], rule, *lines[1:], rule, ""))
