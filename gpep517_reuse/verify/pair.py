# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""The verification here: build afresh all the same, and compare."""

import contextlib
import os
import sys
import time

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from gpep517_reuse import log
from gpep517_reuse.decision.outcome import Outcome, tell_outcome
from gpep517_reuse.decision.rules import Build, Reason, Refusal, Reuse
from gpep517_reuse.environment.interpreter import Interpreter, read_interpreter
from gpep517_reuse.errors import ReuseError, StoreError
from gpep517_reuse.files import digest_file, hash_bytes
from gpep517_reuse.reuse import Lookup, build_wheel, log_refusals, try_look_up
from gpep517_reuse.sources.recipe import Request
from gpep517_reuse.store.entry import Candidate
from gpep517_reuse.verify.by_name import find_kept, keep, name_reuse
from gpep517_reuse.verify.compare import Side, compare
from gpep517_reuse.verify.diffoscope import run_diffoscope
from gpep517_reuse.verify.elf import read_extensions
from gpep517_reuse.verify.findings import (
    Code,
    Comparison,
    Contents,
    Difference,
    Failure,
    LeftOut,
    Severity,
    Verification,
)
from gpep517_reuse.verify.rebuild import Builder, Controls, cut_log
from gpep517_reuse.wheel.installed import read_installed


# a date, a path and most orders show in so many
_FEW_CONTROLS = 2
# a failing control build's log ends with so many lines
_MOST_LOG_LINES = 10

logger = log.Logger(__name__)

