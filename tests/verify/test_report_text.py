# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""Tests of the reports."""

import json
import re

from pathlib import Path

import pytest

from gpep517_reuse.verify.findings import (
    Code,
    Comparison,
    Contents,
    Difference,
    Failure,
    LeftOut,
    Origin,
    Severity,
    Verdict,
    Verification,
)
from gpep517_reuse.verify.report_text import (
    REFUSED_PREFIX,
    UNSTABLE_PREFIX,
    code_finding,
    render_json,
    render_text,
)


MANUAL = Path(__file__).resolve().parents[2] / "docs" / "manual.rst"
TEXT = Difference(
    code=Code.TEXT, path="sitedir/a.py", old=("A = 1",), new=("A = 2",),
    diff="--- builder/sitedir/a.py\n+++ here/sitedir/a.py\n"
    "@@ -1 +1 @@\n-A = 1\n+A = 2\n")
NOTE = Difference(code=Code.WHEEL, path="sitedir/a.dist-info/WHEEL",
                  old=("Tag: a",), new=("Tag: b",), severity=Severity.NOTE)


def compare(*differences: Difference, builder: str = "CPython 3.11.1",
            here: str = "CPython 3.12.1", refusal: str = "",
            by_name: str = "") -> Comparison:
    return Comparison(builder=builder, here=here, wheel="a-1-py3-none-any.whl",
                      differences=differences, refusal=refusal,
                      by_name=by_name)


def render(*comparisons: Comparison) -> str:
    return render_text(Verification(comparisons=comparisons))


@pytest.mark.parametrize(("comparison", "wrong", "wrong_by_name"), [
    (compare(TEXT, refusal="it asks", by_name="python3.12 <- python3.11"),
     "", "python3.12 <- python3.11: 1 file changed"),
    (compare(NOTE, refusal="it asks", by_name="python3.12 <- python3.11"),
     "", ""),
    (compare(TEXT, refusal="it asks"), "", ""),
    # ours is the graver one
    (compare(TEXT, by_name="python3.12 <- python3.11"),
     "CPython 3.12.1 <- CPython 3.11.1: 1 file changed", ""),
], ids=["by name", "same", "refused", "ours"])
def test_wrong(comparison: Comparison, wrong: str, wrong_by_name: str
               ) -> None:
    """What would go wrong, and for whom, in a sentence."""
    text = render(comparison)
    assert ("gpep517-reuse: reuse by file name would be wrong: "
            f"{wrong_by_name}\n" in text) == bool(wrong_by_name)
    report = json.loads(render_json(Verification(comparisons=(comparison,))))
    assert (report["wrong"], report["wrong_by_name"]) == (
        wrong, wrong_by_name)


@pytest.mark.parametrize(("severity", "refusal", "code"), [
    (Severity.FINDING, "", "text"),
    (Severity.FINDING, "it asks", "refused-text"),
    (Severity.UNSTABLE, "", "unstable-text"),
    (Severity.UNSTABLE, "it asks", "unstable-text"),
    (Severity.NOTE, "it asks", "text"),
], ids=["finding", "refused", "unstable", "both", "note"])
def test_code(severity: Severity, refusal: str, code: str) -> None:
    difference = Difference(code=Code.TEXT, path="a", severity=severity)
    assert code_finding(compare(difference, refusal=refusal),
                        difference) == code


def test_text() -> None:
    assert render(compare(TEXT, NOTE)) == """\
gpep517-reuse: text: sitedir/a.py: CPython 3.11.1 -> CPython 3.12.1
gpep517-reuse: compared: CPython 3.11.1 -> CPython 3.12.1: \
a-1-py3-none-any.whl: differs
gpep517-reuse: notes: wheel (1)
gpep517-reuse: verdict: differs: a reuse installs something else than a \
build would
sitedir/a.py, CPython 3.11.1 -> CPython 3.12.1 (text)
--- builder/sitedir/a.py
+++ here/sitedir/a.py
@@ -1 +1 @@
-A = 1
+A = 2
gpep517-reuse: verdict: differs: a reuse installs something else than a \
build would
"""


