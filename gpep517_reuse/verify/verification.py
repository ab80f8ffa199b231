# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""The verification: what comparing wheels with fresh builds came to."""

from collections.abc import Iterator
from dataclasses import dataclass

from gpep517_reuse.verify.findings import Difference, Verdict, reach_verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Compare one earlier wheel with a build by the interpreter here.

    ``builder`` and ``here`` name interpreters, or wheels.  ``refusal`` is
    the sentence by which a rule refuses the reuse, empty where the wheel
    would have been handed out.  ``diffoscope`` is what that has to say.
    """

    builder: str
    here: str
    wheel: str
    differences: tuple[Difference, ...]
    refusal: str = ""
    diffoscope: str = ""

    @property
    def verdict(self) -> Verdict:
        """Sum up what a reuse would do."""
        return reach_verdict(self.differences)


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """Tell that an interpreter built nothing; ``log`` ends its output."""

    interpreter: str
    log: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """Tell what a wheel installs, for a look at several side by side.

    ``files`` are pairs of an installed path and a digest of what counts
    there; ``name`` names who built it.
    """

    name: str
    files: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """Hold all comparisons of one call.

    ``tools`` are pairs of a name and a version; ``label`` is the caller's.
    ``left_out`` is how many wheels were not compared, as their content has
    no say in why they are refused.
    """

    comparisons: tuple[Comparison, ...] = ()
    failures: tuple[Failure, ...] = ()
    contents: tuple[Contents, ...] = ()
    tools: tuple[tuple[str, str], ...] = ()
    label: str = ""
    left_out: int = 0

    @property
    def verdict(self) -> Verdict:
        """Sum up: what a rule refused does not count, it is not reused."""
        verdicts = {comparison.verdict for comparison in self.comparisons
                    if not comparison.refusal}
        for verdict in (Verdict.DIFFERS, Verdict.UNCHECKED, Verdict.UNSTABLE,
                        Verdict.SAME):
            if verdict in verdicts:
                return verdict
        return Verdict.UNCHECKED

    def list_findings(self) -> Iterator[tuple[Comparison, Difference]]:
        """Yield all but the notes, with the comparison they belong to."""
        for comparison in self.comparisons:
            for difference in comparison.differences:
                if not difference.is_note:
                    yield comparison, difference
