# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""Tests of the survey."""

import json
import re
import struct

from pathlib import Path

import pytest

from gpep517_reuse.cli.main import main
from gpep517_reuse.decision.outcome import Outcome, Refused
from gpep517_reuse.errors import UsageError
from gpep517_reuse.verify.survey import (
    Survey,
    read_survey,
    render_survey_json,
    render_survey_text,
)
from gpep517_reuse.verify.survey_html import render_survey_html

from browser import browse, read_first_pixel


pytestmark = pytest.mark.once

TAG = Refused("a", "tag", "it is not for it")
ASKS = Refused("b", "condition", "setup.py asks")
BAD = "<script>alert('&')</script>"


def write(directory: Path, label: str, outcome: Outcome | None,
          **more: object) -> None:
    directory.mkdir(exist_ok=True)
    name = label.replace("/", ":")
    (directory / f"{name}.json").write_text(json.dumps({
        "version": 2 if "verdict" in more else 1, "label": label,
        "outcome": outcome and outcome.to_json(), **more}))


def make(program: str, seconds: float, *refused: Refused, builder: str = ""
         ) -> Outcome:
    return Outcome(program=program, wheel="a.whl", builder=builder,
                   seconds=seconds, refused=refused)


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    """Write reports of three packages, two of which were verified."""
    directory = tmp_path / "reports"
    write(directory, "dev/click-8:python3.11:1", make("python3.11", 1.5))
    write(directory, "dev/click-8:python3.12:1",
          make("python3.12", 0.25, builder="python3.11"))
    write(directory, "dev/click-8:python3.13:1",
          make("python3.13", 2, TAG, ASKS))
    write(directory, "dev/six-1:python3.12:1",
          make("python3.12", 3, builder="python3.11"), verdict="differs",
          wrong="CPython 3.12.1 <- CPython 3.11.1: 1 file changed",
          wrong_by_name="", failures=[])
    write(directory, f"dev/{BAD}:python3.12:1", make("python3.12", 4, TAG),
          verdict="unchecked", wrong="", failures=[{}],
          wrong_by_name="python3.12 <- python3.11: 9 files added")
    (directory / "other.json").write_text("[]")
    (directory / "damaged.json").write_text("{")
    (directory / "a.log").write_text("")
    return directory


def test_text(reports: Path) -> None:
    lines = render_survey_text(read_survey(reports)).splitlines()
    assert [line.split() for line in lines[1:6]] == [
        ["dev/<script>alert('&')</script>", "0", "1", "1", "1", "4.0", "0.0",
         "tag"],
        ["dev/click-8", "1", "2", "3.8", "1.2", "condition,", "first"],
        ["dev/six-1", "1", "0", "1", "0.0", "3.0"],
        ["-" * max(map(len, (*lines[:4], lines[5])))],
        ["3", "packages", "2", "3", "1", "1", "1", "7.8", "4.2",
         "condition,", "first,", "tag"]]
    assert lines[6:] == [
        "", "wrong by file name:",
        "dev/<script>alert('&')</script>: "
        "python3.12 <- python3.11: 9 files added",
        "", "wrong by us:",
        "dev/six-1: CPython 3.12.1 <- CPython 3.11.1: 1 file changed",
        "", "no reports:", "damaged.json", "other.json"]


def sum_up(reports: Path, *options: str | Path) -> int:
    return main(["gpep517-reuse", "verify-reuse", "--summary", str(reports),
                 *map(str, options)])


def test_baseline(reports: Path, tmp_path: Path,
                  capsys: pytest.CaptureFixture[str]) -> None:
    """What was accepted is counted, and only what is new alarms."""
    baseline = tmp_path / "baseline.json"
    page = tmp_path / "page.html"
    assert sum_up(reports, "--json", baseline) == 3
    capsys.readouterr()
    assert sum_up(reports, "--baseline", baseline, "--html", page) == 0
    assert capsys.readouterr().out.splitlines()[6:10] == [
        "", "wrong by file name, accepted: 1", "", "wrong by us, accepted: 1"]
    assert page.read_text().count("<small>accepted: ") == 2
    write(reports, "dev/pip-23:python3.12:1", make("python3.12", 1, ASKS),
          verdict="unchecked", wrong="", failures=[],
          wrong_by_name="python3.12 <- python3.11: 1 file changed")
    assert sum_up(reports, "--baseline", baseline) == 3
    assert capsys.readouterr().out.splitlines()[7:11] == [
        "", "wrong by file name:",
        "dev/pip-23: python3.12 <- python3.11: 1 file changed", ""]
    # without one, what a search by file name does is no alarm
    (reports / "dev:six-1:python3.12:1.json").unlink()
    assert sum_up(reports) == 0


@pytest.mark.parametrize(("content", "message"), [
    (None, "cannot be read: No such file or directory"),
    ("{", "is no survey"), ("[]", "is no survey"),
], ids=["missing", "broken", "other"])
def test_what_is_no_baseline(
        reports: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture,
        content: str | None, message: str) -> None:
    path = tmp_path / "baseline"
    if content is not None:
        path.write_text(content)
    assert sum_up(reports, "--baseline", path) == 2
    assert caplog.messages[-1] == (
        f"{path} {message}\nhint: name a file that verify-reuse --summary "
        "DIR --json FILE wrote")


