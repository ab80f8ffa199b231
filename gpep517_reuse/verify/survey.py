# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""The survey: what a directory of reports tells of many packages."""

import collections
import json
import typing

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from gpep517_reuse.decision.outcome import Outcome
from gpep517_reuse.errors import UsageError, explain
from gpep517_reuse.verify.report_text import VERSION


#: Why the first of several builds, among the codes of other reasons.
FIRST = "first"

_BASELINE_HINT = ("name a file that verify-reuse --summary DIR --json FILE "
                  "wrote")


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One call's report.

    ``verified`` says that it built in any case, and what it would have
    reused was compared; ``outcome`` is None where several interpreters did.
    """

    package: str
    outcome: Outcome | None
    verified: bool
    wrong: str = ""
    wrong_by_name: str = ""
    failed: bool = False

    @classmethod
    def from_json(cls, data: Mapping[str, typing.Any], name: str) -> "Report":
        """Take a report of build-wheel or verify-reuse.

        Raises KeyError, TypeError or ValueError where it is none.
        """
        # version 1 of a build's, the present one of a verification's
        if data["version"] != (VERSION if "verdict" in data else 1):
            raise ValueError(f"version {data['version']!r}")
        outcome = data["outcome"]
        return cls(
            package=(data["label"] or name).partition(":")[0],
            outcome=Outcome.from_json(outcome) if outcome else None,
            verified="verdict" in data, wrong=str(data.get("wrong", "")),
            wrong_by_name=str(data.get("wrong_by_name", "")),
            failed=bool(data.get("failures")))


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What is told of one package.

    ``why`` counts the reasons of what was built, by their codes; ``wrong``
    and ``wrong_by_name`` are sentences.  ``spent`` and ``saved`` are
    seconds.
    """

    package: str
    reused: int
    built: int
    why: Mapping[str, int]
    wrong_by_name: tuple[str, ...]
    wrong: tuple[str, ...]
    failed: int
    spent: float
    saved: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """All packages, by name, and the files that are no reports.

    ``accepted`` is what an earlier survey found wrong, as pairs of a package
    and a sentence, None without such a baseline.
    """

    rows: tuple[Row, ...]
    unread: tuple[str, ...] = ()
    accepted: frozenset[tuple[str, str]] | None = None

    def list_wrong(self) -> tuple[tuple[str, str], ...]:
        """List what was found wrong by us."""
        return tuple((row.package, sentence) for row in self.rows
                     for sentence in row.wrong)

    def list_wrong_by_name(self) -> tuple[tuple[str, str], ...]:
        """List what was found wrong by file name."""
        return tuple((row.package, sentence) for row in self.rows
                     for sentence in row.wrong_by_name)

    def leave_accepted(self, found: Iterable[tuple[str, str]]
                       ) -> tuple[tuple[str, str], ...]:
        """Return what the baseline does not have."""
        return tuple(each for each in found
                     if each not in (self.accepted or ()))

    @property
    def is_alarming(self) -> bool:
        """Return True if ours is wrong or, with a baseline, anything is that
        it does not have.
        """
        found = self.list_wrong()
        if self.accepted is not None:
            found += self.list_wrong_by_name()
        return bool(self.leave_accepted(found))

    @property
    def total(self) -> Row:
        """Return the sums; the sentences are the packages that have some."""
        why: collections.Counter[str] = collections.Counter()
        for row in self.rows:
            why.update(row.why)
        return Row(
            package=f"{len(self.rows)} packages", why=why,
            reused=sum(row.reused for row in self.rows),
            built=sum(row.built for row in self.rows),
            wrong_by_name=tuple(row.package for row in self.rows
                                if row.wrong_by_name),
            wrong=tuple(row.package for row in self.rows if row.wrong),
            failed=sum(row.failed for row in self.rows),
            spent=sum(row.spent for row in self.rows),
            saved=sum(row.saved for row in self.rows))


def read_survey(directory: Path) -> Survey:
    """Read all reports of a directory; raises UsageError without one."""
    reports = collections.defaultdict(list)
    unread = []
    try:
        paths = sorted(path for path in directory.iterdir()
                       if path.suffix == ".json")
    except OSError as error:
        raise UsageError(f"{directory} cannot be read: {explain(error)}",
                         hint="name a directory of reports") from error
    for path in paths:
        try:
            report = Report.from_json(json.loads(
                path.read_text(encoding="utf-8")), path.stem)
        except (OSError, ValueError, KeyError, TypeError,
                AttributeError):
            unread.append(path.name)
        else:
            reports[report.package].append(report)
    if not reports:
        raise UsageError(f"{directory} has no reports",
                         hint="name the directory of files that --json wrote")
    return Survey(
        rows=tuple(_sum_up(package, reports[package])
                   for package in sorted(reports)),
        unread=tuple(unread))


