# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""The lines: which of the project's code ran (PEP 669)."""

import os
import sys
import types

from gpep517_reuse.environment.interpreter import (
    Interpreter,
    read_interpreter,
)


_NAME = "gpep517-reuse"
# the identifiers that nobody reserved, then the others
_IDENTIFIERS = (3, 4, 5, 2, 1, 0)
# what code of a text without a file knows itself by
_NAMELESS = "<string>"
_NO_PROJECT = ("<frozen ", os.path.join(
    os.path.dirname(os.path.dirname(__file__)), ""))
#: Where code lies that is no project's.
LIBRARIES = tuple({os.path.join(prefix, "") for prefix in (
    sys.prefix, sys.base_prefix, sys.exec_prefix, sys.base_exec_prefix)})


class Lines:
    """Collect which lines run from when this is begun, in all threads."""

    def __init__(self) -> None:
        #: Lines by the file names that code knows itself by; none where the
        #: interpreter cannot tell, or was kept from telling.
        self.ran: dict[str, set[int]] = {}
        #: The files of which the statements at top level ran.
        self.modules: set[str] = set()
        # of texts without a file, all code, and the name of ours
        self._texts: dict[int, tuple[types.CodeType, str]] = {}
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
            events = sys.monitoring.events
            sys.monitoring.use_tool_id(self._identifier, _NAME)
            for event, callback in ((events.PY_START, self._take_start),
                                    (events.LINE, self._take_line)):
                sys.monitoring.register_callback(
                    self._identifier, event, callback)
            sys.monitoring.set_events(self._identifier, events.PY_START)
            # what an earlier one has seen is to be told again
            sys.monitoring.restart_events()

    def end(self) -> None:
        """Collect no more; forget all where a script meddled with it."""
        identifier, self._identifier = self._identifier, None
        if identifier is None:
            return
        events = sys.monitoring.events
        is_ours = sys.monitoring.get_tool(identifier) == _NAME
        found = (is_ours, sys.monitoring.get_events(identifier), *(
            sys.monitoring.register_callback(identifier, event, None)
            for event in (events.PY_START, events.LINE))) if is_ours else ()
        if found != (True, events.PY_START, self._take_start,
                     self._take_line):
            self.ran.clear()
            self.modules.clear()
        if is_ours:
            sys.monitoring.set_events(identifier, 0)
            sys.monitoring.free_tool_id(identifier)

    def _take_start(self, code: types.CodeType, _offset: int) -> object:
        """Take the start of a piece of code, the first time only."""
        name = code.co_filename
        if self._identifier is not None and not name.startswith(
                LIBRARIES + _NO_PROJECT):
            if code.co_name == "<module>":
                if name == _NAMELESS:
                    # as many are, each run by somebody
                    frame = sys._getframe(1).f_back
                    name = name_text(frame.f_code.co_filename if frame
                                     else "")
                    self._add_text(code, name)
                self.modules.add(name)
            # of these alone, each line is told
            sys.monitoring.set_local_events(
                self._identifier, code, sys.monitoring.events.LINE)
        return sys.monitoring.DISABLE

    def _take_line(self, code: types.CodeType, line: int) -> object:
        """Take a line that runs, the first time only."""
        _, name = self._texts.get(id(code), (None, code.co_filename))
        self.ran.setdefault(name, set()).add(line)
        return sys.monitoring.DISABLE

    def _add_text(self, code: types.CodeType, name: str) -> None:
        """Add the code of a text, and that of all functions in it."""
        self._texts[id(code)] = code, name
        for constant in code.co_consts:
            if isinstance(constant, types.CodeType):
                self._add_text(constant, name)


def name_text(caller: str) -> str:
    """Return the name of a text without a file, by the file that ran it."""
    return f"{_NAMELESS} run by {caller}"


def tells_lines(interpreter: Interpreter) -> bool:
    """Return True if an interpreter can tell which lines run."""
    return interpreter.implementation == "cpython" and (
        interpreter.release >= (3, 12))


def _find_identifier() -> int | None:
    """Return an identifier for a tool of ours, None where there is none."""
    if not tells_lines(read_interpreter()):
        return None
    return next((identifier for identifier in _IDENTIFIERS
                 if sys.monitoring.get_tool(identifier) is None), None)
