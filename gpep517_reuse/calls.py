# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""The calls: which functions of which files ran (PEP 669)."""

import contextlib
import sys
import types

from collections.abc import Iterator


_NAME = "gpep517-reuse"
# the identifiers that nobody reserved, then the others
_IDENTIFIERS = (3, 4, 5, 2, 1, 0)


class Calls:
    """Collect what was called, by file and first line.

    ``functions`` are file names as the code knows them, and lines, that of
    the first decorator where there are any; ``modules`` the files of which
    the statements at top level ran.  Both are empty where
    the interpreter cannot tell, and where it was kept from telling.
    """

    def __init__(self) -> None:
        self.functions: set[tuple[str, int]] = set()
        self.modules: set[str] = set()

    def take(self, code: types.CodeType, _offset: int) -> object:
        """Take the start of a piece of code, the first time only."""
        if code.co_name == "<module>":
            self.modules.add(code.co_filename)
        else:
            self.functions.add((code.co_filename, code.co_firstlineno))
        return sys.monitoring.DISABLE

    def forget(self) -> None:
        """Tell nothing rather than a part."""
        self.functions.clear()
        self.modules.clear()


@contextlib.contextmanager
def watch_calls() -> Iterator[Calls]:
    """Collect what is called meanwhile, in all threads.

    Python 3.11 and PyPy have no means for it that costs next to nothing.
    """
    calls = Calls()
    identifier = _find_identifier()
    if identifier is None:
        yield calls
        return
    monitoring = sys.monitoring
    event = monitoring.events.PY_START
    monitoring.use_tool_id(identifier, _NAME)
    monitoring.register_callback(identifier, event, calls.take)
    monitoring.set_events(identifier, event)
    # what another observation has seen is to be told again
    monitoring.restart_events()
    try:
        yield calls
    finally:
        if monitoring.get_tool(identifier) != _NAME or (
                monitoring.get_events(identifier) != event) or (
                monitoring.register_callback(identifier, event, None)
                != calls.take):
            # a build script meddled with it
            calls.forget()
        if monitoring.get_tool(identifier) == _NAME:
            monitoring.set_events(identifier, 0)
            monitoring.free_tool_id(identifier)


def _find_identifier() -> int | None:
    """Return an identifier for a tool of ours, None where there is none."""
    if sys.version_info < (3, 12) or sys.implementation.name != "cpython":
        return None
    return next((identifier for identifier in _IDENTIFIERS
                 if sys.monitoring.get_tool(identifier) is None), None)
