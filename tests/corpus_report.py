# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""The report on the corpus: what was decided, held against the truth."""

import collections
import enum
import re
import time
import typing

from collections.abc import Collection, Iterable, Mapping, Sequence


# rules that have nothing to do with what was built
OLDER, IMPLEMENTATION = "older", "implementation"
# the tag of one interpreter's own ABI
_OWN = re.compile(r"(?:cp|pp)\d+-(?:cp|pypy)\w+-\w+")
_COLUMNS = {
    "package": 25, "wheels": 11, "same": 4, "older": 5, "other": 5,
    "reused": 6, "lost": 4, "wrong": 5, "by tag": 6}


class Pair(typing.NamedTuple):
    """Tell what one interpreter does with the wheel of another.

    ``by_tag`` tells whether the wheel has a tag of the user's: without
    one, nobody could install it.  ``differences`` are what a reuse would
    install otherwise, ``reasons`` the codes of its refusal, empty where it
    is reused.
    """

    builder: str
    user: str
    differences: tuple[str, ...]
    reasons: tuple[str, ...]
    sentence: str
    by_tag: bool

    @property
    def is_same(self) -> bool:
        """Tell whether it could have been reused."""
        return not self.differences

    @property
    def is_reused(self) -> bool:
        return not self.reasons

    @property
    def is_wrong(self) -> bool:
        return self.is_reused and not self.is_same

    @property
    def exclusion(self) -> str:
        """Return the rule that keeps the same from being reused, of those
        that do not look at what was built.
        """
        if self.is_same:
            for code in (OLDER, IMPLEMENTATION):
                if code in self.reasons:
                    return code
        return ""

    @property
    def is_fair(self) -> bool:
        """Tell whether it counts for the rate."""
        return self.is_same and not self.exclusion

    @property
    def is_lost(self) -> bool:
        return self.is_fair and not self.is_reused


class Kind(enum.StrEnum):
    """What a package is on the list for."""

    PACKAGE = "packages"
    #: A build backend, which builds itself.
    BACKEND = "backends"
    #: Named before anybody had tried it.
    UNSEEN = "unseen"


class Examined(typing.NamedTuple):
    """Hold what came of one package.

    ``tags`` are those of the wheels, one text a wheel; ``failed`` the
    interpreters that do not build it.
    """

    title: str
    tags: frozenset[str]
    pairs: tuple[Pair, ...]
    failed: tuple[str, ...] = ()
    kind: Kind = Kind.PACKAGE

    def tally(self) -> Mapping[str, int]:
        """Count by the columns of the table; "by tag" is what would be
        wrong by any tag of the interpreter's.
        """
        pairs = self.pairs
        return {
            "same": sum(pair.is_same for pair in pairs),
            "older": sum(pair.exclusion == OLDER for pair in pairs),
            "other": sum(pair.exclusion == IMPLEMENTATION for pair in pairs),
            "reused": sum(pair.is_reused and pair.is_same for pair in pairs),
            "lost": sum(pair.is_lost for pair in pairs),
            "wrong": sum(pair.is_wrong for pair in pairs),
            "by tag": sum(pair.by_tag and not pair.is_same
                          for pair in pairs),
        }


#: What share of the possible reuses has to happen.
_TARGETS = {Kind.PACKAGE: 0.95, Kind.BACKEND: 0.0, Kind.UNSEEN: 0.92}


class Totals(typing.NamedTuple):
    """Hold the sums, by the columns of the table."""

    packages: int
    counts: Mapping[str, int]

    @classmethod
    def of(cls, results: Collection[Examined]) -> "Totals":
        counts: collections.Counter[str] = collections.Counter()
        for result in results:
            counts.update(result.tally())
        return cls(len(results), counts)

    @property
    def fair(self) -> int:
        """Return how many pairs could have been reused, by rules that look
        at what was built.
        """
        counts = self.counts
        return counts["same"] - counts["older"] - counts["other"]

    @property
    def rate(self) -> float:
        return self.counts["reused"] / self.fair if self.fair else 1.0

    def __str__(self) -> str:
        return (f"{self.packages} packages: {self.counts['wrong']} wrong "
                f"reuses, reuse rate {self.rate:.1%} "
                f"({self.counts['reused']} of {self.fair}); by any tag in "
                f"sys_tags {self.counts['by tag']} wrong reuses.")


def is_met(results: Iterable[Examined]) -> bool:
    """Tell whether what we promise holds.

    Of a build backend, all that runs is its own: there, nobody is promised
    a reuse.
    """
    totals = {kind: Totals.of(part) for kind, part in _divide(results).items()}
    return all(total.rate >= _TARGETS[kind] and not total.counts["wrong"]
               for kind, total in totals.items())


def _divide(results: Iterable[Examined]
            ) -> Mapping[Kind, Sequence[Examined]]:
    """Return the packages of each kind."""
    parts: dict[Kind, list[Examined]] = {kind: [] for kind in Kind}
    for result in results:
        parts[result.kind].append(result)
    return parts


def render_table(results: Iterable[Examined]) -> str:
    """Render as reStructuredText."""
    rule = " ".join("=" * width for width in _COLUMNS.values())
    rows, sums = [rule, _render_row(list(_COLUMNS)), rule], []
    for kind, part in _divide(results).items():
        if part:
            totals = Totals.of(part)
            rows += [_render_row([
                result.title, _shorten_tags(result.tags),
                *(str(number or "") for number in result.tally().values())])
                for result in part]
            rows.append(_render_row([f"all {kind}", "", *map(
                str, totals.counts.values())]))
            sums.append(f"{time.strftime('%Y-%m-%d')}, {kind}, {totals}")
    return "\n".join((*rows, rule, "", *sums, ""))


def _render_row(cells: Sequence[str]) -> str:
    widths = list(_COLUMNS.values())
    return " ".join(
        # an empty first cell would continue the row above
        cell.ljust(width) if number < 2 else cell.rjust(width)
        for number, (cell, width) in enumerate(
            zip(cells, widths, strict=True))).rstrip()


def _shorten_tags(tags: Iterable[str]) -> str:
    """Name the interpreters of what is pure, else the ABI."""
    found = set()
    for tag in tags:
        interpreters, abi, _ = tag.split("-")
        found.add("own" if _OWN.fullmatch(tag) else
                  interpreters if abi == "none" else abi)
    return ", ".join(sorted(found, key=lambda name: (name == "own", name)))


def render_cases(results: Iterable[Examined]) -> str:
    """Render what failed, each wrong and each lost reuse, line by line."""
    lines = []
    for result in results:
        lines += [f"FAILED {result.title}: {name} does not build it"
                  for name in result.failed]
        lines += [f"WRONG {result.title}: {pair.builder} -> {pair.user}: "
                  f"{'; '.join(pair.differences)}"
                  for pair in result.pairs if pair.is_wrong]
        cases: dict[str, list[str]] = {}
        for pair in result.pairs:
            if pair.is_lost:
                cases.setdefault(
                    f"{', '.join(pair.reasons)}: {pair.sentence}", []).append(
                        f"{pair.builder} -> {pair.user}")
        lines += [f"LOST {result.title}: {what} ({pairs[0]}, "
                  f"{len(pairs)} in all)" for what, pairs in cases.items()]
    return "".join(f"{line}\n" for line in lines)
