# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""The profiles of the backends that are known, and of their plug-ins."""

from collections.abc import Callable, Iterable, Iterator, Mapping

from gpep517_reuse.backends.profile import (
    Asked,
    Finding,
    NotUnderstood,
    Profile,
    ask_release,
)
from gpep517_reuse.backends.settings import RELEASE, Settings, list_texts


# Path.glob() gives files for it, too, since Python 3.13
_RECURSIVE = "**"
_SINCE_3_13 = "sys.version_info >= (3, 13)"


def _ask_for_patterns(*tables: str) -> Callable[[Settings],
                                                Iterator[Finding]]:
    """Ask where a pattern that is given to Path.glob() ends in "**": in the
    project's table, or in one of those of tools.
    """
    def find(settings: Settings) -> Iterator[Finding]:
        for text in list_texts([settings.get("project"), *(
                settings.get("tool", table) for table in tables)]):
            if text.rstrip("/").endswith(_RECURSIVE):
                yield Asked(settings.find_line(text), _SINCE_3_13)

    return find


# the conditions of an override, by what they are held against
_OF_OVERRIDES: Mapping[str, str] = {
    "abi-flags": "sys.abiflags",
    "implementation-name": "sys.implementation.name",
    "implementation-version": "sys.implementation.version",
    "platform-machine": "platform.machine()",
    "platform-system": "sys.platform",
}
# what is the same for all builds from one tree by one version of the backend,
# or is seen: variables, the search for a program
_SAME_FOR_ALL = frozenset({
    "config-setting", "env", "from-sdist", "platform-node",
    "scikit-build-version", "state", "system-cmake",
})


def _ask_for_overrides(settings: Settings) -> Iterator[Finding]:
    """Ask what scikit-build-core's overrides ask."""
    yield from _ask_for_patterns("scikit-build")(settings)
    for override in settings.list_tables("tool", "scikit-build",
                                         "overrides"):
        yield from _ask_for_one_override(settings, override.get("if"))


def _ask_for_one_override(settings: Settings, condition: object
                          ) -> Iterator[Finding]:
    if not isinstance(condition, dict):
        yield NotUnderstood(settings.find_line("overrides"),
                            "has an override without a condition")
        return
    for name, value in condition.items():
        line = settings.find_line(name)
        if name in {"any", "all", "not"}:
            yield from _ask_for_one_override(settings, value)
        elif name == "python-version":
            for question in ask_release(str(value)):
                yield Asked(line, question)
        elif name in _OF_OVERRIDES:
            yield Asked(line, _OF_OVERRIDES[name])
        elif name not in _SAME_FOR_ALL:
            yield NotUnderstood(line, f"has an override by {name}")


def _has_py_api(settings: Settings) -> bool:
    """Return True if scikit-build-core builds for the limited API."""
    return any(str(table.get("wheel", {}).get("py-api", "")).startswith("cp")
               for table in (
                   settings.get_table("tool", "scikit-build"),
                   *settings.list_tables("tool", "scikit-build", "overrides"))
               if isinstance(table.get("wheel", {}), dict))


def _ask_for_features(settings: Settings) -> Iterator[Finding]:
    """Ask what maturin's features by version and implementation ask."""
    for feature in settings.list_tables("tool", "maturin", "features"):
        for name, value in feature.items():
            line = settings.find_line(name)
            if name == "python-version":
                for question in ask_release(str(value)):
                    # it knows of the patch level as well
                    yield Asked(line, "sys.version_info[:3]"
                                if question == RELEASE else question)
            elif name == "python-implementation":
                yield Asked(line, "sys.implementation.name")
            elif name != "feature":
                yield NotUnderstood(line, f"has a feature by {name}")


def _has_limited_api(settings: Settings) -> bool:
    """Return True if meson-python builds for the limited API."""
    return settings.get("tool", "meson-python", "limited-api") is True


