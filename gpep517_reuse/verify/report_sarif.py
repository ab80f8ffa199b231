# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""The report as SARIF 2.1.0, which code hosts show next to the lines.

A refusal names the line of the build script that asks; a finding names the
file as installed.
"""

import collections
import json
import re

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import quote

from gpep517_reuse.verify.findings import (
    Code,
    Comparison,
    Severity,
    Verification,
)


_SCHEMA = ("https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/"
           "schemas/sarif-schema-2.1.0.json")
# what a refusal for what a script does begins with
_PLACE = re.compile(r"(?P<path>[^\s:]+):(?P<line>[1-9]\d*) ")
_REFUSED = "refused"
_RULES: Mapping[str, str] = {
    **{code.code: str(code.value) for code in Code},
    _REFUSED: "a rule refuses the reuse, so that the wheel is built again"}
_LEVELS = {Severity.FINDING: "error", Severity.UNCHECKED: "warning",
           Severity.UNSTABLE: "note"}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Problem:
    """What is told once, whoever has it."""

    rule: str
    level: str
    text: str
    path: str
    line: int = 0


def render_sarif(verification: Verification) -> str:
    """Render one run."""
    pairs: dict[_Problem, list[str]] = collections.defaultdict(list)
    for comparison in verification.comparisons:
        for problem in _list_problems(comparison):
            pairs[problem].append(f"{comparison.builder} -> {comparison.here}")
    rules = sorted({problem.rule for problem in pairs})
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [{
        "tool": {"driver": {
            "name": "gpep517-reuse",
            "version": dict(verification.tools).get("gpep517-reuse", ""),
            "rules": [{"id": rule, "shortDescription": {"text": _RULES[rule]}}
                      for rule in rules]}},
        "invocations": [_describe_invocation(verification)],
        "results": [_describe(problem, names)
                    for problem, names in pairs.items()],
    }]}, indent=2, sort_keys=True) + "\n"


def _list_problems(comparison: Comparison) -> Iterator[_Problem]:
    if comparison.refusal:
        place = _PLACE.match(comparison.refusal)
        yield _Problem(
            rule=_REFUSED, level="note", text=comparison.refusal,
            path=place["path"] if place else "",
            line=int(place["line"]) if place else 0)
        # what it prevented is nobody's problem
        return
    for difference in comparison.differences:
        if not difference.is_note:
            yield _Problem(
                rule=difference.code.code, path=difference.path,
                level=_LEVELS[difference.severity],
                text=str(difference.code.value))


def _describe(problem: _Problem, names: list[str]) -> Mapping[str, object]:
    result: dict[str, object] = {
        "ruleId": problem.rule, "level": problem.level,
        "message": {"text": f"{problem.text} ({', '.join(names)})"}}
    if problem.path:
        region = ({"region": {"startLine": problem.line}}
                  if problem.line else {})
        uri = quote(problem.path, errors="surrogateescape")
        result["locations"] = [{"physicalLocation": {
            "artifactLocation": {"uri": uri}, **region}}]
    return result


def _describe_invocation(verification: Verification) -> Mapping[str, object]:
    origin = verification.origin
    times = {"startTimeUtc": origin.date} if origin.date else {}
    return {
        "commandLine": origin.command, **times,
        "executionSuccessful": not verification.failures,
        "toolExecutionNotifications": [
            {"level": "error", "message": {
                "text": f"{failure.interpreter}: {failure.log}"}}
            for failure in verification.failures]}
