# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""Write gpep517_reuse/analysis/interpreters.py, from interpreters on PATH.

Takes every supported interpreter; run it when a new one comes.
"""

import json
import subprocess
import sys
import textwrap
import typing

from collections.abc import Iterable, Iterator, Mapping, Sequence

from gpep517_reuse.analysis import harmless

from demo import HERE, Interpreter, find_interpreters


TARGET = HERE / "gpep517_reuse" / "analysis" / "interpreters.py"
# what an interpreter says of itself: names, and attributes by class
QUESTIONS = """\
import builtins, enum, importlib, json, sys, warnings
warnings.simplefilter("ignore")
classes, importable, names = {}, [], {}
for name in sys.stdlib_module_names:
    # these print, or open a browser
    if name.startswith("_") or name in {"antigravity", "this"}:
        continue
    try:
        module = importlib.import_module(name)
    except Exception:
        continue
    importable.append(name)
    for item in list(vars(module).values()):
        if isinstance(item, type) and not issubclass(
                item, enum.Enum) and item.__module__.partition(".")[
                0].lstrip("_") in {name, "builtins"}:
            classes[f"{name}.{item.__qualname__}"] = dir(item)
for name in MODULES:
    try:
        module = importlib.import_module(name)
    except ImportError:
        continue
    names[name] = [
        item for item in getattr(module, "__all__", dir(module))
        if item[:1] != "_"
        and not isinstance(vars(module).get(item), type(sys))]
json.dump([sorted(name for name in sys.stdlib_module_names
                  if not name.startswith("_")),
           dir(builtins), importable, names, classes], sys.stdout)
"""
#: Modules that an interpreter is often built without.
OPTIONAL = frozenset("""
    bz2 crypt ctypes curses dbm ensurepip fcntl grp idlelib lzma pwd readline
    resource spwd sqlite3 ssl syslog termios test tkinter tty turtle
    turtledemo zlib
""".split())
#: The modules of which names are known to be harmless.
HARMLESS = sorted({
    *harmless.MODULES,
    *(name.rpartition(".")[0] for name in harmless.NAMES)} - {""})
#: Names that site adds to the built-in ones, for people alone, and those
#: that are each module's own.
NOT_BUILT_IN = frozenset({"__loader__", "__spec__", "copyright", "credits",
                          "help", "license"})
#: The name that each script has besides.
OF_SCRIPTS = frozenset({"__file__"})
#: Attributes that one class gained or lost, while others have had the like
#: all along, and that scripts are known to ask for; and those of instances
#: and of interpreters, which no class tells.
KNOWN = frozenset("""
    __annotate__ __buffer__ __firstlineno__ __replace__
    __static_attributes__ __type_params__ assert_ co_lnotab find_loader
    find_module get_proxy_response_headers is_integer is_reserved load_module
    module_repr n readfp walk
""".split())


class Answers(typing.NamedTuple):
    """What one interpreter says of itself."""

    modules: frozenset[str]
    builtins: frozenset[str]
    #: The modules of the standard library that can be imported.
    importable: frozenset[str]
    #: The public names of modules that are known to be harmless.
    names: Mapping[str, frozenset[str]]
    #: The attributes of each class of the standard library.
    classes: Mapping[str, frozenset[str]]


class Names(typing.NamedTuple):
    """The names that interpreters have, or do not have, in common."""

    stdlib: frozenset[str]
    later: frozenset[str]
    lasting: frozenset[str]
    builtins: frozenset[str]
    unsteady_names: frozenset[str]
    unsteady_attributes: frozenset[str]


def ask(interpreter: Interpreter) -> Answers:
    """Ask an interpreter, isolated from the user's modules."""
    questions = f"MODULES = {HARMLESS!r}\n{QUESTIONS}"
    process = subprocess.run((interpreter.path, "-I", "-c", questions),
                             stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                             check=True)
    modules, builtins, importable, names, classes = json.loads(
        process.stdout)
    return Answers(
        frozenset(modules), frozenset(builtins), frozenset(importable),
        *({name: frozenset(items) for name, items in table.items()}
          for table in (names, classes)))


def compare(interpreters: Iterable[Interpreter]) -> Names:
    """Compare what interpreters say, given from the oldest on.

    An attribute counts as unsteady if a public class has it in some versions
    of CPython only, and no class has it in all: that, any object may have.
    PyPy is left out of that, for a wheel whose build ran project code serves
    one implementation.
    """
    answers = {item.name: ask(item) for item in interpreters}
    oldest = next(iter(answers.values()))
    cpythons = [item for name, item in answers.items()
                if name.startswith("python")]
    steady, unsteady = set[str](), set[str]()
    for name in {name for item in cpythons for name in item.classes}:
        attributes = [item.classes[name] for item in cpythons
                      if name in item.classes]
        common = frozenset.intersection(*attributes)
        if len(attributes) == len(cpythons):
            steady |= common
        if "._" not in name:
            unsteady |= frozenset().union(*attributes) - common
    return Names(
        stdlib=oldest.modules,
        later=frozenset().union(
            *(item.modules for item in cpythons)) - oldest.modules,
        lasting=frozenset.intersection(
            *(item.importable for item in answers.values())) - OPTIONAL,
        unsteady_names=frozenset(_compare_names(
            [item.names for item in answers.values()], oldest.modules)),
        builtins=OF_SCRIPTS | frozenset.intersection(
            *(item.builtins for item in answers.values())) - NOT_BUILT_IN,
        unsteady_attributes=KNOWN | frozenset(
            name for name in unsteady - steady if not name.startswith("_")))


def _compare_names(known: Sequence[Mapping[str, frozenset[str]]],
                   stdlib: frozenset[str]) -> Iterator[str]:
    """Yield the names that some interpreters have, and others have not."""
    for module in HARMLESS:
        if module.partition(".")[0] in stdlib - {"distutils", "imp"}:
            found = [names.get(module, frozenset()) for names in known]
            for name in frozenset().union(*found) - frozenset.intersection(
                    *found):
                path = f"{module}.{name}"
                if module in harmless.MODULES or path in harmless.NAMES:
                    yield path


def render(names: Names) -> str:
    """Return the text of the module."""
    return f'''\
# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""What interpreters have in common; made by tests/generate_interpreters.py.

Kept as text, so that a script reads the same on every interpreter.
"""

#: The standard library's modules, as of Python 3.11.
STDLIB = frozenset("""
{_wrap(names.stdlib)}
""".split())
#: Those that came later.
LATER = frozenset("""
{_wrap(names.later)}
""".split())
#: Those that every interpreter has.
LASTING = frozenset("""
{_wrap(names.lasting)}
""".split())
#: Names that only some interpreters have, in modules that are known to be
#: harmless.
UNSTEADY_NAMES = frozenset("""
{_wrap(names.unsteady_names)}
""".split())
#: Names that every interpreter of Python 3.11 and later has.
BUILTINS = frozenset("""
{_wrap(names.builtins)}
""".split())
#: Attributes that objects of the standard library have gained or lost
#: between 3.11 and 3.15, but for those that any object may have.
UNSTEADY_ATTRIBUTES = frozenset("""
{_wrap(names.unsteady_attributes)}
""".split())
'''


def _wrap(names: Iterable[str]) -> str:
    return textwrap.fill(" ".join(sorted(names)), 75, initial_indent="    ",
                         subsequent_indent="    ", break_long_words=False)


def main() -> int:
    """Run; return the exit status."""
    text = render(compare(find_interpreters()))
    TARGET.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