def test_text_of_nothing() -> None:
    assert render() == (
        "gpep517-reuse: verdict: unchecked: there was nothing to compare "
        "with\n")


def test_refusals_are_judged() -> None:
    lines = render(compare(TEXT, refusal="it asks"),
                   compare(refusal="it asks")).splitlines()
    assert lines[:4] == [
        "gpep517-reuse: refused-text: sitedir/a.py: CPython 3.11.1 -> "
        "CPython 3.12.1",
        "gpep517-reuse: refused: CPython 3.11.1 -> CPython 3.12.1: it asks",
        "gpep517-reuse: refused: CPython 3.11.1 -> CPython 3.12.1: it asks",
        "gpep517-reuse: verdict: unchecked: nothing would be reused; of 2 "
        "refused, 1 would install something else"]


def test_what_was_not_compared_is_counted() -> None:
    """A verdict speaks of what was looked at alone."""
    unread = Difference(code=Code.EXTENSION_UNREAD, path="a.so",
                        severity=Severity.UNCHECKED)
    left_out = LeftOut(builder="PyPy 3.11.1", here="CPython 3.12.1",
                       reason="tag", sentence="pp311 is another ABI")
    assert render_text(Verification(
        comparisons=(compare(), compare(unread)), left_out=(left_out,) * 3,
        )).splitlines()[1:] == [
            *["gpep517-reuse: not looked at: PyPy 3.11.1 -> CPython 3.12.1: "
              "pp311 is another ABI"] * 3,
            *["gpep517-reuse: compared: CPython 3.11.1 -> CPython 3.12.1: "
              f"a-1-py3-none-any.whl: {verdict}"
              for verdict in ("same", "unchecked")],
            "gpep517-reuse: verdict: unchecked: 1 of 2 could not be "
            "compared; 3 not looked at"]


FAILURE = Failure(interpreter="python9", program="/bin/python9", log="none")
BUILT = Contents(name="CPython 3.11.1", files=(("sitedir/a.py", "1"),),
                 wheel="a.whl", program="/bin/python3")


@pytest.mark.parametrize(("comparisons", "verdict"), [
    ((compare(),), "failed: 1 of 3 failed; a reuse installs what a build "
     "would"),
    ((compare(TEXT),), "differs: 1 of 3 failed; a reuse installs something "
     "else than a build would"),
    ((), "failed: 1 of 3 failed; there was nothing to compare with"),
], ids=["same", "differs", "nothing"])
def test_failures_are_in_the_verdict(
        comparisons: tuple[Comparison, ...], verdict: str) -> None:
    text = render_text(Verification(
        comparisons=comparisons, failures=(FAILURE,),
        contents=(BUILT, BUILT)))
    assert f"gpep517-reuse: verdict: {verdict}\n" in text
    assert text.startswith(
        "gpep517-reuse: built: CPython 3.11.1: a.whl, by /bin/python3\n")


@pytest.mark.parametrize(("paths", "is_told"), [
    (("sitedir/a.dist-info/METADATA",), True),
    (("sitedir/a.dist-info/METADATA", "scripts/a"), False),
    (("sitedir/a.dist-info/METADATA", "sitedir/a.py"), False),
], ids=["metadata", "script", "module"])
def test_wheels_of_nothing(paths: tuple[str, ...], *, is_told: bool) -> None:
    contents = Contents(name="a", files=tuple((path, "1") for path in paths))
    text = render_text(Verification(comparisons=(compare(),),
                                    contents=(contents,)))
    assert text.endswith("; nothing but metadata is installed\n") is is_told


def test_a_diff_stands_there_once_whichever_way() -> None:
    back = Difference(code=Code.TEXT, path=TEXT.path, old=TEXT.new,
                      new=TEXT.old, diff="--- x\n+++ x\n-A = 2\n+A = 1\n")
    text = render(compare(TEXT), compare(TEXT, here="PyPy 3.11.1"),
                  compare(back, builder="CPython 3.12.1"))
    assert text.count("gpep517-reuse: text: ") == 3
    assert text.count("@@") == 2
    assert "--- x" not in text


