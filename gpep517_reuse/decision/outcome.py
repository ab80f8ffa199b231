# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""The outcome: who got a wheel how, why, and in how many seconds."""

import json
import typing

from collections.abc import Mapping

from gpep517_reuse.decision.rules import Decision, Reason, Reuse
from gpep517_reuse.environment.interpreter import Interpreter


class Refused(typing.NamedTuple):
    """A wheel that was not reused, and why: ``reason`` is a code."""

    candidate: str
    reason: str
    sentence: str

    @property
    def is_avoidable(self) -> bool:
        """Return True if somebody could act on it."""
        return any(reason.code == self.reason and reason.is_avoidable
                   for reason in Reason)


class Outcome(typing.NamedTuple):
    """What became of one call; ``builder`` is empty where it built.

    ``program`` is what the interpreter is called, as in "python3.12".
    """

    program: str
    wheel: str
    builder: str
    seconds: float
    refused: tuple[Refused, ...]

    @classmethod
    def from_json(cls, data: Mapping[str, typing.Any]) -> "Outcome":
        """Take what to_json() gave; raises TypeError or KeyError else."""
        return cls(
            program=str(data["program"]), wheel=str(data["wheel"]),
            builder=str(data["builder"]), seconds=float(data["seconds"]),
            refused=tuple(Refused(**refused) for refused in data["refused"]))

    def to_json(self) -> Mapping[str, object]:
        """Return the fields as JSON knows them."""
        return {**self._asdict(), "seconds": round(self.seconds, 3),
                "refused": [refused._asdict() for refused in self.refused]}


def tell_outcome(decision: Decision, here: Interpreter, wheel: str,
                 seconds: float) -> Outcome:
    """Tell what became of a decision."""
    builder = ""
    if isinstance(decision, Reuse):
        # what is given comes with no record of its builder
        entry = getattr(decision.candidate, "entry", None)
        builder = entry.builder.program if entry else decision.candidate.title
    return Outcome(
        program=here.program, wheel=wheel, builder=builder, seconds=seconds,
        refused=tuple(
            Refused(refusal.title, refusal.reason.code, refusal.sentence)
            for refusal in decision.refusals))


def render_outcome(outcome: Outcome, label: str) -> str:
    """Render the report of a build, as JSON."""
    return json.dumps({"version": 1, "label": label,
                       "outcome": outcome.to_json()},
                      indent=2, sort_keys=True) + "\n"
