# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""The report: a verification as text for a log, and as JSON."""

import collections
import json

from collections.abc import Iterator, Mapping
from dataclasses import asdict

from gpep517_reuse.verify.by_name import count_changes
from gpep517_reuse.verify.findings import (
    Code,
    Comparison,
    Difference,
    LeftOut,
    Severity,
    Verdict,
    Verification,
    show,
)


#: The version of the schema of a report.
VERSION = 2
#: What a finding of a refused reuse begins with: the rule was right.
REFUSED_PREFIX = "refused-"
#: What one begins with that builds by one interpreter differ in, too.
UNSTABLE_PREFIX = "unstable-"

# so many findings have a line of their own, and so many a diff
_MOST_LINES = 20
# a diff in a log has so many lines
_MOST_DIFF_LINES = 60

_NAME = "gpep517-reuse"


def code_finding(comparison: Comparison, difference: Difference) -> str:
    """Return the code of a finding, as the manual explains it.

    "file-added" where a reuse would have installed something else,
    "refused-file-added" where a rule refused the reuse, rightly, and
    "unstable-file-added" where builds by one interpreter differ as well.
    A note has the code alone.
    """
    if difference.severity is Severity.UNSTABLE:
        return UNSTABLE_PREFIX + difference.code.code
    if comparison.refusal and difference.severity is Severity.FINDING:
        return REFUSED_PREFIX + difference.code.code
    return difference.code.code


def explain_verdict(verification: Verification) -> str:
    """Return what the verdict means, and whether refusals were right."""
    parts = [_explain_compared(verification)]
    if failed := len(verification.failures):
        total = failed + len(verification.contents)
        parts.insert(0, f"{failed} of {total} failed")
    refused = [comparison.verdict for comparison in verification.comparisons
               if comparison.refusal]
    if refused:
        parts.append(f"of {len(refused)} refused, "
                     f"{refused.count(Verdict.DIFFERS)} would install "
                     "something else")
    if verification.left_out:
        parts.append(f"{len(verification.left_out)} not looked at")
    if verification.is_of_metadata_alone:
        parts.append("nothing but metadata is installed")
    return "; ".join(parts)


def _explain_compared(verification: Verification) -> str:
    comparisons = verification.comparisons
    if not comparisons and not verification.left_out:
        return "there was nothing to compare with"
    if all(comparison.refusal for comparison in comparisons):
        return "nothing would be reused"
    unchecked = [comparison for comparison in comparisons
                 if comparison.verdict is Verdict.UNCHECKED]
    if verification.verdict_of_compared is Verdict.UNCHECKED:
        return f"{len(unchecked)} of {len(comparisons)} could not be compared"
    return str(verification.verdict_of_compared.value)


def render_text(verification: Verification) -> str:
    """Render for a log: a line a finding, the verdict, then the diffs."""
    verdict = (f"{_NAME}: verdict: {verification.verdict.code}: "
               f"{explain_verdict(verification)}")
    lines = [f"{_NAME}: {line}" for line in (
        *_list_built(verification), *_list_findings(verification),
        *_list_refusals(verification), *_list_left_out(verification),
        *_list_compared(verification),
        *(f"reuse by file name would be wrong: {sentence}"
          for sentence in list_wrong_by_name(verification)),
        *_sum_up_notes(verification))]
    lines.append(verdict)
    for failure in verification.failures:
        lines += [f"{_NAME}: failed: {failure.interpreter}",
                  *map(show, failure.log.splitlines())]
    lines += _list_details(verification)
    for comparison in verification.comparisons:
        if comparison.diffoscope:
            lines += [f"diffoscope, {_name_pair(comparison)}",
                      *map(show, comparison.diffoscope.splitlines())]
    if lines[-1] != verdict:
        # where a log of any length ends
        lines.append(verdict)
    return "\n".join((*lines, ""))


def _list_built(verification: Verification) -> list[str]:
    """List who built what, where that is not plain from the command."""
    return [f"built: {contents.name}: {show(contents.wheel)}, by "
            f"{show(contents.program)}"
            for contents in verification.contents if contents.program]


def _list_compared(verification: Verification) -> list[str]:
    """List the wheels that would be reused, and what comes of that."""
    lines = [f"compared: {_name_pair(comparison)}: {show(comparison.wheel)}: "
             f"{comparison.verdict.code}"
             for comparison in verification.comparisons
             if not comparison.refusal]
    return _cut(lines, _MOST_LINES, "compared")


def _list_left_out(verification: Verification) -> list[str]:
    """List the wheels that nobody looked at, and why."""
    lines = [f"not looked at: {_name_pair(each)}: {show(each.sentence)}"
             for each in verification.left_out]
    return _cut(lines, _MOST_LINES, "not looked at")


