# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""The decision as JSON: told to a machine, and to another process of ours."""

import json
import typing

from collections.abc import Mapping

from gpep517_reuse.decision.rules import (
    Decision,
    Reason,
    Refusal,
    Requester,
    Reuse,
)
from gpep517_reuse.environment.interpreter import Interpreter
from gpep517_reuse.store.entry import Candidate, Given


def render_decision(decision: Decision, here: Requester) -> str:
    """Render what was chosen and all that was not, as JSON."""
    chosen = decision.candidate if isinstance(decision, Reuse) else None
    return json.dumps({
        "version": 1,
        "interpreter": here.target.interpreter.to_json(),
        "chosen": chosen and chosen.wheel,
        "reading": _describe_reading(chosen, here),
        "refused": [
            {"candidate": refusal.title, "reason": refusal.reason.code,
             "sentence": refusal.sentence,
             "others": [other.code for other in refusal.others],
             "wheel": refusal.candidate and refusal.candidate.wheel,
             "reading": _describe_reading(refusal.candidate, here)}
            for refusal in decision.refusals],
    }, indent=2, sort_keys=True) + "\n"


def _describe_reading(candidate: Candidate | Given | None, here: Requester
                      ) -> Mapping[str, object] | None:
    """Return what the build's scripts asked, None where that is unknown."""
    if not isinstance(candidate, Candidate):
        return None
    return {
        "conditions": [
            {**condition._asdict(),
             "here": here.answers.get(condition.question)}
            for condition in candidate.entry.conditions],
        "obstacles": candidate.entry.obstacles,
        "is_read": candidate.entry.is_read,
        "passed_over": candidate.entry.passed_over,
    }


class Told(typing.NamedTuple):
    """A decision as another process told it.

    ``chosen`` is the path of a wheel, None for none; ``refused`` are pairs
    of such a path, empty where there is no wheel, and the refusal.
    """

    interpreter: Interpreter
    chosen: str | None
    refused: tuple[tuple[str, Refusal], ...]


def parse_decision(data: Mapping[str, typing.Any]) -> Told:
    """Take what render_decision() wrote, from JSON.

    Raises TypeError, ValueError or KeyError where it is something else.
    """
    reasons = {reason.code: reason for reason in Reason}
    return Told(
        interpreter=Interpreter.from_json(data["interpreter"]),
        chosen=data["chosen"],
        refused=tuple(
            (refused["wheel"] or "", Refusal(
                title=refused["candidate"], sentence=refused["sentence"],
                reason=reasons[refused["reason"]],
                others=tuple(reasons[code] for code in refused["others"])))
            for refused in data["refused"]))
