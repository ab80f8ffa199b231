# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""The vocabulary: which names tell interpreters apart, and which do not.

Kept as text, so that a script reads the same on every interpreter.
"""

import itertools

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
#: Functions that tell whether a module can be imported.
FINDERS = frozenset({
    "importlib.find_loader", "importlib.util.find_spec",
    "pkgutil.find_loader",
})
#: What can be written to without being asked.
WRITABLE = frozenset({"os.environ", "sys.argv", "sys.modules", "sys.path"})
#: Calls that ask for the variable which their first argument names.
VARIABLE_READERS = frozenset({
    "os.environ.get", "os.environ.pop", "os.environ.setdefault",
    "os.environb.get", "os.getenv", "os.getenvb",
})
#: Calls that may ask for any variable.
ENVIRONMENT_READERS = frozenset({
    "os.environ.copy", "os.environ.items", "os.environ.keys",
    "os.environ.values", "os.path.expandvars",
})
#: Calls of what would otherwise be in the way.
HARMLESS_CALLS = frozenset({
    "os.environ.update", *VARIABLE_READERS,
    *(f"sys.path.{name}" for name in (
        "append", "extend", "insert", "pop", "remove", "reverse")),
})
#: Calls that are harmless where nothing is done with what they return.
FORGETTING = frozenset({"sys.modules.pop", "sys.modules.setdefault"})
#: Calls that run code which the text does not show.
DYNAMIC = frozenset({
    "builtins.__import__", "builtins.eval", "builtins.exec",
    "builtins.execfile", "imp.load_module", "imp.load_source",
    "importlib.import_module", "importlib.util.module_from_spec",
    "importlib.machinery.FileFinder", "importlib.machinery.SourceFileLoader",
    "importlib.machinery.SourcelessFileLoader",
    "importlib.util.spec_from_file_location",
    "importlib.util.spec_from_loader", "pkgutil.resolve_name",
    "pydoc.importfile", "pydoc.locate", "runpy.run_module", "runpy.run_path",
    "setuptools.config.expand.read_attr", "zipimport.zipimporter",
})
#: Calls that do not come back.
EXITS = frozenset({"builtins.exit", "builtins.quit", "os._exit", "sys.exit"})

# modules of which all other attributes are about the interpreter
_HARMLESS_ATTRIBUTES = {"sys": frozenset({
    "__stderr__", "__stdin__", "__stdout__", "argv", "breakpointhook",
    "displayhook", "dont_write_bytecode", "exc_clear", "exc_info",
    "excepthook", "exit", "getdefaultencoding", "getfilesystemencoding",
    "getrecursionlimit", "gettrace", "intern", "last_traceback",
    "last_type", "last_value", "meta_path", "path_hooks",
    "path_importer_cache", "ps1", "set_int_max_str_digits",
    "setdefaultencoding", "setrecursionlimit", "settrace", "stderr",
    "stdin", "stdout", "tracebacklimit", "warnoptions",
}), "platform": frozenset({
    "dist", "freedesktop_os_release", "linux_distribution", "mac_ver",
    "machine", "node", "processor", "release", "system", "uname", "version",
    "win32_edition", "win32_ver",
}), "pkg_resources": frozenset({
    "DistributionNotFound", "RequirementParseError", "VersionConflict",
    "normalize_path", "parse_version", "safe_name", "safe_version",
})}
# modules that are about the interpreter from end to end
_TELLING = frozenset({
    *FINDERS, "_imp", "_interpreters", "_xxsubinterpreters", "ast.dump",
    "ast.unparse", "_sysconfigdata",
    "builtins.__builtins__", "builtins.__cached__",
    "builtins.__loader__", "builtins.__spec__", "builtins.copyright",
    "builtins.credits", "compileall", "ctypes.py_object",
    "ctypes.pythonapi", "ctypes.sizeof", "dis", "distutils.sysconfig",
    "ensurepip", "gc", "imp.get_magic", "imp.get_suffixes", "imp.get_tag",
    "imp.cache_from_source", "importlib.machinery.all_suffixes",
    "importlib.machinery.BYTECODE_SUFFIXES",
    "importlib.machinery.EXTENSION_SUFFIXES",
    "importlib.metadata", "importlib.util.MAGIC_NUMBER",
    "importlib.util.cache_from_source", "importlib_metadata", "keyword",
    "inspect.getfullargspec", "inspect.getmembers",
    "inspect.signature", "lib2to3", "marshal", "multiprocessing", "opcode",
    "os.environ", "os.environb", "packaging.markers",
    "pickle.DEFAULT_PROTOCOL", "pickle.HIGHEST_PROTOCOL", "pickle.Pickler",
    "pickle.dump", "pickle.dumps",
    "packaging.requirements", "packaging.tags", "platform", "py_compile",
    "setuptools.command.bdist_wheel.get_abi_tag",
    "setuptools.command.bdist_wheel.get_flag",
    "setuptools.command.bdist_wheel.get_platform",
    "setuptools.command.bdist_wheel.python_tag",
    "setuptools.extern.packaging", "setuptools._vendor", "site", "symbol",
    "sysconfig", "test", "token", "tokenize", "types.CodeType",
    "unicodedata", "venv",
    "wheel.bdist_wheel.get_abi_tag", "wheel.bdist_wheel.get_flag",
    "wheel.bdist_wheel.get_platform", "wheel.bdist_wheel.python_tag",
    "wheel.pep425tags", "wheel.vendored",
    # where things lie, and what is there
    "importlib.machinery.PathFinder", "importlib.resources.files",
    "importlib.resources.path", "inspect.getfile", "inspect.getsource",
    "inspect.getsourcefile", "pkgutil.iter_modules", "pkgutil.walk_packages",
    "shutil.which", "distutils.spawn.find_executable", "os.get_exec_path",
    # copies of what the interpreter says of itself
    "distutils.__version__", "setuptools.command.bdist_wheel.sysconfig",
    "setuptools.command.bdist_wheel.tags",
    "setuptools.command.build_ext.get_config_var",
    "setuptools.command.egg_info.PY_MAJOR", "sqlite3.sqlite_version",
    "sqlite3.sqlite_version_info", "ssl.OPENSSL_VERSION",
    "ssl.OPENSSL_VERSION_INFO", "wheel._bdist_wheel",
    "zlib.ZLIB_RUNTIME_VERSION",
})
_HARMLESS = frozenset({
    "distutils.sysconfig.customize_compiler", "importlib.metadata",
    "importlib.metadata.PackageNotFoundError", "importlib_metadata",
    "importlib_metadata.PackageNotFoundError", "packaging.tags.Tag",
    "tokenize", "tokenize.detect_encoding", "tokenize.open",
    "distutils.sysconfig", "packaging.markers", "packaging.requirements",
    "packaging.tags",
})
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


def is_known(path: str) -> bool:
    """Tell whether a path is asked for by what is done with it."""
    path = SYNONYMS.get(path, path)
    return (path in VALUES or path in FUNCTIONS or path in FINDERS
            or path in HARMLESS_CALLS or path in WRITABLE
            or path in ENVIRONMENT_READERS)


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


def judge(path: str, *, imported: bool) -> str:
    """Say how a path tells interpreters apart in a way that cannot be asked
    for, empty where it does not.

    ``imported`` tells that the path begins with a module.
    """
    if not imported and not path.startswith("builtins."):
        return ""
    path = canonicalize(path)
    first, _, rest = path.partition(".")
    attribute = rest.partition(".")[0]
    if first in _HARMLESS_ATTRIBUTES:
        telling = attribute not in _HARMLESS_ATTRIBUTES[first]
    else:
        telling = path not in _HARMLESS and not _TELLING.isdisjoint(
            itertools.accumulate(path.split("."), "{}.{}".format))
    if path.rpartition(".")[2] in _WHEREABOUTS and first != "builtins":
        telling = True
    return f"uses {path.removeprefix('builtins.')}" if telling else ""


def judge_import(module: str, name: str, *, in_class: bool) -> str:
    """Say how an import alone tells interpreters apart, or nothing.

    In a class, its name is an attribute, which nobody follows.
    """
    if in_class and judge(f"{module}.{name or 'x'}", imported=True):
        return f"imports {module} in a class"
    if name == "*" and (module in PLAIN_MODULES
                        or judge(f"{module}.x", imported=True)):
        return f"imports everything from {module}"
    return ""


def is_implementation_field(path: str) -> bool:
    """Tell whether a path is a field of sys.implementation."""
    base, _, field = path.rpartition(".")
    return base == "sys.implementation" and field in IMPLEMENTATION_FIELDS
