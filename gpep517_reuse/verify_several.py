# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""The verification of several interpreters, side by side."""

import contextlib
import importlib.util
import json
import logging
import os
import subprocess
import tempfile
import time
import typing

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

from gpep517_reuse.compare import Side
from gpep517_reuse.controls import BuildError, Builder, Controls
from gpep517_reuse.decision import Reason
from gpep517_reuse.errors import UsageError
from gpep517_reuse.fingerprint import digest_file
from gpep517_reuse.interpreter import Interpreter
from gpep517_reuse.store import Store
from gpep517_reuse.verification import (
    Comparison,
    Failure,
    Verification,
)
from gpep517_reuse.verify import (
    REFUSED_BY_CONTENT,
    list_contents,
    read_side,
    settle,
)


logger = logging.getLogger(__name__)

# what the other interpreters need of us
_LENT = ("gpep517", "gpep517_reuse", "installer", "packaging")
_CALL = ("import sys; sys.path.append(sys.argv.pop(1)); "
         "from gpep517_reuse.cli import main; sys.exit(main())")
_MOST_ENTRIES = 1000
# a failing build's log ends with so many lines
_MOST_LOG_LINES = 30

_Item = typing.TypeVar("_Item")


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Hold what is to be verified: the source, and with what.

    ``pythons`` are the interpreters, ``options`` the build's, ``ignore``
    globs on installed paths; ``progress`` is told how many of how many
    builds are done.
    """

    pythons: Sequence[str]
    source: Path
    options: Sequence[str]
    jobs: int
    ignore: Sequence[str]
    progress: Callable[[int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """Hold what one of the interpreters does."""

    python: str
    builder: Builder
    top: Path
    store: Path

    def build(self) -> Path:
        """Build and remember; return the wheel."""
        return self.builder.build_copy(
            self.top, "--reuse-dir", str(self.store), "--no-reuse",
            "--reuse-path", str(self.top / "tree"))

    def find(self) -> Mapping[str, typing.Any]:
        """Ask which of all wheels would be reused, as find-wheel --json."""
        top = self.top / "find"
        current = self.builder.copy(top)
        process = subprocess.run(
            (*self.builder.command, "find-wheel", *self.builder.options,
             "--reuse-dir", str(self.store), "--json",
             "--reuse-path", str(top / "tree"),
             "--build-dir", str(top / "build"),
             "--wheel-dir", str(top / "wheel")),
            cwd=current, stdin=subprocess.DEVNULL, capture_output=True,
            text=True, check=False)
        try:
            answer: Mapping[str, typing.Any] = json.loads(process.stdout)
        except ValueError as error:
            raise BuildError(f"{self.python} cannot look for a wheel",
                             process.stderr) from error
        return answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """Hold what came of a job: the wheel, where it is stored, and what its
    interpreter finds of all wheels.
    """

    job: Job
    name: str
    side: Side
    stored: str
    found: Mapping[str, typing.Any]

    def find_refusal(self, builder: "Result") -> str | None:
        """Find why another one's wheel is not reused here.

        Returns an empty text where it would be, or another one that suits
        as well, and None where no look at its content could change that.
        """
        if self.found["chosen"] == builder.stored:
            return ""
        for refusal in self.found["refused"]:
            if refusal["wheel"] == builder.stored:
                codes = {refusal["reason"], *refusal["others"]}
                if codes == {Reason.OUTRANKED.code}:
                    return ""
                if codes <= {reason.code for reason in REFUSED_BY_CONTENT}:
                    return str(refusal["sentence"])
        return None


def verify_several(plan: Plan) -> Verification:
    """Build a directory with several interpreters, and compare them all.

    Each builds in its own copy.  What they need of us is lent to them, and
    nothing else.  Raises UsageError where there is nothing to compare.
    """
    if len(set(plan.pythons)) != len(plan.pythons) or len(plan.pythons) < 2:
        raise UsageError("--python takes two different interpreters or more",
                         hint="as in --python python3.12 --python pypy3.11")
    with tempfile.TemporaryDirectory(
            prefix="gpep517-reuse-", ignore_cleanup_errors=True) as temporary:
        top = Path(os.path.realpath(temporary))
        jobs = list(_make_jobs(plan, top))
        wheels, failures = _run_all(
            {job.python: job.build for job in jobs}, plan)
        jobs = [job for job in jobs if job.python in wheels]
        answers, more = _run_all({job.python: job.find for job in jobs}, plan)
        results = [result for job in jobs if job.python in answers
                   for result in _read_result(job, answers[job.python])]
        return Verification(
            comparisons=tuple(_compare_all(results, plan.ignore)),
            failures=(*failures, *more),
            contents=tuple(list_contents(result.name, result.side.installed)
                           for result in results))


def _make_jobs(plan: Plan, top: Path) -> Iterator[Job]:
    lent = _lend(top / "lent")
    for number, python in enumerate(plan.pythons, 1):
        yield Job(
            python=python, top=top / str(number), store=top / "store",
            builder=Builder(
                command=(python, "-P", "-c", _CALL, str(lent)),
                options=plan.options, current=plan.source,
                directories=(plan.source,)))


def _lend(directory: Path) -> Path:
    """Make a directory of links to what the others need of us."""
    directory.mkdir()
    for name in _LENT:
        spec = importlib.util.find_spec(name)
        if spec is not None and spec.origin is not None:
            (directory / name).symlink_to(Path(spec.origin).parent)
    return directory


def _run_all(tasks: Mapping[str, Callable[[], _Item]], plan: Plan
             ) -> tuple[Mapping[str, _Item], Sequence[Failure]]:
    """Run a task for each interpreter, several at once."""
    results: dict[str, _Item] = {}
    failures: list[Failure] = []
    began = time.monotonic()
    with ThreadPoolExecutor(max_workers=plan.jobs) as executor:
        futures = {executor.submit(task): python
                   for python, task in tasks.items()}
        for done, future in enumerate(as_completed(futures), 1):
            python = futures[future]
            seconds = time.monotonic() - began
            try:
                results[python] = future.result()
            except (BuildError, OSError) as error:
                failures.append(Failure(
                    interpreter=python, log=_cut_log(error)))
                logger.warning("%s failed after %.1f s: %s", python, seconds,
                               error)
            else:
                logger.info("%s is done after %.1f s", python, seconds)
            plan.progress(done, len(tasks))
    return results, failures


def _cut_log(error: Exception) -> str:
    lines = (error.log if isinstance(error, BuildError)
             else str(error)).splitlines()
    return "\n".join(lines[-_MOST_LOG_LINES:])


def _read_result(job: Job, found: Mapping[str, typing.Any]
                 ) -> Iterator[Result]:
    """Find the entry of a job's own wheel in the store."""
    (wheel,) = (job.top / "wheel").glob("*.whl")
    sha256 = digest_file(wheel)
    interpreter = Interpreter.from_json(found["interpreter"])
    for entry, stored in Store.open(job.store, create=False).find_others(
            (), most=_MOST_ENTRIES):
        if entry.sha256 == sha256 and entry.builder == interpreter:
            yield Result(job=job, name=interpreter.name, stored=str(stored),
                         found=found, side=read_side(wheel, interpreter))
            return


def _compare_all(results: Sequence[Result], ignore: Sequence[str]
                 ) -> Iterator[Comparison]:
    for here in results:
        with contextlib.closing(Controls(here.job.builder)) as controls:
            for builder in results:
                refusal = here.find_refusal(builder)
                if builder is not here and refusal is not None:
                    yield Comparison(
                        builder=builder.name, here=here.name,
                        wheel=Path(builder.stored).name, refusal=refusal,
                        differences=settle(builder.side, here.side, controls,
                                           ignore))
