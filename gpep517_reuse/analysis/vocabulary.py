# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""The vocabulary: which names tell interpreters apart, and which do not.

Kept as text, so that a script reads the same on every interpreter.
"""

import enum

from collections.abc import Mapping

from gpep517_reuse.analysis import harmless
from gpep517_reuse.analysis.interpreters import (
    LASTING,
    LATER,
    STDLIB,
    UNSTEADY_NAMES,
)
from gpep517_reuse.analysis.questions import (
    FUNCTIONS,
    IMPLEMENTATION_FIELDS,
    VALUES,
)


#: Other names for what can be asked.
SYNONYMS = {
    "builtins.getattr": "getattr", "builtins.hasattr": "hasattr",
    "distutils.sysconfig.get_config_var": "sysconfig.get_config_var",
    "distutils.sysconfig.get_python_version":
        "sysconfig.get_python_version",
    "distutils.util.get_host_platform": "sysconfig.get_platform",
    "distutils.util.get_platform": "sysconfig.get_platform",
}
#: What has one value in every interpreter of Python 3.
CONSTANTS = {
    "builtins.__debug__": "True", "six.PY2": "False", "six.PY3": "True",
    "typing.TYPE_CHECKING": "False",
}
#: What can be written to without being asked.
WRITABLE = frozenset({"os.environ", "sys.argv", "sys.modules", "sys.path"})


class Verdict(enum.Enum):
    """What a name tells of the interpreter."""

    HARMLESS = enum.auto()
    #: Nobody has looked: no row lists it.
    UNKNOWN = enum.auto()
    #: It tells interpreters apart, in a way that cannot be asked for.
    TELLS = enum.auto()
    #: What is below it does, and not itself: a function leads to its module
    #: by __globals__.
    TELLS_BELOW = enum.auto()


#: What names tell: each row speaks for a dotted path and all that is below
#: it, and of several the longest.  The harmless ones of modules where most
#: names are have a table of their own.
NAMES: Mapping[str, Verdict] = {
    **dict.fromkeys((*harmless.MODULES, *harmless.NAMES), Verdict.HARMLESS),
    "_imp": Verdict.TELLS,
    "_interpreters": Verdict.TELLS,
    "_sysconfigdata": Verdict.TELLS,
    "_xxsubinterpreters": Verdict.TELLS,
    "ast.dump": Verdict.TELLS,
    "ast.unparse": Verdict.TELLS,
    "builtins.__builtins__": Verdict.TELLS,
    "builtins.__cached__": Verdict.TELLS,
    "builtins.__loader__": Verdict.TELLS,
    "builtins.__spec__": Verdict.TELLS,
    "builtins.copyright": Verdict.TELLS,
    "builtins.credits": Verdict.TELLS,
    "builtins.sum": Verdict.TELLS,
    "compileall": Verdict.TELLS,
    "ctypes.py_object": Verdict.TELLS,
    "ctypes.pythonapi": Verdict.TELLS,
    "ctypes.sizeof": Verdict.TELLS,
    "dis": Verdict.TELLS,
    "distutils.__version__": Verdict.TELLS,
    "distutils.spawn.find_executable": Verdict.TELLS,
    "distutils.sysconfig": Verdict.TELLS_BELOW,
    "distutils.sysconfig.customize_compiler": Verdict.TELLS_BELOW,
    "ensurepip": Verdict.TELLS,
    "gc": Verdict.TELLS,
    "imp.cache_from_source": Verdict.TELLS,
    "imp.get_magic": Verdict.TELLS,
    "imp.get_suffixes": Verdict.TELLS,
    "imp.get_tag": Verdict.TELLS,
    "importlib.find_loader": Verdict.TELLS,
    "importlib.machinery.all_suffixes": Verdict.TELLS,
    "importlib.machinery.BYTECODE_SUFFIXES": Verdict.TELLS,
    "importlib.machinery.EXTENSION_SUFFIXES": Verdict.TELLS,
    "importlib.machinery.PathFinder": Verdict.TELLS,
    "importlib.metadata": Verdict.TELLS_BELOW,
    "importlib.metadata.PackageNotFoundError": Verdict.TELLS_BELOW,
    "importlib.resources.files": Verdict.TELLS,
    "importlib.resources.path": Verdict.TELLS,
    "importlib.util.cache_from_source": Verdict.TELLS,
    "importlib.util.find_spec": Verdict.TELLS,
    "importlib.util.MAGIC_NUMBER": Verdict.TELLS,
    "importlib_metadata": Verdict.TELLS_BELOW,
    "importlib_metadata.PackageNotFoundError": Verdict.TELLS_BELOW,
    "inspect.getfile": Verdict.TELLS,
    "inspect.getfullargspec": Verdict.TELLS,
    "inspect.getmembers": Verdict.TELLS,
    "inspect.getsource": Verdict.TELLS,
    "inspect.getsourcefile": Verdict.TELLS,
    "inspect.signature": Verdict.TELLS,
    "keyword": Verdict.TELLS,
    "lib2to3": Verdict.TELLS,
    "marshal": Verdict.TELLS,
    "multiprocessing": Verdict.TELLS,
    "opcode": Verdict.TELLS,
    "os.get_exec_path": Verdict.TELLS,
    "os.path.expanduser": Verdict.TELLS,
    "pathlib.Path.home": Verdict.TELLS,
    "packaging.markers": Verdict.TELLS_BELOW,
    "packaging.requirements": Verdict.TELLS_BELOW,
    "packaging.tags": Verdict.TELLS_BELOW,
    "packaging.tags.Tag": Verdict.TELLS_BELOW,
    "pickle.DEFAULT_PROTOCOL": Verdict.TELLS,
    "pickle.dump": Verdict.TELLS,
    "pickle.dumps": Verdict.TELLS,
    "pickle.HIGHEST_PROTOCOL": Verdict.TELLS,
    "pickle.Pickler": Verdict.TELLS,
    "pkg_resources": Verdict.TELLS,
    "pkg_resources.DistributionNotFound": Verdict.HARMLESS,
    "pkg_resources.normalize_path": Verdict.HARMLESS,
    "pkg_resources.parse_version": Verdict.HARMLESS,
    "pkg_resources.RequirementParseError": Verdict.HARMLESS,
    "pkg_resources.safe_name": Verdict.HARMLESS,
    "pkg_resources.safe_version": Verdict.HARMLESS,
    "pkg_resources.VersionConflict": Verdict.HARMLESS,
    "pkgutil.find_loader": Verdict.TELLS,
    "pkgutil.iter_modules": Verdict.TELLS,
    "pkgutil.walk_packages": Verdict.TELLS,
    "platform": Verdict.TELLS,
    "platform.dist": Verdict.HARMLESS,
    "platform.freedesktop_os_release": Verdict.HARMLESS,
    "platform.linux_distribution": Verdict.HARMLESS,
    "platform.mac_ver": Verdict.HARMLESS,
    "platform.machine": Verdict.HARMLESS,
    "platform.node": Verdict.HARMLESS,
    "platform.processor": Verdict.HARMLESS,
    "platform.release": Verdict.HARMLESS,
    "platform.system": Verdict.HARMLESS,
    "platform.uname": Verdict.HARMLESS,
    "platform.version": Verdict.HARMLESS,
    "platform.win32_edition": Verdict.HARMLESS,
    "platform.win32_ver": Verdict.HARMLESS,
    "py_compile": Verdict.TELLS,
    "setuptools._vendor": Verdict.TELLS,
    "setuptools.command.bdist_wheel.get_abi_tag": Verdict.TELLS,
    "setuptools.command.bdist_wheel.get_flag": Verdict.TELLS,
    "setuptools.command.bdist_wheel.get_platform": Verdict.TELLS,
    "setuptools.command.bdist_wheel.python_tag": Verdict.TELLS,
    "setuptools.command.bdist_wheel.sysconfig": Verdict.TELLS,
    "setuptools.command.bdist_wheel.tags": Verdict.TELLS,
    "setuptools.command.build_ext.get_config_var": Verdict.TELLS,
    "setuptools.command.egg_info.PY_MAJOR": Verdict.TELLS,
    "setuptools.extern.packaging": Verdict.TELLS,
    "shutil.which": Verdict.TELLS,
    "site": Verdict.TELLS,
    "sqlite3.sqlite_version": Verdict.TELLS,
    "sqlite3.sqlite_version_info": Verdict.TELLS,
    "ssl.OPENSSL_VERSION": Verdict.TELLS,
    "ssl.OPENSSL_VERSION_INFO": Verdict.TELLS,
    "symbol": Verdict.TELLS,
    "sys": Verdict.TELLS,
    "sys.__stderr__": Verdict.HARMLESS,
    "sys.__stdin__": Verdict.HARMLESS,
    "sys.__stdout__": Verdict.HARMLESS,
    "sys.argv": Verdict.HARMLESS,
    "sys.breakpointhook": Verdict.HARMLESS,
    "sys.displayhook": Verdict.HARMLESS,
    "sys.dont_write_bytecode": Verdict.HARMLESS,
    "sys.exc_clear": Verdict.HARMLESS,
    "sys.exc_info": Verdict.HARMLESS,
    "sys.excepthook": Verdict.HARMLESS,
    "sys.exit": Verdict.HARMLESS,
    "sys.getdefaultencoding": Verdict.HARMLESS,
    "sys.getfilesystemencodeerrors": Verdict.HARMLESS,
    "sys.getfilesystemencoding": Verdict.HARMLESS,
    "sys.getrecursionlimit": Verdict.HARMLESS,
    "sys.gettrace": Verdict.HARMLESS,
    "sys.intern": Verdict.HARMLESS,
    "sys.last_traceback": Verdict.HARMLESS,
    "sys.last_type": Verdict.HARMLESS,
    "sys.last_value": Verdict.HARMLESS,
    "sys.meta_path": Verdict.HARMLESS,
    "sys.path_hooks": Verdict.HARMLESS,
    "sys.path_importer_cache": Verdict.HARMLESS,
    "sys.ps1": Verdict.HARMLESS,
    "sys.set_int_max_str_digits": Verdict.HARMLESS,
    "sys.setdefaultencoding": Verdict.HARMLESS,
    "sys.setrecursionlimit": Verdict.HARMLESS,
    "sys.settrace": Verdict.HARMLESS,
    "sys.stderr": Verdict.HARMLESS,
    "sys.stdin": Verdict.HARMLESS,
    "sys.stdout": Verdict.HARMLESS,
    "sys.tracebacklimit": Verdict.HARMLESS,
    "sys.warnoptions": Verdict.HARMLESS,
    "sysconfig": Verdict.TELLS,
    "test": Verdict.TELLS,
    "token": Verdict.TELLS,
    "tokenize": Verdict.TELLS_BELOW,
    "tokenize.detect_encoding": Verdict.TELLS_BELOW,
    "tokenize.open": Verdict.TELLS_BELOW,
    "types.CodeType": Verdict.TELLS,
    "unicodedata": Verdict.TELLS,
    "venv": Verdict.TELLS,
    "wheel._bdist_wheel": Verdict.TELLS,
    "wheel.bdist_wheel.get_abi_tag": Verdict.TELLS,
    "wheel.bdist_wheel.get_flag": Verdict.TELLS,
    "wheel.bdist_wheel.get_platform": Verdict.TELLS,
    "wheel.bdist_wheel.python_tag": Verdict.TELLS,
    "wheel.pep425tags": Verdict.TELLS,
    "wheel.vendored": Verdict.TELLS,
    "zlib.ZLIB_RUNTIME_VERSION": Verdict.TELLS,
}


class Role(enum.Enum):
    """What a call does, whatever the name of its function tells."""

    #: It does nothing that has to be asked for.
    HARMLESS = enum.auto()
    #: It tells whether a module can be imported.
    FINDS_MODULE = enum.auto()
    #: It is harmless where nothing is done with what it returns.
    FORGETS = enum.auto()
    #: It runs code which the text does not show.
    RUNS_CODE = enum.auto()
    #: It does not come back.
    LEAVES = enum.auto()


#: The roles of functions.
ROLES: Mapping[str, Role] = {
    "builtins.__import__": Role.RUNS_CODE,
    "builtins.eval": Role.RUNS_CODE,
    "builtins.exec": Role.RUNS_CODE,
    "builtins.execfile": Role.RUNS_CODE,
    "builtins.exit": Role.LEAVES,
    "builtins.quit": Role.LEAVES,
    "imp.load_module": Role.RUNS_CODE,
    "imp.load_source": Role.RUNS_CODE,
    "importlib.find_loader": Role.FINDS_MODULE,
    "importlib.import_module": Role.RUNS_CODE,
    "importlib.machinery.FileFinder": Role.RUNS_CODE,
    "importlib.machinery.SourceFileLoader": Role.RUNS_CODE,
    "importlib.machinery.SourcelessFileLoader": Role.RUNS_CODE,
    "importlib.util.find_spec": Role.FINDS_MODULE,
    "importlib.util.module_from_spec": Role.RUNS_CODE,
    "importlib.util.spec_from_file_location": Role.RUNS_CODE,
    "importlib.util.spec_from_loader": Role.RUNS_CODE,
    "os._exit": Role.LEAVES,
    "pkgutil.find_loader": Role.FINDS_MODULE,
    "pkgutil.resolve_name": Role.RUNS_CODE,
    "pydoc.importfile": Role.RUNS_CODE,
    "pydoc.locate": Role.RUNS_CODE,
    "runpy.run_module": Role.RUNS_CODE,
    "runpy.run_path": Role.RUNS_CODE,
    "setuptools.config.expand.read_attr": Role.RUNS_CODE,
    "sys.exit": Role.LEAVES,
    "sys.modules.pop": Role.FORGETS,
    "sys.modules.setdefault": Role.FORGETS,
    "sys.path.append": Role.HARMLESS,
    "sys.path.extend": Role.HARMLESS,
    "sys.path.insert": Role.HARMLESS,
    "sys.path.pop": Role.HARMLESS,
    "sys.path.remove": Role.HARMLESS,
    "sys.path.reverse": Role.HARMLESS,
    "zipimport.zipimporter": Role.RUNS_CODE,
}

# of these, what no row lists is not known
_CLOSED = (STDLIB | LATER | {
    "_distutils_hack", "distutils", "packaging", "pkg_resources",
    "setuptools", "wheel"}) - {"builtins"}
# modules below others that every interpreter has
_LASTING_BELOW = frozenset({
    "collections.abc", "concurrent.futures", "email.parser", "email.utils",
    "importlib.abc", "importlib.machinery", "importlib.metadata",
    "importlib.util", "os.path", "unittest.mock", "urllib.error",
    "urllib.parse", "urllib.request"})
# harmless modules that are packages: their names are one level further down
_PACKAGES = frozenset({"distutils.command", "setuptools.command"})

# attributes of a module that lead to where it lies
_WHEREABOUTS = frozenset({
    "__builtins__", "__cached__", "__file__", "__loader__", "__path__",
    "__spec__",
})

_ASKED_BY_USE = frozenset({Role.HARMLESS, Role.FINDS_MODULE})

#: Modules of which attributes can be asked for.
PLAIN_MODULES = frozenset("""
    abc argparse array ast asyncio base64 binascii bisect builtins bz2
    calendar cmath codecs collections collections.abc configparser
    contextlib copy csv ctypes datetime decimal difflib email enum errno
    fnmatch fractions functools getpass gettext glob gzip hashlib heapq
    html http importlib importlib.util inspect io itertools json linecache
    locale logging lzma math mimetypes mmap numbers operator os os.path
    pathlib pickle pkgutil platform pprint queue random re resource sched
    select shlex shutil signal socket sqlite3 ssl stat string struct
    subprocess sys sysconfig tarfile tempfile textwrap threading time
    timeit tokenize traceback types typing unittest urllib.parse
    urllib.request uuid warnings weakref xml zipfile zipimport zlib