_SCM_GROUPS = ("setuptools_scm.", "vcs_versioning.")
_PROFILES = (
    Profile(
        "setuptools", "80.9.0",
        ("setuptools", "_distutils_hack", "distutils", "pkg_resources"),
        plugin_groups=("distutils.", "setuptools.", "egg_info.writers",
                       *_SCM_GROUPS)),
    Profile("wheel", "0.48.0", ("wheel",)),
    Profile("pbr", "7.1.3", ("pbr",), plugin_groups=("pbr.",)),
    Profile("setuptools-scm", "10.3.4", ("setuptools_scm",),
            plugin_groups=_SCM_GROUPS, writes_same=True),
    Profile("vcs-versioning", "2.6.0", ("vcs_versioning",),
            plugin_groups=_SCM_GROUPS, writes_same=True),
    Profile("versioneer", "0.29", ("versioneer",)),
    Profile("cffi", "2.1.1", ("cffi", "_cffi_backend"),
            # its generated sources define Py_LIMITED_API
            promises_limited_api=lambda _settings: True),
    Profile("setuptools-rust", "1.13.0", ("setuptools_rust",)),
    # what its own table names is for sdists
    Profile("flit-core", "4.2.0", ("flit_core", "flit"),
            find_asked=_ask_for_patterns()),
    Profile("flit-scm", "1.7.0", ("flit_scm",)),
    Profile("hatchling", "1.33.0", ("hatchling",),
            plugin_groups=("hatch", *_SCM_GROUPS)),
    Profile("hatch-vcs", "0.5.0", ("hatch_vcs",), writes_same=True),
    Profile("hatch-fancy-pypi-readme", "25.1.0",
            ("hatch_fancy_pypi_readme",)),
    Profile("hatch-nodejs-version", "0.4.0", ("hatch_nodejs_version",)),
    Profile("hatch-requirements-txt", "0.4.1", ("hatch_requirements_txt",)),
    Profile("uv-dynamic-versioning", "0.14.1", ("uv_dynamic_versioning",)),
    Profile("setuptools-git-versioning", "3.2.0",
            ("setuptools_git_versioning",)),
    Profile("versioningit", "3.3.0", ("versioningit",),
            plugin_groups=("versioningit.",)),
    Profile("poetry-dynamic-versioning", "1.10.1",
            ("poetry_dynamic_versioning",)),
    Profile("poetry-core", "2.5.0", ("poetry",),
            find_asked=_ask_for_patterns("poetry")),
    Profile("pdm-backend", "2.5.0", ("pdm.backend",),
            plugin_groups=("pdm.",), find_asked=_ask_for_patterns("pdm")),
    Profile("meson-python", "0.22.1", ("mesonpy",),
            variables=("MESON*", "NINJA*"),
            promises_limited_api=_has_limited_api),
    Profile("scikit-build-core", "1.1.2", ("scikit_build_core",),
            plugin_groups=("cmake.", "dynamic_metadata.",
                           "scikit-build-core."),
            variables=("NINJA*", "SKBUILD_*"),
            find_asked=_ask_for_overrides,
            promises_limited_api=_has_py_api),
    Profile("maturin", "1.16.0", ("maturin",), variables=("MATURIN_*",),
            find_asked=_ask_for_features),
    Profile("uv-build", "0.13.6", ("uv_build",),
            programs=frozenset({"uv-build"}), variables=("UV_*",)),
)
#: The profiles by the names of distributions.
PROFILES: Mapping[str, Profile] = {
    profile.name: profile for profile in _PROFILES}


def find_by_module(module: str) -> Profile | None:
    """Find the profile of what a module belongs to, by its dotted path."""
    for profile in _PROFILES:
        for known in profile.modules:
            if module == known or module.startswith(f"{known}."):
                return profile
    return None


def find_by_path(path: str) -> Profile | None:
    """Find the profile of what a file belongs to, by its path below a
    directory of the search path.
    """
    return find_by_module(path.removesuffix(".py").replace("/", "."))


def find_all(names: Iterable[str]) -> tuple[Profile, ...]:
    """Find the profiles of distributions, by their names."""
    return tuple(PROFILES[name] for name in sorted(names)
                 if name in PROFILES)
