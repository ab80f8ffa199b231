# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""The explanation: why one wheel is not reused, for those who can change it.

It is plain text, to be pasted into a bug report.
"""

import operator
import textwrap

from collections.abc import Callable, Iterator, Sequence

from gpep517_reuse.analysis.always import answer_always
from gpep517_reuse.analysis.condition import (
    OF_TEXT,
    Condition,
    split_obstacle,
)
from gpep517_reuse.decision.advice import (
    ADVICE,
    advise_on_obstacle,
    advise_on_question,
)
from gpep517_reuse.decision.rules import (
    Reason,
    Refusal,
    Requester,
    list_findings,
    rank_name,
)
from gpep517_reuse.store.entry import Candidate, Entry


#: Reads the line of a file of the sources, or says why not.
ReadLine = Callable[[str, int], str]

# these speak of the wheel's name, not of what it came from
_BY_NAME = frozenset({Reason.TAG, Reason.EXTENSION, Reason.PACKAGING})
_WIDTH = 78
_NOT_READ = "an earlier build met the same, so what else is asked was not read"


def choose_refused(refusals: Sequence[Refusal], here: Requester,
                   wanted: str = "") -> tuple[Candidate, ...]:
    """Choose which wheels to explain: all of the wanted name, or path, else
    the one that comes nearest to a reuse.
    """
    refused = [refusal for refusal in refusals
               if refusal.reason is not Reason.OUTRANKED]
    if wanted:
        return tuple(
            candidate for refusal in refused
            if isinstance(candidate := refusal.candidate, Candidate)
            and wanted in {candidate.wheel, candidate.name.filename})
    known = [(candidate, refusal) for refusal in refused
             if isinstance(candidate := refusal.candidate, Candidate)]
    fit = [(rank_name(candidate.name, here.target),
            not candidate.entry.is_read, len(refusal.others),
            -candidate.built, candidate) for candidate, refusal in known
           if refusal.reason not in _BY_NAME]
    if fit:
        return (min(fit, key=operator.itemgetter(0, 1, 2, 3))[4],)
    return tuple(candidate for candidate, _ in known[:1])


def render_explanation(candidate: Candidate, here: Requester,
                       read_line: ReadLine) -> str:
    """Render all reasons why a wheel is not reused, with what helps."""
    builder = candidate.entry.builder.name
    name = here.target.interpreter.name
    wheel = candidate.name.filename
    lines = [f"{wheel}, built by {builder}, is not reused by {name}:"]
    told: set[Reason] = set()
    for reason, sentence in list_findings(candidate, here):
        if reason is Reason.CONDITION and reason not in told:
            lines += _render_conditions(candidate.entry, here, read_line)
        elif reason is Reason.SCRIPT:
            lines += _render_obstacles(candidate.entry, read_line)
        elif reason is not Reason.CONDITION:
            lines += _render_block(
                f"{reason.code}: {reason.value}",
                _list_all(reason, candidate.entry) or [sentence],
                ADVICE[reason])
        told.add(reason)
    if candidate.entry.is_read:
        lines += _render_same(candidate.entry, here)
    elif candidate.entry.obstacles:
        lines += ["", _NOT_READ]
    return "\n".join(lines) + "\n"


def _list_all(reason: Reason, entry: Entry) -> Sequence[str]:
    """List what the sentence of a reason sums up."""
    match reason:
        case Reason.FAULT:
            return entry.faults
        case Reason.INTERPRETER_NAME:
            return entry.interpreter_names
        case Reason.GENERATED:
            return [f"its build wrote {path}" for path in entry.generated]
        case _:
            return ()


def _render_conditions(entry: Entry, here: Requester, read_line: ReadLine
                       ) -> Iterator[str]:
    for condition in entry.conditions:
        if not _is_same(condition, here):
            yield from _render_block(
                f"{Reason.CONDITION.code}: {Reason.CONDITION.value}",
                [_show_line(condition.path, condition.line, read_line),
                 f"asks {condition.question}",
                 f"{entry.builder.name}: {condition.answer}",
                 f"{here.target.interpreter.name}: "
                 + here.answers.get(condition.question, "not asked")],
                advise_on_question(condition.question))


def _render_obstacles(entry: Entry, read_line: ReadLine) -> Iterator[str]:
    for obstacle in entry.obstacles:
        path, line, what = split_obstacle(obstacle)
        facts = [_show_line(path, line, read_line), what] if path else [what]
        yield from _render_block(
            f"{Reason.SCRIPT.code}: {Reason.SCRIPT.value}", facts,
            advise_on_obstacle(obstacle))


def _render_same(entry: Entry, here: Requester) -> Iterator[str]:
    """Yield what was asked besides, but for what any script is taken for
    asking.
    """
    always = answer_always()
    same = [condition for condition in entry.conditions
            if _is_same(condition, here)
            and condition.question not in always]
    if same:
        yield ""
        yield "asked as well, with the same answer for both:"
    for condition in same:
        yield (f"  {condition.path}:{condition.line}: {condition.question}: "
               f"{condition.answer}")


def _show_line(path: str, line: int, read_line: ReadLine) -> str:
    text = ("(it is in no file)" if path.endswith(OF_TEXT)
            else read_line(path, line))
    return f"{path}:{line}: {text}"


def _is_same(condition: Condition, here: Requester) -> bool:
    return here.answers.get(condition.question) == condition.answer


def _render_block(title: str, facts: Sequence[str], advice: str
                  ) -> Iterator[str]:
    yield ""
    yield title
    for fact in facts:
        yield f"  {fact}"
    if advice:
        yield from textwrap.wrap(
            f"what helps: {advice}", _WIDTH, initial_indent="  ",
            subsequent_indent="    ", break_on_hyphens=False,
            break_long_words=False)