def test_many_findings_are_counted() -> None:
    text = render(compare(*(
        Difference(code=Code.TEXT, path=f"sitedir/{number:02}.py",
                   old=(str(number),)) for number in range(33))))
    lines = text.splitlines()
    assert lines[19].startswith("gpep517-reuse: text: sitedir/19.py: ")
    assert lines[20] == "gpep517-reuse: ... and 13 more findings"
    assert lines[-2] == "... and 13 more diffs"
    assert lines[-1] == lines[22]


def test_long_diffs_are_cut() -> None:
    text = render(compare(Difference(
        code=Code.METADATA, path="a", old=tuple(map(str, range(70))))))
    assert "\n-59\n... and 10 more lines\n" in text


def test_nothing_acts_upon_a_terminal() -> None:
    text = render_text(Verification(
        comparisons=(compare(Difference(code=Code.MODE, path="a\n\x1b[2J")),),
        failures=(Failure(interpreter="python", log="\x1b[31mred"),)))
    assert "\x1b" not in text
    assert "gpep517-reuse: mode: a\\n\\x1b[2J: " in text
    assert "gpep517-reuse: failed: python\n\\x1b[31mred\n" in text


def test_what_to_install_is_told() -> None:
    text = render(compare(Difference(
        code=Code.EXTENSION_UNREAD, path="sitedir/a.so",
        severity=Severity.NOTE, new=("without pyelftools; try: this",))))
    assert text.splitlines()[1:3] == [
        "gpep517-reuse: notes: extension-unread (1)",
        "gpep517-reuse: extension-unread: without pyelftools; try: this"]


def test_json() -> None:
    text = render_json(Verification(
        comparisons=(compare(TEXT, refusal="it asks"),),
        failures=(FAILURE,), contents=(BUILT,), left_out=(LeftOut(
            builder="b", here="h", wheel="w", reason="tag",
            sentence="it is not for it"),),
        origin=Origin(sources=("/src",), command="cd /src && x",
                      date="2026-11-29T08:30:00Z"),
        tools=(("gpep517", "23"),), label="sample"))
    assert text.endswith("\n}\n")
    assert json.loads(text) == {
        "version": 2, "label": "sample", "verdict": "failed",
        "explanation": "1 of 2 failed; nothing would be reused; of 1 "
        "refused, 1 would install something else; 1 not looked at",
        "source": "/src", "command": "cd /src && x",
        "date": "2026-11-29T08:30:00Z",
        "wrong": "", "wrong_by_name": "", "outcome": None,
        "tools": {"gpep517": "23"},
        "interpreters": [{"name": "CPython 3.11.1", "wheel": "a.whl",
                          "program": "/bin/python3"}],
        "left_out": [{"builder": "b", "here": "h", "wheel": "w",
                      "reason": "tag", "sentence": "it is not for it"}],
        "failures": [{"interpreter": "python9", "log": "none",
                      "program": "/bin/python9"}],
        "comparisons": [{
            "builder": "CPython 3.11.1", "here": "CPython 3.12.1",
            "wheel": "a-1-py3-none-any.whl", "refusal": "it asks",
            "verdict": "differs", "diffoscope": "", "by_name": "",
            "differences": [{
                "code": "refused-text", "path": "sitedir/a.py",
                "severity": "finding", "old": ["A = 1"], "new": ["A = 2"],
                "diff": TEXT.diff}]}]}


def test_manual_explains_each_code() -> None:
    text = MANUAL.read_text(encoding="utf-8")
    table = text.partition("\nFindings\n")[2].partition("\nVerdicts\n")[0]
    codes = re.findall(r"^``([a-z][a-z-]+)`` +\S", table, re.MULTILINE)
    assert sorted(codes) == sorted(code.code for code in Code)
    for prefix in (REFUSED_PREFIX, UNSTABLE_PREFIX):
        assert f"``{prefix}``" in table


def test_manual_explains_each_verdict() -> None:
    text = MANUAL.read_text(encoding="utf-8")
    table = text.partition("\nVerdicts\n")[2].partition("\nAs JSON\n")[0]
    codes = re.findall(r"^``([a-z][a-z-]+)`` +\S", table, re.MULTILINE)
    assert sorted(codes) == sorted(verdict.code for verdict in Verdict)
