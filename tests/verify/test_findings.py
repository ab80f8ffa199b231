# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""Tests of the verification."""

import pytest

from gpep517_reuse.verify.findings import (
    Code,
    Comparison,
    Difference,
    Severity,
    Verification,
)


def compare(*severities: Severity, refusal: str = "") -> Comparison:
    return Comparison(
        builder="a", here="b", wheel="a.whl", refusal=refusal,
        differences=tuple(Difference(
            code=Code.TEXT, path="a", severity=severity)
            for severity in severities))


SAME = compare()
NOTED = compare(Severity.NOTE)
UNSTABLE = compare(Severity.UNSTABLE, Severity.NOTE)
DIFFERS = compare(Severity.UNSTABLE, Severity.FINDING)
REFUSED = compare(Severity.FINDING, refusal="it asks")


@pytest.mark.parametrize(("comparisons", "verdict"), [
    ((), "unchecked"),
    ((REFUSED,), "unchecked"),
    ((REFUSED, SAME), "same"),
    ((NOTED,), "same"),
    ((SAME, UNSTABLE), "unstable"),
    ((SAME, UNSTABLE, DIFFERS), "differs"),
], ids=["nothing", "refused", "same", "noted", "unstable", "differs"])
def test_verdict(comparisons: tuple[Comparison, ...], verdict: str) -> None:
    assert Verification(comparisons=comparisons).verdict.code == verdict


def test_findings_are_all_but_notes() -> None:
    verification = Verification(comparisons=(UNSTABLE, REFUSED))
    assert [(comparison, difference.severity)
            for comparison, difference in verification.list_findings()] == [
        (UNSTABLE, Severity.UNSTABLE), (REFUSED, Severity.FINDING)]
