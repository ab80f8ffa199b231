# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""The verification here: build afresh all the same, and compare."""

import contextlib
import logging
import os
import sys

from collections.abc import Iterator, Sequence
from pathlib import Path

from gpep517_reuse.compare import Side, compare
from gpep517_reuse.controls import BuildError, Builder, Controls
from gpep517_reuse.decision import Build, Reason, Refusal, Reuse
from gpep517_reuse.difference import Code, Difference, Severity
from gpep517_reuse.elf import read_extensions
from gpep517_reuse.entry import Candidate
from gpep517_reuse.fingerprint import hash_bytes
from gpep517_reuse.installed import Installed, read_installed
from gpep517_reuse.interpreter import Interpreter, read_interpreter
from gpep517_reuse.request import Request
from gpep517_reuse.reuse import Lookup, build_wheel, try_look_up
from gpep517_reuse.verification import (
    Comparison,
    Contents,
    Verification,
)


# a date, a path and most orders show in so many
_FEW_CONTROLS = 2

logger = logging.getLogger(__name__)

#: Rules about what a wheel holds, which may be stricter than need be.
REFUSED_BY_CONTENT = frozenset({
    Reason.CONDITION, Reason.DIRECTORY, Reason.IMPLEMENTATION, Reason.MADE_UP,
    Reason.NAMED, Reason.SCRIPT,
})

def compare_wheels(builder: Path, here: Path, ignore: Sequence[str]
                   ) -> Verification:
    """Compare two given wheels; raises ReuseError where one is none."""
    old, new = read_side(builder, None), read_side(here, None)
    return Verification(
        comparisons=(Comparison(
            builder=str(builder), here=str(here), wheel=builder.name,
            differences=compare(old, new, ignore=ignore)),),
        contents=(list_contents(str(builder), old.installed),
                  list_contents(str(here), new.installed)))


def verify_here(request: Request, options: Sequence[str], wheel_dir: Path,
                ignore: Sequence[str]) -> tuple[str, Verification]:
    """Build in the tree, and compare with what would have been reused.

    Returns the wheel's name and the comparisons.  ``options`` are those of
    the build, for control builds.
    """
    lookup = try_look_up(request)
    earlier = list(_list_earlier(lookup)) if lookup else []
    name = build_wheel(request, wheel_dir, lookup and lookup._replace(
        decision=Build((Refusal("any wheel", Reason.DISABLED,
                                "this call verifies"),))))
    interpreter = read_interpreter()
    here = read_side(wheel_dir / name, interpreter, sys.base_prefix)
    controls = Controls(_make_builder_here(options, lookup))
    with contextlib.closing(controls):
        comparisons = tuple(
            _compare_earlier(candidate, refusal, here, controls, ignore)
            for candidate, refusal in earlier)
    return name, Verification(comparisons=comparisons, contents=(
        *(list_contents(candidate.entry.builder.name,
                         read_installed(candidate.wheel))
          for candidate, _ in earlier),
        list_contents(interpreter.name, here.installed)))


def _list_earlier(lookup: Lookup) -> Iterator[tuple[Candidate, str]]:
    """Yield the wheel that would be reused, and those that only their
    content forbids, with the sentence that does.
    """
    decision = lookup.decision
    if isinstance(decision, Reuse) and isinstance(
            decision.candidate, Candidate):
        yield decision.candidate, ""
    for refusal in decision.refusals:
        candidate = refusal.candidate
        if (isinstance(candidate, Candidate)
                and REFUSED_BY_CONTENT.issuperset(
                    {refusal.reason, *refusal.others})
                and lookup.store.check(candidate) is None):
            yield candidate, refusal.sentence


def _compare_earlier(candidate: Candidate, refusal: str, here: Side,
                     controls: Controls, ignore: Sequence[str]
                     ) -> Comparison:
    builder = candidate.entry.builder
    return Comparison(
        builder=builder.name, here=read_interpreter().name,
        wheel=candidate.entry.wheel.filename, refusal=refusal,
        differences=settle(read_side(candidate.wheel, builder), here,
                            controls, ignore))


def settle(builder: Side, here: Side, controls: Controls,
           ignore: Sequence[str]) -> tuple[Difference, ...]:
    """Compare, with control builds as long as something is found.

    A control build that fails excuses nothing, and is a warning.
    """
    found = compare(builder, here, ignore=ignore)
    if not _has_findings(found):
        return found

    def judge(wheels: Sequence[Path]) -> bool:
        nonlocal found
        found = compare(builder, here, [
            read_side(wheel, None) for wheel in wheels], ignore=ignore)
        return len(wheels) >= _FEW_CONTROLS and not any(
            difference.severity is Severity.FINDING
            and _may_be_order(difference) for difference in found)

    try:
        controls.settle(judge)
    except BuildError as error:
        logger.warning("A control build failed, so nothing is excused: %s",
                       error)
    return found


def _has_findings(differences: Sequence[Difference]) -> bool:
    return any(difference.severity is Severity.FINDING
               for difference in differences)


def _may_be_order(difference: Difference) -> bool:
    """Tell whether the same may just stand in another order.

    Then it takes more seeds to see that it does: two strings of a set come
    out the same way by every second.
    """
    if difference.code is Code.BYTES:
        return True
    lines = difference.diff.splitlines()[2:] or [
        *(f"-{line}" for line in difference.old),
        *(f"+{line}" for line in difference.new)]
    old, new = (sorted("".join(line[1:] for line in lines
                               if line.startswith(sign))) for sign in "-+")
    return old == new


def read_side(wheel: Path, interpreter: Interpreter | None, *prefixes: str
              ) -> Side:
    """Read a wheel as one side of a comparison.

    ``interpreter`` built it, and lies in ``prefixes``.
    """
    installed = read_installed(wheel)
    return Side(
        installed=installed, extensions=read_extensions(installed),
        release=interpreter.release if interpreter else None,
        prefixes=prefixes)


def list_contents(name: str, installed: Installed) -> Contents:
    """List what a wheel installs, by what counts of each file."""
    return Contents(name=name, files=tuple(
        (path, hash_bytes(file.content)[:12]
         + ("x" if file.executable else ""))
        for path, file in sorted(installed.files.items())))


def _make_builder_here(options: Sequence[str], lookup: Lookup | None
                       ) -> Builder:
    directories = (lookup.sources.roots.directories if lookup
                   else (Path.cwd(),))
    return Builder(
        command=(sys.executable, "-P", "-m", "gpep517_reuse", "--quiet"),
        options=options, current=Path(os.path.realpath(Path.cwd())),
        directories=directories,
        excluded=(lookup.store.directory.absolute(),) if lookup else ())
