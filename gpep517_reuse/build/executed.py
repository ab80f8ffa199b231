# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""The scripts: the text of the project's code that was seen to run."""

import functools
import os
import posixpath
import re
import sys
import typing

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from gpep517_reuse.analysis.always import answer_always
from gpep517_reuse.analysis.condition import (
    Condition,
    Conditions,
    split_obstacle,
)
from gpep517_reuse.backends.profile import Asked, NotUnderstood
from gpep517_reuse.backends.profiles import find_all
from gpep517_reuse.backends.settings import Settings, list_texts, read_text
from gpep517_reuse.build.monitoring import name_text
from gpep517_reuse.build.paths import Scene
from gpep517_reuse.build.summary import Evidence
from gpep517_reuse.build.watch import Observation
from gpep517_reuse.environment.distributions import normalize_name
from gpep517_reuse.files import hash_bytes, read_regular


# what setuptools runs without a file name
_SETUP_SCRIPT = "setup.py"
# version = attr: package.module.NAME
_ATTRIBUTE = "attr:"
# a dotted name, as of a class or a function
_DOTTED = r"[A-Za-z_]\w*(?:\.\w+)*"
# what is read in a module, or called there
_PLAIN_EXPRESSION = r"[\w.]+(?:\(\))?"
# where backends are told which names to take from a module, besides
_MORE_SETTINGS = ("hatch.toml",)

# the path of a script by the name that code knows it by, else nothing
_FindScript = Callable[[str], str]


def _ask(question: str) -> str:
    """Ask, as questions.ask() does; most declarative builds ask nothing."""
    from gpep517_reuse.analysis.questions import ask

    return ask(question)


def inquire(evidence: Evidence, observation: Observation, scene: Scene,
            settings: Settings, met: Iterable[str] = ()) -> Conditions:
    """Find the conditions of a build.

    What cannot be read as it was before the build becomes an obstacle.
    ``met`` are obstacles of earlier builds of the same sources.  Where some
    were reached here as well, nothing is read: nobody else is served,
    whatever else is asked.
    """
    ran, tools = evidence.ran, frozenset(evidence.tools)
    of_settings = _read_settings_for(tools, settings)
    of_settings = of_settings._replace(obstacles=(
        *of_settings.obstacles, *(f"{path} ran, of which nothing is known"
                                  for path in evidence.elsewhere)))
    asked = (*_ask_always(ran), *of_settings.conditions)
    if not ran:
        return of_settings._replace(conditions=asked)
    project = _find_project(evidence, observation, scene)
    if reached := tuple(filter(project.reaches, met)):
        return Conditions(obstacles=reached, is_read=False)
    found = _read_scripts(project, evidence, observation, scene, settings)
    return found._replace(
        conditions=(*asked, *found.conditions),
        obstacles=(*of_settings.obstacles, *found.obstacles))


class _Project(typing.NamedTuple):
    """The project's code that ran: files with their texts, why others are
    not among them, and which lines ran, as far as that is known.
    """

    find_script: _FindScript
    files: Mapping[str, bytes]
    obstacles: Sequence[str]
    lines: Mapping[str, frozenset[int]]

    def reaches(self, obstacle: str) -> bool:
        """Return True if an obstacle's line ran, or may have."""
        path, line, _ = split_obstacle(obstacle)
        return path in self.files and line in self.lines.get(path, (line,))


def _find_project(evidence: Evidence, observation: Observation, scene: Scene
                  ) -> _Project:
    find_script = _find_scripts(evidence.ran, scene)
    files, obstacles = _read_files(evidence, scene)
    return _Project(find_script, files, obstacles,
                    _find_lines(observation, find_script, files))


