# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""Tests of the report as SARIF."""

import json
import typing

import pytest

from gpep517_reuse.verify.findings import (
    Code,
    Comparison,
    Difference,
    Failure,
    Origin,
    Severity,
    Verification,
)
from gpep517_reuse.verify.report_sarif import render_sarif


ASKS = ("setup.py:28 asks sys.version_info[:2]: (3, 13) for its builder, "
        "(3, 12) here")
RAN = "project code ran during its build (setup.py), by PyPy 3.11.1"


def make_difference(severity: Severity = Severity.FINDING) -> Difference:
    return Difference(code=Code.TEXT, path="sitedir/a b.py",
                      severity=severity)


def compare(*differences: Difference, refusal: str = "", here: str = "h"
            ) -> Comparison:
    return Comparison(builder="b", here=here, wheel="a.whl",
                      differences=differences, refusal=refusal)


def render(*comparisons: Comparison, **more: typing.Any) -> typing.Any:
    data = json.loads(render_sarif(Verification(
        comparisons=comparisons, tools=(("gpep517-reuse", "2"),), **more)))
    assert data["version"] == "2.1.0"
    assert "sarif-schema-2.1.0.json" in data["$schema"]
    run, = data["runs"]
    return run


@pytest.mark.parametrize(("comparison", "expected"), [
    (compare(make_difference()),
     ("text", "error", "lines of a text file differ (b -> h)",
      "sitedir/a%20b.py", None)),
    (compare(make_difference(Severity.UNSTABLE)),
     ("text", "note", "lines of a text file differ (b -> h)",
      "sitedir/a%20b.py", None)),
    (compare(make_difference(Severity.UNCHECKED)),
     ("text", "warning", "lines of a text file differ (b -> h)",
      "sitedir/a%20b.py", None)),
    (compare(make_difference(), refusal=ASKS),
     ("refused", "note", f"{ASKS} (b -> h)", "setup.py", 28)),
    (compare(make_difference(), refusal=RAN),
     ("refused", "note", f"{RAN} (b -> h)", None, None)),
], ids=["finding", "unstable", "unchecked", "asks", "ran"])
def test_result(comparison: Comparison,
                expected: tuple[str, str, str, str | None, int | None]
                ) -> None:
    """What it is about, how grave, and where."""
    run = render(comparison)
    result, = run["results"]
    physical = (result["locations"][0]["physicalLocation"]
                if "locations" in result else {})
    assert (result["ruleId"], result["level"], result["message"]["text"],
            physical.get("artifactLocation", {}).get("uri"),
            physical.get("region", {}).get("startLine")) == expected
    driver = run["tool"]["driver"]
    assert (driver["name"], driver["version"]) == ("gpep517-reuse", "2")
    rule, = driver["rules"]
    assert rule["id"] == expected[0]


def test_notes_are_no_results() -> None:
    assert render(compare(make_difference(Severity.NOTE)))["results"] == []


def test_one_result_for_all_who_have_it() -> None:
    result, = render(compare(make_difference()),
                     compare(make_difference(), here="i"))["results"]
    assert result["message"]["text"].endswith(" (b -> h, b -> i)")


def test_failures_are_the_invocation_s() -> None:
    run = render(
        failures=(Failure(interpreter="python9", log="none"),),
        origin=Origin(command="cd / && x", date="2026-11-29T08:30:00Z"))
    assert run["invocations"] == [{
        "commandLine": "cd / && x", "startTimeUtc": "2026-11-29T08:30:00Z",
        "executionSuccessful": False, "toolExecutionNotifications": [
            {"level": "error", "message": {"text": "python9: none"}}]}]
