# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""The verification of several interpreters, side by side."""

import contextlib
import functools
import importlib.util
import json
import os
import shutil
import subprocess
import time
import typing

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor, as_completed
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from pathlib import Path

from gpep517_reuse import log
from gpep517_reuse.decision.rules import Reason, Refusal
from gpep517_reuse.decision.serialize import Told, parse_decision
from gpep517_reuse.environment.interpreter import LENT_PACKAGING, Interpreter
from gpep517_reuse.errors import ReuseError, UsageError
from gpep517_reuse.files import digest_file
from gpep517_reuse.store.store import Store
from gpep517_reuse.temporary import make_temporary_directory
from gpep517_reuse.verify.findings import (
    Comparison,
    Failure,
    LeftOut,
    Verification,
)
from gpep517_reuse.verify.interpreters import Program, find_programs
from gpep517_reuse.verify.pair import (
    Subject,
    Terms,
    compare_subjects,
    leave_out,
    read_subject,
)
from gpep517_reuse.verify.rebuild import (
    BuildError,
    Builder,
    Controls,
    Processes,
    copy_tree,
    cut_log,
)


logger = log.Logger(__name__)

# what the other interpreters need of us, and no more; the last is none of
# the backend's
_LENT = ("gpep517", "gpep517_reuse", "installer",
         f"{LENT_PACKAGING}/packaging")
_CALL = ("import sys; lent = sys.argv.pop(1); "
         f"sys.path += [lent, lent + '/{LENT_PACKAGING}']; "
         "from gpep517_reuse.cli.main import main; sys.exit(main())")
_MOST_ENTRIES = 1000
# what all build with, unless it is set: dates and the order of sets are to
# differ as little as they can; a zip holds no older date
_STEADY = {"PYTHONHASHSEED": "0", "SOURCE_DATE_EPOCH": "315532800"}
# a failing build's log ends with so many lines
_MOST_LOG_LINES = 30

_Item = typing.TypeVar("_Item")


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is to be verified: the source, and with what.

    ``pythons`` are the interpreters, ``options`` the build's; at most
    ``jobs`` builds run at once.  Within ``progress`` runs what it is told: the
    task, who does it, and of how many.
    """

    pythons: Sequence[str]
    source: Path
    options: Sequence[str]
    jobs: int
    terms: Terms
    progress: Callable[[str, str, int], AbstractContextManager[None]]
    processes: Processes = field(default_factory=Processes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What one of the interpreters does.

    ``clean`` is an unchanged copy of the tree to look for wheels in, which
    changes nothing.
    """

    program: Program
    builder: Builder
    top: Path
    store: Path
    clean: Path

    def build(self) -> Path:
        """Build and remember; return the wheel."""
        return self.builder.build_copy(
            self.top, "--reuse-dir", str(self.store), "--no-reuse",
            "--reuse-path", str(self.top / "tree"))

    def find(self) -> Told:
        """Ask which of all wheels would be reused, as find-wheel --json.

        Raises BuildError.
        """
        process = self.builder.processes.run(
            (*self.builder.command, "find-wheel", *self.builder.options,
             "--reuse-dir", self.store, "--json",
             "--reuse-path", self.clean,
             "--build-dir", self.top / "find" / "build",
             "--wheel-dir", self.top / "find" / "wheel"),
            cwd=self.clean, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            env={**os.environ, **self.builder.environment})
        try:
            return parse_decision(json.loads(process.stdout))
        except ValueError as error:
            raise BuildError("it cannot look for a wheel",
                             process.stderr) from error


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What came of a job: the wheel, where it is stored, and what its
    interpreter finds of all wheels. ``stored`` is empty for a wheel that was
    not kept.
    """

    job: Job
    subject: Subject
    stored: str
    found: Told

    def find_refusal(self, builder: "Result") -> str | None:
        """Find why another one's wheel is not reused here.

        Returns an empty text where it would be, or another one that suits
        as well, and None where no look at its content could change that.
        """
        if self.found.chosen == builder.stored:
            return ""
        for refusal in self.find_refused(builder):
            if refusal.reason is Reason.OUTRANKED:
                return ""
            if refusal.is_by_content:
                return refusal.sentence
        return None

    def find_refused(self, builder: "Result") -> tuple[Refusal, ...]:
        """Find what find-wheel says of another one's wheel, if refused."""
        # what is not kept is refused with no wheel
        return tuple(refusal for wheel, refusal in self.found.refused
                     if wheel == builder.stored)


def verify_several(plan: Plan) -> Verification:
    """Build a directory with several interpreters, and compare them all.

    Each builds in its own copy.  What they need of us is lent to them, and
    nothing else.  Raises UsageError where there is nothing to compare.
    """
    programs = find_programs(plan.pythons, plan.processes)
    if len(programs) < 2:
        raise UsageError("--python takes two interpreters or more",
                         hint="as in --python python3.12 --python pypy3.11")
    with make_temporary_directory() as temporary:
        top = Path(os.path.realpath(temporary))
        jobs = tuple(_make_jobs(plan, programs, top))
        wheels, failures = _run_all("building", "built", {
            job.program.name: job.build for job in jobs}, plan)
        jobs = tuple(job for job in jobs if job.program.name in wheels)
        results, more = _run_all("looking", "looked for wheels", {
            job.program.name: functools.partial(_read_result, job)
            for job in jobs}, plan)
        ordered = tuple(_name_apart([
            results[job.program.name] for job in jobs
            if job.program.name in results]))
        compared = tuple(_compare_all(ordered, plan))
        paths = {program.name: program.path for program in programs}
        return Verification(
            comparisons=tuple(each for each in compared
                              if isinstance(each, Comparison)),
            left_out=tuple(each for each in compared
                           if isinstance(each, LeftOut)),
            failures=tuple(
                replace(failure, program=paths[failure.interpreter])
                for failure in (*failures, *more)),
            contents=tuple(result.subject.contents for result in ordered))


