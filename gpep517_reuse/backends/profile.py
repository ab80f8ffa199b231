# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""The profile: all that is known of one backend, or of a plug-in of one."""

from __future__ import annotations

import re


from gpep517_reuse.backends.settings import RELEASE, Settings
from gpep517_reuse.values import TYPE_CHECKING, NamedTuple


if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class Asked(NamedTuple):
    """A question that a setting puts to the interpreter."""

    line: int
    question: str


class NotUnderstood(NamedTuple):
    """A setting of which it cannot be told what it asks."""

    line: int
    what: str


Finding = Asked | NotUnderstood


def _ask_nothing(_settings: Settings) -> Iterator[Finding]:
    """Ask nothing, whatever the settings are."""
    return iter(())


def _promise_nothing(_settings: Settings) -> bool:
    """Say nothing of the limited API."""
    return False


class Profile(NamedTuple):
    """What is known of a distribution that takes part in builds."""

    #: The distribution's name, normalized.
    name: str
    #: The version that was read to write this.
    version: str
    #: Its modules, at top level or by dotted path.
    modules: tuple[str, ...]
    #: The groups of entry points that it takes plug-ins from; one that ends
    #: in a dot stands for all that begin so.
    plugin_groups: tuple[str, ...] = ()
    #: Programs that it starts and that do not care who starts them.
    programs: frozenset[str] = frozenset()
    #: Further variables that its programs read, "NAME*" for many.
    variables: tuple[str, ...] = ()
    #: Whether what it writes into the tree, as the file of a version, is the
    #: same for every interpreter.
    writes_same: bool = False
    #: Finds what its settings ask of the interpreter.
    find_asked: Callable[[Settings], Iterator[Finding]] = _ask_nothing
    #: Returns True if the settings have it build for the limited API.
    promises_limited_api: Callable[[Settings], bool] = _promise_nothing


_COMPARISON = r"\s*(>=|<=|==|!=|>|<)\s*(\d+)(?:\.(\d+))?\s*"


def ask_release(specifier: str) -> Iterator[str]:
    """Yield the questions that stand for a version specifier, held against
    the major and minor version of the language.
    """
    parts = specifier.split(",")
    matches = [re.fullmatch(_COMPARISON, part) for part in parts]
    for match in matches:
        if match is None:
            # whatever it means, the same version gets the same answer
            yield RELEASE
            return
        operator, major, minor = match.groups()
        yield f"{RELEASE} {operator} ({major}, {minor or 0})"
