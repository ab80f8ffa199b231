# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""The report: a verification as text for a log, and as JSON."""

import json

from collections.abc import Iterator

from gpep517_reuse.difference import Difference, Severity
from gpep517_reuse.verification import Comparison, Verification


#: What a finding of a refused reuse begins with: the rule was right.
REFUSED_PREFIX = "refused-"
_UNSTABLE_PREFIX = "unstable-"

# so many findings have a line of their own
_MOST_LINES = 20
# a diff in a log has so many lines
_MOST_DIFF_LINES = 60

_EXPLANATIONS = {
    "same": "what would be reused installs what a build does",
    "differs": "a reuse would install something else than a build",
    "unstable": "what differs, differs between builds by one interpreter too",
    "unchecked": "nothing would be reused, so there was nothing to check",
}


def code_finding(comparison: Comparison, difference: Difference) -> str:
    """Return the code of a finding, as the README explains it.

    "file-added" where a reuse would have installed something else,
    "refused-file-added" where a rule refused the reuse, rightly, and
    "unstable-file-added" where builds by one interpreter differ as well.
    """
    if difference.severity is Severity.UNSTABLE:
        return _UNSTABLE_PREFIX + difference.code.code
    if comparison.refusal:
        return REFUSED_PREFIX + difference.code.code
    return difference.code.code


def render_text(verification: Verification) -> str:
    """Render for a log: a line a finding, the verdict, then the diffs."""
    findings = list(verification.list_findings())
    lines = sorted({
        f"gpep517-reuse: {code_finding(comparison, difference)}: "
        f"{difference.path}: {comparison.builder} -> {comparison.here}"
        for comparison, difference in findings})
    if len(lines) > _MOST_LINES:
        lines[_MOST_LINES:] = [
            f"gpep517-reuse: {len(lines) - _MOST_LINES} more findings"]
    verdict = verification.verdict.code
    lines.append(f"gpep517-reuse: verdict: {verdict}: "
                 f"{_EXPLANATIONS[verdict]}")
    for failure in verification.failures:
        lines += [f"gpep517-reuse: failed: {failure.interpreter}",
                  *failure.log.splitlines()]
    seen: set[str] = set()
    for comparison, difference in findings:
        detail = "\n".join(_render_detail(comparison, difference))
        if detail not in seen:
            lines.append(detail)
            seen.add(detail)
    return "\n".join(lines) + "\n"


def _render_detail(comparison: Comparison, difference: Difference
                   ) -> Iterator[str]:
    yield (f"{difference.path}, {comparison.builder} -> {comparison.here} "
           f"({code_finding(comparison, difference)})")
    yield from cut_diff(difference)


def cut_diff(difference: Difference) -> list[str]:
    """Return the lines of a difference's diff, or what stands for one."""
    lines = difference.diff.splitlines() or [
        *(f"-{line}" for line in difference.old),
        *(f"+{line}" for line in difference.new)]
    if len(lines) > _MOST_DIFF_LINES:
        lines[_MOST_DIFF_LINES:] = [
            f"... {len(lines) - _MOST_DIFF_LINES} more lines"]
    return lines


def render_json(verification: Verification) -> str:
    """Render for a machine; the README has the schema."""
    return json.dumps({
        "version": 1,
        "label": verification.label,
        "verdict": verification.verdict.code,
        "tools": dict(verification.tools),
        "failures": [failure.interpreter
                     for failure in verification.failures],
        "comparisons": [
            {"builder": comparison.builder, "here": comparison.here,
             "wheel": comparison.wheel, "refusal": comparison.refusal,
             "verdict": comparison.verdict.code,
             "differences": [
                 {"code": code_finding(comparison, difference),
                  "path": difference.path,
                  "severity": difference.severity.name.lower(),
                  "old": list(difference.old), "new": list(difference.new),
                  "diff": difference.diff}
                 for difference in comparison.differences]}
            for comparison in verification.comparisons],
    }, indent=2, sort_keys=True) + "\n"