# a name that is added or gone is the same in any order
_WITHOUT_ORDER = frozenset({Code.FILE_ADDED, Code.FILE_REMOVED, Code.MODE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """How to compare: ``ignore`` are globs on installed paths; ``log_dir`` is
    where builds by other processes leave their logs.
    """

    ignore: Sequence[str] = ()
    diffoscope: bool = False
    log_dir: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A wheel to compare; ``name`` says who built it, ``program`` where that
    is, if known.
    """

    name: str
    path: Path
    side: Side
    program: str = ""

    @property
    def contents(self) -> Contents:
        """List what it installs, by what counts of each file."""
        files = self.side.installed.files
        return Contents(
            name=self.name, wheel=self.path.name, program=self.program,
            files=tuple(
                (path, hash_bytes(file.content)[:12]
                 + ("x" if file.executable else ""))
                for path, file in sorted(files.items())))


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """A wheel that is to be compared with the one just built.

    ``refusal`` is the sentence by which a rule refuses it; ``is_by_name``
    says that it would be handed out by its file name.
    """

    wheel: Path
    builder: Interpreter
    refusal: str = ""
    is_by_name: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Fresh:
    """A wheel just built, and what could have been in its place."""

    wheel: Path
    lookup: Lookup | None
    earlier: Sequence[Earlier]
    build_dir: str | None
    outcome: Outcome


def compare_wheels(builder: Path, here: Path, terms: Terms) -> Verification:
    """Compare two given wheels; raises ReuseError where one is none."""
    old, new = (read_subject(name, path, None) for name, path in zip(
        _tell_apart(builder, here), (builder, here), strict=True))
    return Verification(
        comparisons=(compare_subjects(old, new, terms, None),),
        contents=(old.contents, new.contents))


def build_fresh(request: Request, wheel_dir: Path, *, by_name: bool = False
                ) -> Fresh:
    """Build in the tree, and remember it, as build-wheel --no-reuse does.

    Raises whatever the backend raises.
    """
    began = time.monotonic()
    lookup = try_look_up(request._replace(no_reuse=False))
    earlier = tuple(_list_earlier(lookup)) if lookup else ()
    if lookup:
        log_refusals(lookup.decision.refusals)
    name = build_wheel(request, str(wheel_dir), lookup and lookup._replace(
        decision=Build((Refusal("any wheel", Reason.DISABLED,
                                "verify-reuse builds in any case"),))))
    outcome = tell_outcome(lookup.decision if lookup else Build(),
                           read_interpreter(), name, time.monotonic() - began)
    if lookup and by_name:
        earlier = _add_by_name(earlier, request, lookup, wheel_dir / name)
    return Fresh(wheel=wheel_dir / name, lookup=lookup, earlier=earlier,
                 build_dir=request.build_dir, outcome=outcome)


def _add_by_name(earlier: Sequence[Earlier], request: Request, lookup: Lookup,
                 wheel: Path) -> tuple[Earlier, ...]:
    """Add the wheel that would be handed out by its name, or tell which one
    of those that are compared anyway it is.

    Where there is none, the one just built is kept for others.
    """
    here = read_interpreter()
    directory = Path(lookup.store.directory)
    try:
        kept = find_kept(directory, here,
                         expect_extension=request.expect_extension)
        if kept is None:
            keep(directory, wheel, here)
            return tuple(earlier)
        digest = digest_file(kept.wheel)
        same = {each: digest_file(each.wheel) == digest for each in earlier}
    except (OSError, StoreError) as error:
        logger.warning("Nothing is compared by file name: %s", error)
        return tuple(earlier)
    if any(same.values()):
        return tuple(replace(each, is_by_name=found)
                     for each, found in same.items())
    return (*earlier, Earlier(
        wheel=kept.wheel, builder=kept.builder, is_by_name=True,
        refusal=_find_refusal(lookup, digest)))


def _find_refusal(lookup: Lookup, digest: str) -> str:
    """Return why a wheel is not reused that nobody compares."""
    for refusal in lookup.decision.refusals:
        candidate = refusal.candidate
        if isinstance(candidate, Candidate) and (
                candidate.entry.sha256 == digest):
            return refusal.sentence
    return "it was built from other sources, or by another recipe"


def verify_fresh(fresh: Fresh, options: Sequence[str], terms: Terms
                 ) -> Verification:
    """Compare with what would have been reused.

    ``options`` are those of the build, for control builds.  A wheel that
    cannot be read is a failure.
    """
    interpreter = read_interpreter()
    try:
        here = replace(
            read_subject(interpreter.name, fresh.wheel, interpreter,
                         sys.base_prefix, sys.prefix),
            program=sys.executable)
        subjects = [_read_earlier(each, interpreter)
                    for each in fresh.earlier]
    except ReuseError as error:
        logger.warning("Nothing is compared: %s", error)
        return Verification(outcome=fresh.outcome, failures=(Failure(
            interpreter=interpreter.name, program=sys.executable,
            log=str(error)),))
    with contextlib.closing(Controls(_make_builder_here(
            options, fresh, terms))) as controls:
        comparisons = tuple(
            replace(compare_subjects(
                        builder, here, terms, controls, each.refusal),
                    by_name=name_reuse(each.builder, interpreter)
                    if each.is_by_name else "")
            for builder, each in zip(subjects, fresh.earlier, strict=True))
    return Verification(
        comparisons=comparisons, outcome=fresh.outcome,
        left_out=tuple(_list_left_out(fresh, interpreter)),
        contents=tuple(subject.contents for subject in (*subjects, here)))


def _list_left_out(fresh: Fresh, here: Interpreter) -> Iterator[LeftOut]:
    compared = {earlier.wheel for earlier in fresh.earlier}
    for refusal in fresh.lookup.decision.refusals if fresh.lookup else ():
        candidate = refusal.candidate
        if not isinstance(candidate, Candidate):
            yield leave_out(refusal.title, here.name, refusal)
        elif Path(candidate.wheel) not in compared:
            yield leave_out(candidate.entry.builder.name, here.name, refusal,
                            candidate.entry.wheel.filename)


def leave_out(builder: str, here: str, refusal: Refusal, wheel: str = ""
              ) -> LeftOut:
    """Tell why a wheel is not compared."""
    return LeftOut(builder=builder, here=here, wheel=wheel,
                   reason=refusal.reason.code, sentence=refusal.sentence)


def _list_earlier(lookup: Lookup) -> Iterator[Earlier]:
    """Yield the wheel that would be reused, and those that only their
    content forbids, with the sentence that does.
    """
    decision = lookup.decision
    if isinstance(decision, Reuse) and isinstance(
            decision.candidate, Candidate):
        yield _take(decision.candidate)
    for refusal in decision.refusals:
        candidate = refusal.candidate
        if (isinstance(candidate, Candidate) and refusal.is_by_content
                and lookup.store.check(candidate) is None):
            yield _take(candidate, refusal.sentence)


def _take(candidate: Candidate, refusal: str = "") -> Earlier:
    return Earlier(wheel=Path(candidate.wheel), refusal=refusal,
                   builder=candidate.entry.builder)


def _read_earlier(earlier: Earlier, here: Interpreter) -> Subject:
    builder = earlier.builder
    return read_subject(
        builder.name, earlier.wheel, builder, *_guess_prefixes(
            (sys.base_prefix, sys.prefix), here, builder))


def _guess_prefixes(prefixes: Sequence[str], here: Interpreter,
                    builder: Interpreter) -> Iterator[str]:
    """Guess where another interpreter lies, as in /opt/python3.11 for
    /opt/python3.12: an entry does not tell.
    """
    for prefix in prefixes:
        for count in (3, 2):
            ours, theirs = (".".join(map(str, interpreter.release[:count]))
                            for interpreter in (here, builder))
            if ours in prefix:
                yield prefix.replace(ours, theirs)
                break
        else:
            yield prefix


def compare_subjects(builder: Subject, here: Subject, terms: Terms,
                     controls: Controls | None, refusal: str = ""
                     ) -> Comparison:
    """Compare two wheels, with control builds where there are any."""
    differences = (
        compare(builder.side, here.side, ignore=terms.ignore)
        if controls is None
        else compare_with_controls(
            builder.side, here.side, controls, terms.ignore))
    deeper = ""
    if terms.diffoscope and not all(
            difference.is_note for difference in differences):
        try:
            deeper = run_diffoscope(builder.path, here.path)
        except ReuseError as error:
            logger.warning("%s", error)
    return Comparison(
        builder=builder.name, here=here.name, wheel=builder.path.name,
        differences=differences, refusal=refusal, diffoscope=deeper)


def compare_with_controls(
        builder: Side, here: Side, controls: Controls, ignore: Sequence[str]
        ) -> tuple[Difference, ...]:
    """Compare, with control builds as long as something is found.

    One that fails excuses nothing, and is a warning.
    """
    first = found = compare(builder, here, ignore=ignore)
    if not _has_findings(found):
        return found
    sides: list[Side] = []

    def are_enough(wheels: Sequence[Path]) -> bool:
        nonlocal found
        sides.extend(read_side(wheel, None) for wheel in wheels[len(sides):])
        found = compare(builder, here, sides, ignore=ignore)
        return not _has_findings(found) or (
            len(wheels) >= _FEW_CONTROLS and not any(
                difference.severity is Severity.FINDING
                and _may_be_order(difference) for difference in found))

    try:
        controls.build_until(are_enough)
    except (OSError, ReuseError) as error:
        log = cut_log(error, _MOST_LOG_LINES)
        logger.warning("A control build failed, so nothing is excused: %s%s",
                       error, f"\n{log}" if log else "")
        return first
    return found


def _has_findings(differences: Sequence[Difference]) -> bool:
    return any(difference.severity is Severity.FINDING
               for difference in differences)


def _may_be_order(difference: Difference) -> bool:
    """Return True if the same may just stand in another order.

    Then it takes more seeds to see that it does: two strings of a set come
    out the same way by every second.
    """
    if difference.code is Code.BYTES:
        return True
    if difference.code in _WITHOUT_ORDER:
        return False
    lines = difference.diff.splitlines()[2:] or [
        *(f"-{line}" for line in difference.old),
        *(f"+{line}" for line in difference.new)]
    old, new = (sorted("".join(f"{line[1:]}\n" for line in lines
                               if line.startswith(sign))) for sign in "-+")
    return old == new


def read_subject(name: str, wheel: Path, interpreter: Interpreter | None,
                 *prefixes: str) -> Subject:
    """Read a wheel to compare.

    ``interpreter`` built it, and lies in ``prefixes``.  Raises ReuseError
    where it is no wheel.
    """
    return Subject(name=name, path=wheel,
                   side=read_side(wheel, interpreter, *prefixes))


def read_side(wheel: Path, interpreter: Interpreter | None, *prefixes: str
              ) -> Side:
    """Read a wheel as a side of a comparison, as read_subject() does."""
    installed = read_installed(wheel)
    return Side(
        installed=installed, extensions=read_extensions(installed),
        release=interpreter.release if interpreter else None,
        prefixes=prefixes)


def _tell_apart(*paths: Path) -> Iterator[str]:
    """Yield names of files, with as many directories as tell them apart."""
    found = [Path(os.path.abspath(path)) for path in paths]
    base = os.path.commonpath([path.parent for path in found])
    for path in found:
        yield str(path.relative_to(base))


def _make_builder_here(options: Sequence[str], fresh: Fresh, terms: Terms
                       ) -> Builder:
    lookup = fresh.lookup
    directories = (tuple(map(Path, lookup.sources.roots.directories))
                   if lookup else (Path.cwd(),))
    return Builder(
        command=(sys.executable, "-P", "-m", "gpep517_reuse", "--quiet"),
        options=options, current=Path(os.path.realpath(Path.cwd())),
        directories=directories,
        excluded=(Path(lookup.store.directory).absolute(),) if lookup else (),
        build_dir=None if fresh.build_dir is None else Path(fresh.build_dir),
        name=Path(sys.executable).name, log_dir=terms.log_dir)
