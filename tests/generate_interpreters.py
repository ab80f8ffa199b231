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

from collections.abc import Iterable, Mapping

from demo import HERE, Interpreter, find_interpreters


TARGET = HERE / "gpep517_reuse" / "analysis" / "interpreters.py"
# what an interpreter says of itself: names, and attributes by class
QUESTIONS = """\
import builtins, enum, importlib, json, sys, warnings
warnings.simplefilter("ignore")
classes = {}
for name in sys.stdlib_module_names:
    # these print, or open a browser
    if name.startswith("_") or name in {"antigravity", "this"}:
        continue
    try:
        module = importlib.import_module(name)
    except Exception:
        continue
    for item in list(vars(module).values()):
        if isinstance(item, type) and not issubclass(
                item, enum.Enum) and item.__module__.partition(".")[
                0].lstrip("_") in {name, "builtins"}:
            classes[f"{name}.{item.__qualname__}"] = dir(item)
json.dump([sorted(name for name in sys.stdlib_module_names
                  if not name.startswith("_")),
           dir(builtins), classes], sys.stdout)
"""
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
    #: The attributes of each class of the standard library.
    classes: Mapping[str, frozenset[str]]


class Names(typing.NamedTuple):
    """The names that interpreters have, or do not have, in common."""

    stdlib: frozenset[str]
    builtins: frozenset[str]
    unsteady_attributes: frozenset[str]


def ask(interpreter: Interpreter) -> Answers:
    """Ask an interpreter, isolated from the user's modules."""
    process = subprocess.run((interpreter.path, "-I", "-c", QUESTIONS),
                             stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                             check=True)
    modules, builtins, classes = json.loads(process.stdout)
    return Answers(frozenset(modules), frozenset(builtins), {
        name: frozenset(attributes)
        for name, attributes in classes.items()})


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
        builtins=OF_SCRIPTS | frozenset.intersection(
            *(item.builtins for item in answers.values())) - NOT_BUILT_IN,
        unsteady_attributes=KNOWN | frozenset(
            name for name in unsteady - steady if not name.startswith("_")))


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
