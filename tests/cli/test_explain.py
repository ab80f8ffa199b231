# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""Tests of explain, and of the manual against it."""

import re

from pathlib import Path

import pytest

from gpep517_reuse.cli.explain import MEANINGS, PREFIXES
from gpep517_reuse.cli.main import main
from gpep517_reuse.verify.causes import CAUSES
from gpep517_reuse.verify.findings import Code


MANUAL = Path(__file__).resolve().parents[2] / "docs" / "manual.rst"

pytestmark = pytest.mark.once


@pytest.mark.parametrize(("codes", "lines"), [
    (("older",), ["older (why a wheel is not reused): it was built by a "
                  "newer interpreter: build with the oldest interpreter "
                  "first"]),
    (("script",), [
        "script (why a wheel is not reused): project code ran that cannot be "
        "told to ask nothing: have the build script not look at the "
        "interpreter there, or move what it says to pyproject.toml",
        "script (finding): a script differs beyond the line that installers "
        "rewrite: a version in its text"]),
    (("refused-script", "same"), [
        "script (finding): a script differs beyond the line that installers "
        "rewrite: a version in its text",
        "refused- (before a finding): a rule refuses the reuse, and rightly "
        "so", "same (verdict): a reuse installs what a build would"]),
    (("unstable-mode",), [
        "mode (finding): it can be executed in one of the two only",
        "unstable- (before a finding): builds by one interpreter differ in "
        "this as well"]),
    (("unstable",), ["unstable (verdict): what differs also differs between "
                     "builds by one interpreter"]),
    ((), list(map(str, (*MEANINGS, *PREFIXES)))),
], ids=["reason", "both", "prefix", "another prefix", "verdict", "all"])
def test_explain(capsys: pytest.CaptureFixture[str], codes: tuple[str, ...],
                 lines: list[str]) -> None:
    assert main(["gpep517-reuse", "explain", *codes]) == 0
    assert capsys.readouterr().out.splitlines() == lines


@pytest.mark.parametrize(("code", "hint"), [
    ("interpreter-nam", "did you mean interpreter-name?"),
    ("xyz", "without a code, explain lists all"),
    # rules refuse findings, not rules
    ("refused-older", "did you mean older?"),
])
def test_no_such_code(caplog: pytest.LogCaptureFixture, code: str, hint: str
                      ) -> None:
    assert main(["gpep517-reuse", "explain", code]) == 2
    assert caplog.messages == [f"there is no code {code}\nhint: {hint}"]


def test_causes_of_each_finding() -> None:
    assert CAUSES.keys() == set(Code)


@pytest.mark.parametrize(("section", "kind"), [
    ("Why a wheel was refused", "why a wheel is not reused"),
    ("Findings", "finding"),
])
def test_manual_says_the_same(section: str, kind: str) -> None:
    text = MANUAL.read_text(encoding="utf-8")
    table = text.partition(f"\n{section}\n")[2]
    _, _, rows, *_ = re.split(r"^=+ =+\n", table, maxsplit=3,
                              flags=re.MULTILINE)
    told = {code.strip("`"): " ".join(words) for code, *words in map(
        str.split, re.split(r"\n(?=``)", rows))}
    assert told == {
        meaning.code: str(meaning).partition("): ")[2]
        for meaning in MEANINGS if meaning.kind == kind}