def _name_apart(results: Sequence[Result]) -> Iterator[Result]:
    """Yield them with the programs in names that are the same."""
    names = [result.subject.name for result in results]
    for result in results:
        name = result.subject.name
        if names.count(name) > 1:
            name = f"{name} ({result.job.program.name})"
        yield replace(result, subject=replace(result.subject, name=name))


def _make_jobs(plan: Plan, programs: Sequence[Program], top: Path
               ) -> Iterator[Job]:
    lent = _lend(top / "lent")
    clean = None
    for number, program in enumerate(programs, 1):
        builder = Builder(
            command=(program.path, "-P", "-c", _CALL, str(lent)),
            options=plan.options, current=plan.source,
            directories=(plan.source,), processes=plan.processes,
            environment={name: os.environ.get(name, value)
                         for name, value in _STEADY.items()},
            name=f"{number}-{Path(program.name).name}",
            log_dir=plan.terms.log_dir)
        # a mere copy of a checkout's directory is no checkout
        clean = clean or builder.copy(top / "clean")
        yield Job(program=program, builder=builder,
                  top=top / str(number) / "build", store=top / "store",
                  clean=clean)


def _lend(directory: Path) -> Path:
    """Make a directory of copies of what the others need of us.

    With links, they would write their bytecode next to ours.  Raises
    BuildError.
    """
    for name in _LENT:
        spec = importlib.util.find_spec(os.path.basename(name))
        if spec is not None and spec.origin is not None:
            copy_tree(Path(spec.origin).parent, directory / name,
                      ignore=shutil.ignore_patterns("__pycache__"))
    return directory


@contextlib.contextmanager
def _start_threads(plan: Plan) -> Iterator[Executor]:
    """Yield what works on tasks, and drops them all where it is left."""
    with ThreadPoolExecutor(max_workers=plan.jobs) as executor:
        try:
            yield executor
        except BaseException:
            executor.shutdown(wait=False, cancel_futures=True)
            plan.processes.end()
            raise


def _run_all(doing: str, done: str, tasks: Mapping[str, Callable[[], _Item]],
             plan: Plan) -> tuple[Mapping[str, _Item], Sequence[Failure]]:
    """Run a task for each interpreter, several at once."""
    results: dict[str, _Item] = {}
    failures: list[Failure] = []

    def run(python: str) -> tuple[_Item, float]:
        with plan.progress(doing, python, len(tasks)):
            began = time.monotonic()
            return tasks[python](), time.monotonic() - began

    with _start_threads(plan) as executor:
        futures = {executor.submit(run, python): python for python in tasks}
        for future in as_completed(futures):
            python = futures[future]
            try:
                results[python], seconds = future.result()
            except (ReuseError, OSError) as error:
                failures.append(Failure(
                    interpreter=python,
                    log=cut_log(error, _MOST_LOG_LINES) or str(error)))
                logger.warning("%s failed: %s", python, error)
            else:
                logger.info("%s %s in %.1f s", python, done, seconds)
    return results, failures


def _read_result(job: Job) -> Result:
    """Have it look for wheels, and find the entry of its own."""
    found = job.find()
    (wheel,) = (job.top / "wheel").glob("*.whl")
    interpreter = found.interpreter
    return Result(
        job=job, found=found, stored=_find_stored(job, interpreter, wheel),
        subject=replace(
            read_subject(interpreter.name, wheel, interpreter,
                         *job.program.prefixes), program=job.program.path))


def _find_stored(job: Job, interpreter: Interpreter, wheel: Path) -> str:
    """Find where the store has a wheel, empty where it was not kept."""
    sha256 = digest_file(wheel)
    store = Store.open(job.store, create=False)
    return next((
        str(stored) for entry, stored in store.find_others((), _MOST_ENTRIES)
        if entry.sha256 == sha256 and entry.builder == interpreter), "")


def _compare_all(results: Sequence[Result], plan: Plan
                 ) -> Iterator[Comparison | LeftOut]:
    """Compare all with all, the control builds of several at once."""
    logger.info("Comparing %d wheels with each other", len(results))

    def compare(here: Result) -> tuple[Comparison | LeftOut, ...]:
        with plan.progress("comparing", here.job.program.name, len(results)):
            return tuple(_compare_one(here, results, plan.terms))

    with _start_threads(plan) as executor:
        for found in executor.map(compare, results):
            yield from found


def _compare_one(here: Result, results: Sequence[Result], terms: Terms
                 ) -> Iterator[Comparison | LeftOut]:
    with contextlib.closing(Controls(here.job.builder)) as controls:
        for builder in results:
            if builder is here:
                continue
            refusal = here.find_refusal(builder)
            if refusal is None:
                yield _leave_out(builder, here)
            else:
                yield compare_subjects(builder.subject, here.subject, terms,
                                       controls, refusal)


def _leave_out(builder: Result, here: Result) -> LeftOut:
    """Tell why two are not compared."""
    refusal = next(iter(here.find_refused(builder)), Refusal(
        builder.subject.name, Reason.FAULT,
        "it was not kept, as the log of its build says"))
    return leave_out(builder.subject.name, here.subject.name, refusal,
                     builder.subject.path.name)