def read_baseline(path: Path) -> frozenset[tuple[str, str]]:
    """Read what an earlier survey found wrong; raises UsageError."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        return frozenset(
            (row["package"], sentence) for row in data["packages"]
            for sentence in (*row["wrong"], *row["wrong_by_name"]))
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {explain(error)}",
                         hint=_BASELINE_HINT) from error
    except (ValueError, KeyError, TypeError) as error:
        raise UsageError(f"{path} is no survey",
                         hint=_BASELINE_HINT) from error


def _sum_up(package: str, reports: Sequence[Report]) -> Row:
    outcomes = [report.outcome for report in reports if report.outcome]
    built = [outcome for outcome in outcomes if not outcome.builder]
    return Row(
        package=package, reused=len(outcomes) - len(built), built=len(built),
        why=collections.Counter(map(explain_build, built)),
        wrong_by_name=_split(report.wrong_by_name for report in reports),
        wrong=_split(report.wrong for report in reports),
        failed=sum(report.failed for report in reports),
        spent=sum(report.outcome.seconds for report in reports
                  if report.outcome and not (
                      report.verified and report.outcome.builder)),
        saved=sum(_count_saved(report, built) for report in reports))


def _split(texts: Iterator[str]) -> tuple[str, ...]:
    return tuple(sentence for text in texts if text
                 for sentence in text.split("; "))


def explain_build(outcome: Outcome) -> str:
    """Return the code of why it was built, one that somebody can act on
    before others.
    """
    ordered = sorted(outcome.refused, key=lambda each: not each.is_avoidable)
    return ordered[0].reason if ordered else FIRST


def _count_saved(report: Report, built: Sequence[Outcome]) -> float:
    """Return how many seconds a reuse saved, or would have."""
    outcome = report.outcome
    if outcome is None or not outcome.builder:
        return 0
    if report.verified:
        return outcome.seconds
    # as long as the builder took
    return max((other.seconds - outcome.seconds for other in built
                if other.program == outcome.builder), default=0)


def render_survey_text(survey: Survey) -> str:
    """Render for a terminal: a line a package, the sums, what is wrong."""
    total = survey.total
    titles = ("package", "reused", "built", "by name", "ours", "failed",
              "spent", "saved", "built, for")
    lines = [titles, *map(_list_cells, (*survey.rows, total))]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    table = ["  ".join(
        cell.ljust(width) if number in {0, len(titles) - 1}
        else cell.rjust(width)
        for number, (cell, width) in enumerate(
            zip(cells, widths, strict=True))).rstrip() for cells in lines]
    table.insert(-1, "-" * max(map(len, table)))
    for title, found in (("wrong by file name", survey.list_wrong_by_name()),
                         ("wrong by us", survey.list_wrong())):
        new = survey.leave_accepted(found)
        if new:
            table += ["", f"{title}:", *(
                f"{package}: {sentence}" for package, sentence in new)]
        if len(new) < len(found):
            table += ["", f"{title}, accepted: {len(found) - len(new)}"]
    if survey.unread:
        table += ["", "no reports:", *survey.unread]
    return "\n".join((*table, ""))


def _list_cells(row: Row) -> tuple[str, ...]:
    return (row.package, str(row.reused), str(row.built),
            str(len(row.wrong_by_name) or ""), str(len(row.wrong) or ""),
            str(row.failed or ""), f"{row.spent:.1f}", f"{row.saved:.1f}",
            list_reasons(row))


def list_reasons(row: Row) -> str:
    """Return what was built for which reasons, the most first."""
    return ", ".join(
        f"{code} ({count})" if count > 1 else code
        for code, count in sorted(row.why.items(),
                                  key=lambda item: (-item[1], item[0])))


def render_survey_json(survey: Survey) -> str:
    """Render for a machine; the manual has the schema."""
    return json.dumps({
        "version": 1, "unread": survey.unread,
        "packages": [_round(row) for row in survey.rows],
        "total": _round(survey.total)}, indent=2, sort_keys=True) + "\n"


def _round(row: Row) -> Mapping[str, object]:
    return {**asdict(row), "why": dict(row.why),
            "spent": round(row.spent, 3), "saved": round(row.saved, 3)}