def test_json(reports: Path) -> None:
    data = json.loads(render_survey_json(read_survey(reports)))
    assert data["unread"] == ["damaged.json", "other.json"]
    assert data["packages"][1] == {
        "package": "dev/click-8", "reused": 1, "built": 2,
        "why": {"first": 1, "condition": 1}, "wrong": [],
        "wrong_by_name": [], "failed": 0, "spent": 3.75, "saved": 1.25}
    assert data["total"]["wrong"] == ["dev/six-1"]


def test_command(reports: Path, tmp_path: Path,
                 capsys: pytest.CaptureFixture[str]) -> None:
    """It is status 3 where we were wrong."""
    command = ["gpep517-reuse", "verify-reuse", "--summary", str(reports)]
    page, data = tmp_path / "a.html", tmp_path / "a.json"
    survey = read_survey(reports)
    assert main([*command, "--html", str(page), "--json", str(data)]) == 3
    assert capsys.readouterr().out == render_survey_text(survey)
    assert page.read_text() == render_survey_html(survey)
    assert data.read_text() == render_survey_json(survey)
    assert main([*command, "--report-only"]) == 0
    assert main([*command, "--by-name"]) == 2
    assert main([*command, "--destdir", "a"]) == 2


@pytest.mark.parametrize(("name", "message"), [
    ("missing", "cannot be read: No such file or directory"),
    ("empty", "has no reports")])
def test_no_reports(tmp_path: Path, name: str, message: str) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(UsageError, match=message):
        read_survey(tmp_path / name)


def test_builds_are_told(project: Path, tmp_path: Path) -> None:
    """What build-wheel writes is what the survey reads."""
    reports = tmp_path / "reports"
    reports.mkdir()
    for number in range(2):
        assert main([
            "gpep517-reuse", "-q", "build-wheel", "--output-fd", "2",
            "--wheel-dir", str(tmp_path / "dist"), "--reuse-dir",
            str(tmp_path / "store"), "--json", str(reports / f"{number}.json"),
            "--label", f"{project.name}:python:{number}"]) == 0
    (row,) = read_survey(reports).rows
    assert (row.package, row.reused, row.built, row.why) == (
        project.name, 1, 1, {"first": 1})
    assert row.spent > 0


def list_shown(page: str) -> list[str]:
    """List the packages that a page shows, in its order."""
    # one that is hidden has another attribute
    return re.findall(r'<tr data-is="[^"]*"><th scope="row">([^<]*)', page)


@pytest.mark.parametrize(("fragment", "shown"), [
    ("", ["dev/&lt;script&gt;alert('&amp;')&lt;/script&gt;", "dev/click-8",
          "dev/six-1"]),
    ("#sort=4&down=1", ["dev/&lt;script&gt;alert('&amp;')&lt;/script&gt;",
                        "dev/click-8", "dev/six-1"]),
    ("#sort=4", ["dev/six-1", "dev/click-8",
                 "dev/&lt;script&gt;alert('&amp;')&lt;/script&gt;"]),
    ("#only=ours", ["dev/six-1"]),
    ("#text=CLICK", ["dev/click-8"]),
], ids=["by name", "down", "up", "kind", "text"])
def test_browser_sorts_and_filters(reports: Path, tmp_path: Path,
                                   fragment: str, shown: list[str]) -> None:
    page = browse(tmp_path, render_survey_html(read_survey(reports)),
                  "--dump-dom", fragment=fragment)
    assert list_shown(page) == shown
    assert f"{len(shown)} of 3 packages" in page or not fragment


PROBE = ("<script>document.title = `${document.documentElement.scrollWidth}"
         " ${document.documentElement.clientWidth}`</script></body>")


@pytest.mark.parametrize(("scheme", "back"), [
    ("0", (0x14, 0x17, 0x1a)), ("1", (0xfb, 0xfb, 0xf9))],
    ids=["dark", "light"])
@pytest.mark.parametrize("width", [500, 1300])
def test_browser_shows_it(reports: Path, tmp_path: Path, scheme: str,
                          back: tuple[int, int, int], width: int) -> None:
    """It fits into the width, but for the table, which scrolls."""
    text = render_survey_html(read_survey(reports))
    screenshot = tmp_path / "page.png"
    browse(tmp_path, text, f"--screenshot={screenshot}",
           f"--blink-settings=preferredColorScheme={scheme}",
           size=f"{width},900")
    content = screenshot.read_bytes()
    assert struct.unpack(">II", content[16:24]) == (width, 900)
    assert len(content) > 15_000
    assert read_first_pixel(content) == back
    probed = re.sub("<meta http-equiv[^>]*>", "", text).replace(
        "</body>", PROBE)
    page = browse(tmp_path, probed, "--dump-dom", size=f"{width},900")
    (sizes,) = re.findall("<title>(.*)</title>", page)
    wide, room = map(int, sizes.split())
    assert wide == room <= width


def test_no_script_of_others(reports: Path) -> None:
    page = render_survey_html(read_survey(reports))
    assert BAD not in page
    assert page.count("<script>") == 1
    assert "default-src 'none'" in page
    assert render_survey_html(Survey(rows=())).count("<tr") == 1
