# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""The report as JUnit XML, which most build servers read.

A test case is one wheel for one interpreter: it fails where a reuse would
install something else, and is skipped where nothing would be reused.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from gpep517_reuse.verify.findings import (
    Comparison,
    Failure,
    LeftOut,
    Verdict,
    Verification,
    show,
)
from gpep517_reuse.verify.report_text import code_finding


@dataclass(frozen=True, slots=True, kw_only=True)
class _Case:
    """A test case: ``kind`` is an element, empty where it passed."""

    name: str
    group: str
    kind: str = ""
    message: str = ""
    text: str = ""


def render_junit(verification: Verification) -> str:
    """Render one suite of test cases."""
    cases = (*map(_compare, verification.comparisons),
             *map(_leave_out, verification.left_out),
             *map(_fail, verification.failures))
    counts = "".join(
        f' {name}="{sum(case.kind == kind for case in cases)}"'
        for name, kind in (("failures", "failure"), ("errors", "error"),
                           ("skipped", "skipped")))
    name = verification.label or verification.origin.source or "verify-reuse"
    # without the zone, as the schema of Ant and Jenkins has it
    date = verification.origin.date.removesuffix("Z")
    stamp = f' timestamp="{date}"' if date else ""
    return "\n".join((
        '<?xml version="1.0" encoding="utf-8"?>', "<testsuites>",
        f'<testsuite name={_quote(name)} tests="{len(cases)}"{counts}{stamp}>',
        *map(_render, cases), "</testsuite>", "</testsuites>", ""))


def _compare(comparison: Comparison) -> _Case:
    kind, message = {
        Verdict.DIFFERS: ("failure", comparison.verdict.value),
        Verdict.UNCHECKED: ("skipped", comparison.verdict.value),
    }.get(comparison.verdict, ("", ""))
    if comparison.refusal:
        kind, message = "skipped", comparison.refusal
    return _Case(
        group=comparison.here, kind=kind, message=message,
        name=f"{comparison.wheel} of {comparison.builder}",
        text="\n".join(_list_lines(comparison)) if kind else "")


def _list_lines(comparison: Comparison) -> Iterator[str]:
    for difference in comparison.differences:
        if not difference.is_note:
            yield (f"{code_finding(comparison, difference)}: "
                   f"{difference.path}")
            yield from difference.diff.splitlines()


def _leave_out(left_out: LeftOut) -> _Case:
    return _Case(
        name=f"{left_out.wheel or 'any wheel'} of {left_out.builder}",
        group=left_out.here, kind="skipped", message=left_out.sentence)


def _fail(failure: Failure) -> _Case:
    return _Case(name="build", group=failure.interpreter, kind="error",
                 message=failure.log.partition("\n")[0], text=failure.log)


def _render(case: _Case) -> str:
    head = f"<testcase classname={_quote(case.group)} name={_quote(case.name)}"
    if not case.kind:
        return f"{head}/>"
    text = escape("\n".join(map(show, case.text.splitlines())))
    return (f"{head}><{case.kind} message={_quote(case.message)}>{text}"
            f"</{case.kind}></testcase>")


def _quote(text: str) -> str:
    # XML knows no control characters, escaped or not
    return quoteattr(show(text))