def _read_scripts(project: _Project, evidence: Evidence,
                  observation: Observation, scene: Scene, settings: Settings
                  ) -> Conditions:
    # a declarative build does without
    from gpep517_reuse.analysis.analyze import read_conditions
    from gpep517_reuse.analysis.import_graph import Scripts

    find_script, files = project.find_script, project.files
    obstacles = [*project.obstacles]
    texts = tuple(
        (path, text) for caller, text in observation.texts
        if (path := find_script(caller)) in files)
    nameless = {path for caller in observation.nameless
                if (path := find_script(caller))}
    obstacles.extend(
        f"{path} runs code of which the text is not seen"
        for path in sorted(nameless - {path for path, _ in texts}))
    obstacles.extend(_find_obstacles(observation, find_script))
    texts += tuple(_find_changed_texts(observation, find_script, files))
    others = frozenset(path for path in scene.before.files
                       if path.endswith(".py") and path not in files)
    tried = _find_tried(observation, scene)
    obstacles.extend(
        f"{path} was tried to run, and is not of the sources"
        for path in sorted(tried - scene.before.files.keys())
        if _ask(f"compiles({path!r})") != "True")
    words = " ".join((settings.text, settings.setup_cfg, *(
        read_text(scene.roots.locate(name)) for name in _MORE_SETTINGS)))
    found = read_conditions(Scripts(
        files=files, texts=texts, packages=frozenset(
            path for path in scene.before.files
            if posixpath.basename(path) == "__init__.py"),
        others=others, tried=tried & others,
        words=frozenset(re.findall(r"\w+", words)),
        by_flit="flit-core" in evidence.tools,
        attributes=frozenset(_list_attributes(settings)),
        named=frozenset(_list_named(settings, evidence.tools)),
        changing=frozenset(filter(None, map(find_script, (
            *observation.writers, *(reader.caller for reader
                                    in observation.variables.writers))))),
        lines=project.lines), _ask)
    return found._replace(obstacles=(*obstacles, *found.obstacles))


def _find_scripts(ran: Sequence[str], scene: Scene) -> _FindScript:
    """Return what finds the script that runs under a name, if any."""
    by_location = {os.path.realpath(scene.roots.locate(path)): path
                   for path in ran}
    if _SETUP_SCRIPT in ran:
        by_location["<string>"] = _SETUP_SCRIPT

    # thousands of texts may have run, by few callers
    @functools.cache
    def find_script(caller: str) -> str:
        location = (caller if caller.startswith("<")
                    else os.path.realpath(caller))
        return by_location.get(location, "")

    return find_script


def _find_tried(observation: Observation, scene: Scene) -> frozenset[str]:
    """Find the files of the tree that may have been tried to run in vain."""
    if sys.implementation.name != "cpython":
        # which does not tell
        return frozenset(scene.before.files)
    # a text may have any name, which need not be that of a file
    locations = {os.path.realpath(path)
                 for path in observation.sources - observation.executed
                 if os.path.isfile(path) or path in observation.written}
    return frozenset(os.path.relpath(location, scene.roots.current)
                     for location in locations if scene.roots.hold(location))


def _read_files(evidence: Evidence, scene: Scene
                ) -> tuple[Mapping[str, bytes], list[str]]:
    """Read the files that ran, and say which cannot be read."""
    files: dict[str, bytes] = {}
    obstacles: list[str] = []
    for path in evidence.ran:
        text = _read_as_before(path, scene, evidence.modules)
        if text is None:
            obstacles.append(f"{path} ran, and is not of the sources")
        elif path.endswith((".so", ".pyd", ".pyc")):
            obstacles.append(f"{path} ran, and cannot be read")
        else:
            files[path] = text
    return files, obstacles


def _find_obstacles(observation: Observation,
                    find_script: _FindScript) -> Iterator[str]:
    """Yield what text ran that stands in no script: that of settings, and
    what such text ran.
    """
    for caller, text in observation.texts:
        if caller == "<string>" and not find_script(caller):
            yield "text ran that no script holds"
        elif caller.endswith("/hatchling/version/source/code.py") and (
                not re.fullmatch(_PLAIN_EXPRESSION,
                                 expression := os.fsdecode(text))):
            yield f"pyproject.toml runs {expression!r}"


def _ask_always(ran: Sequence[str]) -> Iterator[Condition]:
    """Yield what any code may depend on without a word."""
    for path in ran[:1]:
        for question, answer in answer_always().items():
            yield Condition(path, 1, question, answer)