""".split())
#: Modules that a build by setuptools has in any case.
SETUPTOOLS = frozenset({"_distutils_hack", "distutils", "pkg_resources",
                        "setuptools"})
#: Modules that have been imported before it runs a script.
IMPORTED_BY_SETUPTOOLS = frozenset({"distutils", "setuptools"})


def is_known(path: str) -> bool:
    """Return True if a path is asked for by what is done with it."""
    path = SYNONYMS.get(path, path)
    return (path in VALUES or path in FUNCTIONS or path in WRITABLE
            or ROLES.get(path) in _ASKED_BY_USE)


def canonicalize(path: str) -> str:
    """Return a path without the way to it, as in "sys.version" for
    "os.sys.version".
    """
    path = path.replace("setuptools._distutils.", "distutils.").replace(
        "setuptools.distutils.", "distutils.")
    parts = path.split(".")
    if parts[0] in {"platform", "site", "sys", "sysconfig"}:
        return path
    for number, part in enumerate(parts[1:], 1):
        if part in {"os", "platform", "site", "sys"} or (
                part == "sysconfig" and parts[number - 1] != "distutils"):
            return ".".join(parts[number:])
    return path


def object_to_path(path: str, *, imported: bool,
                   defined: frozenset[str] = frozenset()) -> str:
    """Return how a path tells interpreters apart, or may, in a way that cannot
    be asked for; empty where it does not.

    ``imported`` tells that the path begins with a module, ``defined`` are
    the names that the scripts define.
    """
    if not imported and not path.startswith("builtins."):
        return ""
    path = canonicalize(path)
    verdict = _find_verdict(path, defined)
    if verdict is Verdict.TELLS or (
            path.rpartition(".")[2] in _WHEREABOUTS
            and not path.startswith("builtins.")):
        return f"uses {path.removeprefix('builtins.')}"
    return (f"uses {path}, which is not known"
            if verdict is Verdict.UNKNOWN else "")


def object_to_attribute(name: str, defined: frozenset[str]) -> str:
    """Return how an attribute of something that is not known by its name
    tells interpreters apart, or may; empty where it does not.
    """
    if name in harmless.TELLING_ATTRIBUTES:
        return f"uses .{name}"
    if name in harmless.ATTRIBUTES or name in defined or (
            # __builtins__ and the like have rows of their own
            name in _WHEREABOUTS):
        return ""
    return f"uses .{name}, which is not known"


def _find_verdict(path: str, defined: frozenset[str]) -> Verdict:
    name = path
    while name and name not in NAMES:
        name = name.rpartition(".")[0]
    if not name:
        return (Verdict.UNKNOWN if path.partition(".")[0] in _CLOSED
                else Verdict.HARMLESS)
    verdict = NAMES[name]
    if verdict is Verdict.TELLS_BELOW:
        return Verdict.HARMLESS if name == path else Verdict.TELLS
    rest = path[len(name) + 1:].split(".") if name != path else []
    if verdict is Verdict.TELLS or not rest:
        return verdict
    if name in harmless.MODULES and not rest[0].startswith("_"):
        # a name of the module, and be it in a module inside
        del rest[:1 + (name in _PACKAGES)]
    found = {object_to_attribute(attribute, defined) for attribute in rest}
    return Verdict.HARMLESS if found <= {""} else (
        Verdict.UNKNOWN if any("not known" in what for what in found)
        else Verdict.TELLS)


def is_lasting(module: str, name: str = "") -> bool:
    """Return True if an import succeeds with every interpreter."""
    top, _, rest = module.partition(".")
    return top in SETUPTOOLS or (
        top in LASTING and (not rest or module in _LASTING_BELOW)
        and f"{module}.{name}" not in UNSTEADY_NAMES)


def object_to_import(module: str, name: str, *, in_class: bool) -> str:
    """Return how an import alone tells interpreters apart, or nothing.

    In a class, its name is an attribute, which nobody follows.
    """
    if in_class and object_to_path(f"{module}.{name or 'x'}", imported=True):
        return f"imports {module} in a class"
    if name == "*" and (module in PLAIN_MODULES
                        or object_to_path(f"{module}.x", imported=True)):
        return f"imports everything from {module}"
    return ""


def is_implementation_field(path: str) -> bool:
    """Return True if a path is a field of sys.implementation."""
    base, _, field = path.rpartition(".")
    return base == "sys.implementation" and field in IMPLEMENTATION_FIELDS
