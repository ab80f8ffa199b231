# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""The findings: what a comparison of two wheels as installed tells."""

import enum
import typing

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from gpep517_reuse.decision.outcome import Outcome
from gpep517_reuse.verify.nondeterminism import Builds, subtract


class Code(enum.Enum):
    """What differs: a stable code, and what it means.

    "Here" is a build by the interpreter that a reuse would serve.
    """

    FILE_ADDED = "a build here installs it, the builder's wheel does not"
    FILE_REMOVED = "the builder's wheel installs it, a build here does not"
    TEXT = "lines of a text file differ"
    BYTES = "the bytes of a file differ"
    MODE = "it can be executed in one of the two only"
    SCRIPT = "a script differs beyond the line that installers rewrite"
    ENTRY_POINT = "an entry point differs"
    METADATA = "a field of the metadata differs"
    DESCRIPTION = "the description in the metadata differs"
    WHEEL = "what the file WHEEL says of the wheel differs"
    RECORD = "the file RECORD does not fit the wheel"
    EXTENSION_MACHINE = "an extension module is for another machine"
    EXTENSION_IMPORTS = "an extension module imports other symbols"
    EXTENSION_EXPORTS = "an extension module exports other symbols"
    EXTENSION_NEEDS = "an extension module needs other libraries"
    EXTENSION_RUN_PATH = "an extension module looks elsewhere for libraries"
    EXTENSION_NAME = "an extension module has another name, found here, too"
    EXTENSION_CODE = "the code of an extension module differs"
    EXTENSION_UNREAD = "a library is missing that reads extension modules"
    STABLE_ABI = "it imports what the stable ABI of its tag does not have"

    @property
    def code(self) -> str:
        """Return the code, as in "file-added"."""
        return self.name.lower().replace("_", "-")