def _read_settings_for(tools: frozenset[str], settings: Settings
                       ) -> Conditions:
    """Read what the settings of a build ask, by the backends' profiles."""
    conditions: dict[str, Condition] = {}
    obstacles = []
    for profile in find_all(tools):
        for found in profile.find_asked(settings):
            match found:
                case Asked(line, question):
                    conditions.setdefault(question, Condition(
                        "pyproject.toml", line, question, _ask(question)))
                case NotUnderstood(line, what):
                    obstacles.append(
                        f"pyproject.toml:{line} {what}, which {profile.name} "
                        "may ask of its interpreter")
    return Conditions(tuple(conditions.values()), tuple(obstacles))


def _find_lines(
        observation: Observation, find_script: _FindScript,
        files: Mapping[str, bytes]) -> Mapping[str, frozenset[int]]:
    """Find which lines ran, of the files that show it by having run under
    their own names.
    """
    paths = {name: path for name in observation.lines.modules
             if (path := find_script(name)) in files
             and path != _SETUP_SCRIPT}
    # setuptools runs its text, which has no file then
    paths.update((name_text(caller), _SETUP_SCRIPT)
                 for caller, text in observation.texts
                 if _SETUP_SCRIPT in files
                 and name_text(caller) in observation.lines.modules
                 and _is_text_of(text, files[_SETUP_SCRIPT]))
    ran: dict[str, set[int]] = {path: set() for path in paths.values()}
    for name, lines in observation.lines.ran.items():
        if (script := paths.get(name, "")) in ran:
            ran[script] |= lines
    return {path: frozenset(lines) for path, lines in ran.items()}


def _find_changed_texts(
        observation: Observation, find_script: _FindScript,
        files: Mapping[str, bytes]) -> Iterator[tuple[str, str | bytes]]:
    """Yield the texts that ran under the name of a file, and are not what
    the file holds.
    """
    for name, text in observation.compiled:
        path = find_script(name)
        if path in files and not _is_text_of(text, files[path]):
            yield path, text


def _is_text_of(text: str | bytes, content: bytes) -> bool:
    """Return True if a text that ran is what a file holds."""
    if isinstance(text, str):
        text = text.encode("utf-8", "surrogatepass")
    return text == content.replace(b"\r\n", b"\n")


def _list_attributes(settings: Settings) -> Iterator[tuple[str, str]]:
    """Yield the modules, and the names in them, that setuptools takes."""
    dynamic = settings.get_table("tool", "setuptools", "dynamic")
    for value in dynamic.values():
        if isinstance(value, dict) and isinstance(value.get("attr"), str):
            module, _, name = value["attr"].rpartition(".")
            yield module, name
    for value in settings.sections.get("metadata", {}).values():
        if value.startswith(_ATTRIBUTE):
            module, _, name = value[len(_ATTRIBUTE):].strip().rpartition(".")
            yield module, name


def _list_named(settings: Settings, tools: Iterable[str]) -> Iterator[str]:
    """Yield the modules that settings name for what they hold, and all that
    these lie in: commands, hooks, what plug-ins are told.
    """
    given = [settings.get("build-system", "build-backend"),
             settings.get("tool", "setuptools", "cmdclass"),
             settings.sections.get("options", {}).get("cmdclass"),
             settings.sections.get("global"), *(
                 table for name, table in settings.get_table("tool").items()
                 if name != "setuptools" and normalize_name(name) in tools)]
    for text in list_texts(given):
        for name in re.findall(_DOTTED, text):
            parts = name.split(".")
            for number in range(1, len(parts) + 1):
                yield ".".join(parts[:number])


def _read_as_before(path: str, scene: Scene, modules: Mapping[str, str]
                    ) -> bytes | None:
    """Return a file's content, None where it is not that of the sources, or
    of a module elsewhere.
    """
    known = scene.before.files.get(path) or "f" + modules.get(path, "")
    try:
        content = read_regular(scene.roots.locate(path))
    except OSError:
        return None
    return content if hash_bytes(content) == known[1:] else None
