# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""Tests of the report as JUnit XML."""

from xml.etree import ElementTree as ET

import pytest

from gpep517_reuse.verify.findings import (
    Code,
    Comparison,
    Difference,
    Failure,
    LeftOut,
    Origin,
    Severity,
    Verification,
)
from gpep517_reuse.verify.report_junit import render_junit


TEXT = Difference(code=Code.TEXT, path="sitedir/a.py", diff="-A <1>\n+\x1b&2")


def compare(*differences: Difference, refusal: str = "") -> Comparison:
    return Comparison(builder="b", here="h", wheel="a.whl",
                      differences=differences, refusal=refusal)


@pytest.mark.parametrize(("verification", "counts", "case"), [
    (Verification(comparisons=(compare(),)), "0 0 0",
     ("h", "a.whl of b", [])),
    (Verification(comparisons=(compare(TEXT),)), "1 0 0",
     ("h", "a.whl of b", [
         ("failure", "a reuse installs something else than a build would",
          "text: sitedir/a.py\n-A <1>\n+\\x1b&2")])),
    (Verification(comparisons=(compare(TEXT, refusal='it asks "x"'),)),
     "0 0 1", ("h", "a.whl of b", [
         ("skipped", 'it asks "x"',
          "refused-text: sitedir/a.py\n-A <1>\n+\\x1b&2")])),
    (Verification(comparisons=(compare(Difference(
        code=Code.BYTES, path="a.so", severity=Severity.UNCHECKED)),)),
     "0 0 1", ("h", "a.whl of b", [
         ("skipped", "it could not be compared", "bytes: a.so")])),
    (Verification(left_out=(LeftOut(
        builder="b", here="h", reason="tag", sentence="it is not for h"),)),
     "0 0 1", ("h", "any wheel of b", [("skipped", "it is not for h", "")])),
    (Verification(failures=(Failure(
        interpreter="python9", log="E: none\nlast\n\x00"),)), "0 1 0",
     ("python9", "build", [("error", "E: none", "E: none\nlast\n\\x00")])),
], ids=["same", "differs", "refused", "unchecked", "left out", "failed"])
def test_case(verification: Verification, counts: str,
              case: tuple[str, str, list[tuple[str, str, str]]]) -> None:
    """What a build server makes of it."""
    suite = ET.fromstring(render_junit(verification).encode())[0]
    assert suite.attrib == {
        "name": "verify-reuse", "tests": "1", **dict(zip(
            ("failures", "errors", "skipped"), counts.split(), strict=True))}
    found, = suite
    assert (found.get("classname"), found.get("name"), [
        (each.tag, each.get("message"), each.text or "")
        for each in found]) == case


def test_suite() -> None:
    suite = ET.fromstring(render_junit(Verification(
        label="app/foo & bar", origin=Origin(date="2026-11-29T08:30:00Z")
        )).encode())[0]
    assert suite.get("name") == "app/foo & bar"
    assert suite.get("timestamp") == "2026-11-29T08:30:00"