def list_wrong_by_name(verification: Verification) -> list[str]:
    """List what a reuse by file name would have done wrong, and ours not:
    "python3.13 <- python3.12: 9 files added, 2 changed".
    """
    if list_wrong(verification):
        return []
    return [f"{comparison.by_name}: {count_changes(comparison)}"
            for comparison in verification.comparisons
            if comparison.by_name and comparison.refusal
            and comparison.verdict is Verdict.DIFFERS]


def list_wrong(verification: Verification) -> list[str]:
    """List what our own reuse would have done wrong, likewise."""
    return [f"{comparison.here} <- {comparison.builder}: "
            f"{count_changes(comparison)}"
            for comparison in verification.comparisons
            if not comparison.refusal
            and comparison.verdict is Verdict.DIFFERS]


def _list_refusals(verification: Verification) -> list[str]:
    lines = [f"refused: {_name_pair(comparison)}: {show(comparison.refusal)}"
             for comparison in verification.comparisons if comparison.refusal]
    return _cut(lines, _MOST_LINES, "refusals")


def _list_findings(verification: Verification) -> list[str]:
    lines = sorted({
        f"{code_finding(comparison, difference)}: {show(difference.path)}: "
        f"{_name_pair(comparison)}"
        for comparison, difference in verification.list_findings()})
    return _cut(lines, _MOST_LINES, "findings")


def _sum_up_notes(verification: Verification) -> Iterator[str]:
    """Yield how many notes there are of each kind.

    They do not matter, but for what to install to learn more.
    """
    notes = collections.Counter(
        difference.code for comparison in verification.comparisons
        for difference in comparison.differences if difference.is_note)
    if notes:
        counts = sorted(f"{code.code} ({count})"
                        for code, count in notes.items())
        yield f"notes: {', '.join(counts)}"
    yield from sorted({
        f"{difference.code.code}: {line}"
        for comparison in verification.comparisons
        for difference in comparison.differences
        if difference.code is Code.EXTENSION_UNREAD
        for line in difference.new})


def _list_details(verification: Verification) -> list[str]:
    """List the diffs, those once that are the same, whichever way."""
    details: dict[object, str] = {}
    for comparison, difference in verification.list_findings():
        key = difference.path, frozenset((difference.old, difference.new))
        diff = cut_diff(difference, _MOST_DIFF_LINES)
        if diff and key not in details:
            title = (f"{show(difference.path)}, {_name_pair(comparison)} "
                     f"({code_finding(comparison, difference)})")
            details[key] = "\n".join((title, *diff))
    return _cut(list(details.values()), _MOST_LINES, "diffs")


def _name_pair(pair: Comparison | LeftOut) -> str:
    return f"{show(pair.builder)} -> {show(pair.here)}"


def cut_diff(difference: Difference, most: int) -> list[str]:
    """Return the lines of a difference's diff, or what stands for one.

    There are at most so many, and a count.
    """
    return _cut(difference.diff.splitlines() or [
        *(f"-{line}" for line in difference.old),
        *(f"+{line}" for line in difference.new)], most, "lines")


def _cut(lines: list[str], most: int, things: str) -> list[str]:
    if len(lines) <= most:
        return lines
    return [*lines[:most], f"... and {len(lines) - most} more {things}"]


def render_json(verification: Verification) -> str:
    """Render for a machine; the manual has the schema."""
    return json.dumps({
        "version": VERSION,
        "label": verification.label,
        "source": verification.origin.source,
        "command": verification.origin.command,
        "date": verification.origin.date,
        "verdict": verification.verdict.code,
        "explanation": explain_verdict(verification),
        "wrong": "; ".join(list_wrong(verification)),
        "wrong_by_name": "; ".join(list_wrong_by_name(verification)),
        "tools": dict(verification.tools),
        "outcome": verification.outcome and verification.outcome.to_json(),
        "interpreters": [
            {"name": contents.name, "program": contents.program,
             "wheel": contents.wheel} for contents in verification.contents],
        "failures": [asdict(failure) for failure in verification.failures],
        "left_out": [asdict(each) for each in verification.left_out],
        "comparisons": [_describe_comparison(comparison)
                        for comparison in verification.comparisons],
    }, indent=2, sort_keys=True) + "\n"


def _describe_comparison(comparison: Comparison) -> Mapping[str, object]:
    return {
        "builder": comparison.builder, "here": comparison.here,
        "wheel": comparison.wheel, "refusal": comparison.refusal,
        "verdict": comparison.verdict.code,
        "diffoscope": comparison.diffoscope,
        "by_name": comparison.by_name,
        "differences": [
            {"code": code_finding(comparison, difference),
             "path": difference.path,
             "severity": difference.severity.name.lower(),
             "old": list(difference.old), "new": list(difference.new),
             "diff": difference.diff}
            for difference in comparison.differences],
    }
