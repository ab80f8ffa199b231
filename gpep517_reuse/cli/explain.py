# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""The command line of explain: what the codes of logs and reports mean."""

from __future__ import annotations

import sys

from gpep517_reuse.cli.command import Command
from gpep517_reuse.decision.advice import ADVICE
from gpep517_reuse.decision.rules import Reason
from gpep517_reuse.errors import UsageError
from gpep517_reuse.values import TYPE_CHECKING, NamedTuple
from gpep517_reuse.verify.causes import CAUSES
from gpep517_reuse.verify.findings import Code, Verdict
from gpep517_reuse.verify.report_text import (
    REFUSED_PREFIX,
    UNSTABLE_PREFIX,
)


if TYPE_CHECKING:
    import argparse

    from collections.abc import Sequence


class Meaning(NamedTuple):
    """A code: what kind it is of, what it means, and what helps."""

    code: str
    kind: str
    sentence: str
    advice: str = ""

    def __str__(self) -> str:
        advice = f": {self.advice}" if self.advice else ""
        return f"{self.code} ({self.kind}): {self.sentence}{advice}"


#: All codes.
MEANINGS = (
    *(Meaning(reason.code, "why a wheel is not reused", reason.value,
              ADVICE[reason]) for reason in Reason),
    *(Meaning(code.code, "finding", code.value, CAUSES[code])
      for code in Code),
    *(Meaning(verdict.code, "verdict", verdict.value) for verdict in Verdict),
)
#: What a finding's code can begin with.
PREFIXES = (
    Meaning(REFUSED_PREFIX, "before a finding",
            "a rule refuses the reuse, and rightly so"),
    Meaning(UNSTABLE_PREFIX, "before a finding",
            "builds by one interpreter differ in this as well"),
)


def _add_explain_args(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("code", nargs="*", metavar="CODE",
                        help="What a log or a report names (default: all)")


def _explain(args: argparse.Namespace, _argv: Sequence[str]) -> int:
    found = [meaning for code in args.code for meaning in _find(code)]
    for meaning in found or (*MEANINGS, *PREFIXES):
        sys.stdout.write(f"{meaning}\n")
    return 0


def _find(code: str) -> Sequence[Meaning]:
    """Find what a code means, with its prefix; raises UsageError."""
    prefixes = [prefix for prefix in PREFIXES if code.startswith(prefix.code)]
    name = code.removeprefix(prefixes[0].code) if prefixes else code
    found = [meaning for meaning in MEANINGS if meaning.code == name
             and not (prefixes and meaning.kind != "finding")]
    if not found:
        # a call that is right does without
        import difflib

        near = difflib.get_close_matches(
            name, [meaning.code for meaning in MEANINGS], 1)
        raise UsageError(
            f"there is no code {code}",
            hint=f"did you mean {near[0]}?" if near
            else "without a code, explain lists all")
    return (*found, *prefixes)


EXPLAIN = Command(_add_explain_args, _explain)
