# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""The calls: which functions of which files ran (PEP 669)."""

import sys
import types


_NAME = "gpep517-reuse"
# the identifiers that nobody reserved, then the others
_IDENTIFIERS = (3, 4, 5, 2, 1, 0)


class Calls:
    """Collect what is called from when this is begun, in all threads.

    ``functions`` are file names as the code knows them, and lines, that of
    the first decorator where there are any; ``modules`` the files of which
    the statements at top level ran.  Both are empty where the interpreter
    cannot tell, and where it was kept from telling.
    """

    def __init__(self) -> None:
        self.functions: set[tuple[str, int]] = set()
        self.modules: set[str] = set()
        self._identifier: int | None = None
        self._has_begun = False

    def begin(self) -> None:
        """Begin to collect, if that has not begun.

        Python 3.11 and PyPy have no means for it that costs next to nothing.
        """
        if self._has_begun:
            return
        self._has_begun = True
        self._identifier = _find_identifier()
        if self._identifier is not None:
            sys.monitoring.use_tool_id(self._identifier, _NAME)
            sys.monitoring.register_callback(
                self._identifier, sys.monitoring.events.PY_START, self._take)
            sys.monitoring.set_events(
                self._identifier, sys.monitoring.events.PY_START)
            # what an earlier one has seen is to be told again
            sys.monitoring.restart_events()

    def end(self) -> None:
        """Collect no more; forget all where a script meddled with it."""
        identifier, self._identifier = self._identifier, None
        if identifier is None:
            return
        event = sys.monitoring.events.PY_START
        is_ours = sys.monitoring.get_tool(identifier) == _NAME
        if not is_ours or sys.monitoring.get_events(identifier) != event or (
                sys.monitoring.register_callback(identifier, event, None)
                != self._take):
            self.functions.clear()
            self.modules.clear()
        if is_ours:
            sys.monitoring.set_events(identifier, 0)
            sys.monitoring.free_tool_id(identifier)

    def _take(self, code: types.CodeType, _offset: int) -> object:
        """Take the start of a piece of code, the first time only."""
        if code.co_name == "<module>":
            self.modules.add(code.co_filename)
        else:
            self.functions.add((code.co_filename, code.co_firstlineno))
        return sys.monitoring.DISABLE


def _find_identifier() -> int | None:
    """Return an identifier for a tool of ours, None where there is none."""
    if sys.version_info < (3, 12) or sys.implementation.name != "cpython":
        return None
    return next((identifier for identifier in _IDENTIFIERS
                 if sys.monitoring.get_tool(identifier) is None), None)
