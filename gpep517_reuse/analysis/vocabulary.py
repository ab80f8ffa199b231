# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""The vocabulary: which names tell interpreters apart, and which do not.

Kept as text, so that a script reads the same on every interpreter.
"""

import enum
import functools

from collections.abc import Mapping

from gpep517_reuse.analysis import harmless
from gpep517_reuse.analysis.interpreters import (
    LASTING,
    LATER,
    STDLIB,
    UNSTEADY_NAMES,
)
from gpep517_reuse.analysis.questions import (
    IMPLEMENTATION_FIELDS,
    SINCE_3_13,
    SINCE_3_14,
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


# the names that tell interpreters apart, with all that is below them
_TELLING = frozenset("""
    _imp _interpreters _sysconfigdata _xxsubinterpreters ast.dump
    ast.unparse builtins.__builtins__ builtins.__cached__
    builtins.__loader__ builtins.__spec__ builtins.copyright
    builtins.credits builtins.sum compileall ctypes.py_object
    ctypes.pythonapi ctypes.sizeof dis distutils.__version__
    distutils.spawn.find_executable ensurepip errno.errorcode
    functools.WRAPPER_ASSIGNMENTS gc imp.cache_from_source imp.get_magic
    imp.get_suffixes imp.get_tag importlib.find_loader
    importlib.machinery.BYTECODE_SUFFIXES
    importlib.machinery.EXTENSION_SUFFIXES importlib.machinery.PathFinder
    importlib.machinery.all_suffixes importlib.resources.files
    importlib.resources.path importlib.util.MAGIC_NUMBER
    importlib.util.cache_from_source importlib.util.find_spec
    inspect.getfile inspect.getfullargspec inspect.getmembers
    inspect.getsource inspect.getsourcefile inspect.signature
    io.DEFAULT_BUFFER_SIZE keyword lib2to3 marshal multiprocessing opcode
    os.get_exec_path os.path.expanduser os.strerror pathlib.Path.home
    pickle.DEFAULT_PROTOCOL pickle.HIGHEST_PROTOCOL pickle.Pickler
    pickle.dump pickle.dumps pkg_resources pkgutil.find_loader
    pkgutil.iter_modules pkgutil.walk_packages platform py_compile
    setuptools._vendor setuptools.command.bdist_wheel.get_abi_tag
    setuptools.command.bdist_wheel.get_flag
    setuptools.command.bdist_wheel.get_platform
    setuptools.command.bdist_wheel.python_tag
    setuptools.command.bdist_wheel.sysconfig
    setuptools.command.bdist_wheel.tags
    setuptools.command.build_ext.get_config_var
    setuptools.command.egg_info.PY_MAJOR setuptools.extern.packaging
    shutil.which site sqlite3.sqlite_version sqlite3.sqlite_version_info
    ssl.OPENSSL_VERSION ssl.OPENSSL_VERSION_INFO symbol sys
    sys.path_importer_cache sysconfig tempfile.TMP_MAX test
    textwrap.TextWrapper textwrap.fill textwrap.shorten textwrap.wrap
    threading.TIMEOUT_MAX token types.CodeType typing.EXCLUDED_ATTRIBUTES
    unicodedata urllib.parse.urljoin urllib.parse.urlunparse
    urllib.parse.urlunsplit venv wheel._bdist_wheel
    wheel.bdist_wheel.get_abi_tag wheel.bdist_wheel.get_flag
    wheel.bdist_wheel.get_platform wheel.bdist_wheel.python_tag
    wheel.pep425tags wheel.vendored zlib.ZLIB_RUNTIME_VERSION
""".split())
# those that do not, though all does that is below them
_TELLING_BELOW = frozenset("""
    distutils.sysconfig distutils.sysconfig.customize_compiler
    importlib.metadata importlib.metadata.PackageNotFoundError
    importlib_metadata importlib_metadata.PackageNotFoundError
    packaging.markers packaging.requirements packaging.tags
    packaging.tags.Tag tokenize tokenize.detect_encoding tokenize.open
""".split())
# those that do not, though they are below one that does
_HARMLESS_BELOW = frozenset("""
    pkg_resources.DistributionNotFound pkg_resources.RequirementParseError
    pkg_resources.VersionConflict pkg_resources.normalize_path
    pkg_resources.parse_version pkg_resources.safe_name
    pkg_resources.safe_version platform.dist
    platform.freedesktop_os_release platform.linux_distribution
    platform.mac_ver platform.machine platform.node platform.processor
    platform.release platform.system platform.uname platform.version
    platform.win32_edition platform.win32_ver sys.__stderr__ sys.__stdin__
    sys.__stdout__ sys.argv sys.breakpointhook sys.displayhook
    sys.dont_write_bytecode sys.exc_clear sys.exc_info sys.excepthook
    sys.exit sys.getdefaultencoding sys.getfilesystemencodeerrors
    sys.getfilesystemencoding sys.getrecursionlimit sys.gettrace sys.intern
    sys.last_traceback sys.last_type sys.last_value sys.meta_path
    sys.path_hooks sys.path_importer_cache sys.ps1
    sys.set_int_max_str_digits sys.setdefaultencoding sys.setrecursionlimit
    sys.settrace sys.stderr sys.stdin sys.stdout sys.tracebacklimit
    sys.warnoptions
""".split())
#: What names tell: each speaks for a dotted path and all that is below it, and
#: of several the longest.
NAMES: Mapping[str, Verdict] = {
    **dict.fromkeys((*harmless.MODULES, *harmless.NAMES, *_HARMLESS_BELOW),
                    Verdict.HARMLESS),
    **dict.fromkeys(_TELLING, Verdict.TELLS),
    **dict.fromkeys(_TELLING_BELOW, Verdict.TELLS_BELOW),
}


#: The functions that return something else since a version, and what asks for
#: that.
CHANGED: Mapping[str, str] = {
    "ast.get_docstring": SINCE_3_13,
    "csv.DictWriter": SINCE_3_13,
    "csv.writer": SINCE_3_13,
    "fnmatch.translate": SINCE_3_14,
    "inspect.cleandoc": SINCE_3_13,
    "textwrap.dedent": SINCE_3_14,
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


@functools.cache
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
        if part in {"os", "platform", "site", "sys", "sysconfig"}:
            is_old = part == "sysconfig" and parts[number - 1] == "distutils"
            return ".".join(parts[number - is_old:])
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