class Severity(enum.Enum):
    """What a difference means for the verdict, the gravest last."""

    NOTE = "it is worth to know, and does not matter"
    UNSTABLE = "it differs between builds by one interpreter, too"
    UNCHECKED = "it could not be compared"
    FINDING = "a reuse would install something else"

    @property
    def weight(self) -> int:
        """Return the place in the order above."""
        return [*Severity].index(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Tell one thing that differs, as installed.

    ``old`` is what the builder's wheel has, line by line, and ``new`` what
    a build here has; ``diff`` is a unified diff, empty where it would say
    no more.  All of it is printable.
    """

    code: Code
    path: str
    old: tuple[str, ...] = ()
    new: tuple[str, ...] = ()
    diff: str = ""
    severity: Severity = Severity.FINDING

    @property
    def is_note(self) -> bool:
        """Return True if the verdict does without it."""
        return self.severity is Severity.NOTE


class Verdict(enum.Enum):
    """Sum a comparison up: a stable code, and what it means."""

    SAME = "a reuse installs what a build would"
    DIFFERS = "a reuse installs something else than a build would"
    UNSTABLE = "what differs also differs between builds by one interpreter"
    UNCHECKED = "it could not be compared"
    FAILED = "there is no wheel of an interpreter to compare"

    @property
    def code(self) -> str:
        """Return the code, as in "same"."""
        return self.name.lower()


_VERDICTS = {
    Severity.NOTE: Verdict.SAME, Severity.UNSTABLE: Verdict.UNSTABLE,
    Severity.UNCHECKED: Verdict.UNCHECKED, Severity.FINDING: Verdict.DIFFERS}


def reach_verdict(differences: Iterable[Difference]) -> Verdict:
    """Return the verdict that the gravest of the differences is."""
    gravest = max((difference.severity for difference in differences),
                  key=lambda severity: severity.weight,
                  default=Severity.NOTE)
    return _VERDICTS[gravest]


def weigh(values: Builds[typing.Any]) -> Severity:
    """Return how grave it is that values differ: all of them together."""
    return Severity.UNSTABLE if values.is_unstable else Severity.FINDING


def contrast(code: Code, path: str, values: Builds[tuple[str, ...]], *,
             severity: Severity = Severity.FINDING) -> Iterator[Difference]:
    """Yield how values differ whose order does not matter.

    What also differs between builds by one interpreter is unstable, unless
    its severity is less.
    """
    severity = min(severity, weigh(values.map(sorted)),
                   key=lambda item: item.weight)
    old = subtract(values.builder, values.here)
    new = subtract(values.here, values.builder)
    if old or new:
        yield Difference(code=code, path=path, severity=severity,
                         old=_show_all(old), new=_show_all(new))


def show(text: str) -> str:
    """Make a text printable, without the end of its line.

    Escapes what a terminal would act upon, and lone surrogates, which
    stand for bytes that are not UTF-8.
    """
    return "".join(
        character if character.isprintable() or character == "\t"
        else character.encode("unicode_escape", "surrogatepass").decode()
        for character in text.removesuffix("\n"))


def _show_all(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(map(show, texts))


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Compare one earlier wheel with a build by the interpreter here.

    ``builder`` and ``here`` name interpreters, or wheels.  ``refusal`` is
    the sentence by which a rule refuses the reuse, empty where the wheel
    would have been handed out.  ``diffoscope`` is what that has to say.
    ``by_name`` says who would reuse whose by file name, as in "python3.13 <-
    python3.12", and is empty where nobody would.
    """

    builder: str
    here: str
    wheel: str
    differences: tuple[Difference, ...]
    refusal: str = ""
    diffoscope: str = ""
    by_name: str = ""

    @property
    def verdict(self) -> Verdict:
        """Sum up what a reuse would do."""
        return reach_verdict(self.differences)


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """A wheel that was not compared, as its content has no say in why it is
    refused: ``reason`` is the code of that, ``sentence`` what it means here.
    """

    builder: str
    here: str
    reason: str
    sentence: str
    wheel: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """Tell that an interpreter built nothing; ``log`` ends its output.

    ``interpreter`` is what the caller called it, ``program`` where it is.
    """

    interpreter: str
    log: str
    program: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What a wheel installs, for a look at several side by side.

    ``files`` are pairs of an installed path and a digest of what counts
    there; ``name`` names who built it, ``program`` where that is, if known.
    """

    name: str
    files: tuple[tuple[str, str], ...]
    wheel: str = ""
    program: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where a verification comes from: what was built, or which wheels were
    compared, by which command, and when.
    """

    sources: tuple[str, ...] = ()
    command: str = ""
    date: str = ""

    @property
    def source(self) -> str:
        """Name the source, or the two wheels."""
        return " and ".join(self.sources)

    @property
    def title(self) -> str:
        """Name it without directories."""
        return " and ".join(source.rpartition("/")[2]
                            for source in self.sources)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """All comparisons of one call.

    ``tools`` are pairs of a name and a version; ``label`` is the caller's.
    ``outcome`` is what build-wheel would have done, where one interpreter
    verifies.
    """

    comparisons: tuple[Comparison, ...] = ()
    failures: tuple[Failure, ...] = ()
    contents: tuple[Contents, ...] = ()
    tools: tuple[tuple[str, str], ...] = ()
    label: str = ""
    left_out: tuple[LeftOut, ...] = ()
    outcome: Outcome | None = None
    origin: Origin = Origin()

    @property
    def verdict(self) -> Verdict:
        """Sum up: something wrong is graver than something missing."""
        found = self.verdict_of_compared
        if self.failures and found is not Verdict.DIFFERS:
            return Verdict.FAILED
        return found

    @property
    def verdict_of_compared(self) -> Verdict:
        """Sum up: what a rule refused does not count, it is not reused."""
        verdicts = {comparison.verdict for comparison in self.comparisons
                    if not comparison.refusal}
        for verdict in (Verdict.DIFFERS, Verdict.UNCHECKED, Verdict.UNSTABLE,
                        Verdict.SAME):
            if verdict in verdicts:
                return verdict
        return Verdict.UNCHECKED

    @property
    def is_of_metadata_alone(self) -> bool:
        """Return True if the wheels install nothing but metadata."""
        return bool(self.contents) and all(
            path.partition("/")[2].partition("/")[0].endswith(".dist-info")
            for contents in self.contents for path, _ in contents.files)

    def list_findings(self) -> Iterator[tuple[Comparison, Difference]]:
        """Yield all but the notes, with the comparison they belong to."""
        for comparison in self.comparisons:
            for difference in comparison.differences:
                if not difference.is_note:
                    yield comparison, difference
