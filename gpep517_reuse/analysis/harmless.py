# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""The harmless names: what does the same in every interpreter.

A row belongs here if no version, implementation or machine that is
supported does anything else that could shape a wheel: for a constant, if its
value is the same; for a function, if what it returns and writes depends on
its arguments and on files alone.  What a library's own version changes counts
elsewhere.  What is in doubt has no row, and stands in the way of a reuse.
"""


#: Modules of which all public names are harmless, unless another row says
#: otherwise.
MODULES = frozenset("""
    abc base64 binascii bisect collections collections.abc configparser
    contextlib copy dataclasses datetime decimal distutils.archive_util
    distutils.cmd distutils.command distutils.core distutils.debug
    distutils.dep_util distutils.dir_util distutils.dist distutils.errors
    distutils.extension distutils.fancy_getopt distutils.file_util
    distutils.filelist distutils.log distutils.text_file distutils.util
    distutils.version distutils.versionpredicate enum errno fnmatch
    fractions functools getopt glob graphlib hashlib heapq io itertools
    json logging math numbers operator os.path packaging.licenses
    packaging.specifiers packaging.utils packaging.version posixpath re
    setuptools.build_meta setuptools.command setuptools.discovery
    setuptools.dist setuptools.errors setuptools.extension setuptools.glob
    setuptools.modified setuptools.version setuptools.warnings shlex stat
    string subprocess tempfile textwrap threading time tomllib types typing
    unittest weakref wheel.bdist_wheel wheel.wheelfile
""".split())

#: Other names, each with its attributes.
NAMES = frozenset("""
    argparse.Action argparse.ArgumentDefaultsHelpFormatter
    argparse.ArgumentError argparse.ArgumentParser
    argparse.ArgumentTypeError argparse.Namespace argparse.REMAINDER
    argparse.RawDescriptionHelpFormatter argparse.RawTextHelpFormatter
    argparse.SUPPRESS array.array ast.AST ast.AnnAssign ast.Assign
    ast.Attribute ast.Call ast.ClassDef ast.Constant ast.Dict ast.Expr
    ast.FunctionDef ast.Import ast.ImportFrom ast.List ast.Load ast.Module
    ast.Name ast.NodeVisitor ast.Store ast.Tuple ast.expr ast.get_docstring
    ast.iter_child_nodes ast.literal_eval ast.parse ast.walk
    asyncio.get_event_loop asyncio.run bz2.BZ2File bz2.open codecs.BOM
    codecs.BOM_UTF16_BE codecs.BOM_UTF16_LE codecs.BOM_UTF32_BE
    codecs.BOM_UTF32_LE codecs.BOM_UTF8 codecs.decode codecs.encode
    codecs.getreader codecs.getwriter codecs.open
    concurrent.futures.ThreadPoolExecutor concurrent.futures.as_completed
    csv.DictReader csv.DictWriter csv.QUOTE_ALL csv.QUOTE_MINIMAL csv.excel
    csv.reader csv.writer difflib.SequenceMatcher difflib.get_close_matches
    distutils.ccompiler.CCompiler distutils.ccompiler.new_compiler
    distutils.spawn.spawn distutils.sysconfig
    distutils.sysconfig.customize_compiler distutils.unixccompiler
    doctest.testmod email.message.Message email.message_from_bytes
    email.message_from_file email.message_from_string
    email.parser.HeaderParser email.parser.Parser grp.getgrgid grp.getgrnam
    gzip.GzipFile gzip.open imp.PKG_DIRECTORY imp.PY_SOURCE imp.find_module
    imp.get_frozen_object imp.is_frozen imp.load_module imp.load_source
    imp.new_module importlib.abc.Loader importlib.abc.MetaPathFinder
    importlib.import_module importlib.invalidate_caches
    importlib.machinery.BuiltinImporter importlib.machinery.FrozenImporter
    importlib.machinery.ModuleSpec importlib.machinery.SOURCE_SUFFIXES
    importlib.machinery.SourceFileLoader importlib.metadata
    importlib.metadata.PackageNotFoundError importlib.reload
    importlib.resources importlib.util importlib.util.module_from_spec
    importlib.util.spec_from_file_location importlib.util.spec_from_loader
    importlib_metadata importlib_metadata.PackageNotFoundError
    inspect.CO_VARARGS inspect.CO_VARKEYWORDS inspect.Parameter
    inspect.Signature inspect.cleandoc inspect.currentframe
    inspect.getframeinfo inspect.getmro inspect.isabstract inspect.isclass
    inspect.isfunction inspect.ismethod inspect.ismodule lzma.LZMAFile
    lzma.open os.DirEntry os.F_OK os.O_APPEND os.O_CREAT os.O_EXCL
    os.O_RDONLY os.O_RDWR os.O_TRUNC os.O_WRONLY os.PathLike os.R_OK
    os.W_OK os.X_OK os.access os.altsep os.chdir os.chmod os.chown os.close
    os.cpu_count os.curdir os.defpath os.devnull os.environ os.environb
    os.error os.extsep os.fchmod os.fdopen os.fsdecode os.fsencode
    os.fspath os.fstat os.fsync os.getcwd os.getcwdb os.getenv os.getenvb
    os.geteuid os.getgid os.getpid os.getuid os.linesep os.link os.listdir
    os.lstat os.makedirs os.mkdir os.name os.open os.pardir os.pathsep
    os.popen os.putenv os.read os.readlink os.remove os.removedirs
    os.rename os.replace os.rmdir os.scandir os.sep os.stat os.strerror
    os.symlink os.system os.truncate os.umask os.unlink os.unsetenv
    os.urandom os.utime os.walk os.write pathlib.Path pathlib.PosixPath
    pathlib.PurePath pathlib.PurePosixPath pathlib.PureWindowsPath
    pathlib.WindowsPath pickle.load pickle.loads
    pkg_resources.DistributionNotFound pkg_resources.Requirement
    pkg_resources.RequirementParseError pkg_resources.VersionConflict
    pkg_resources.normalize_path pkg_resources.packaging.version
    pkg_resources.parse_requirements pkg_resources.parse_version
    pkg_resources.safe_name pkg_resources.safe_version pkgutil.extend_path
    pkgutil.get_data pwd.getpwnam pwd.getpwuid queue.Empty queue.Queue
    runpy.run_path setuptools.Command setuptools.Distribution
    setuptools.Extension setuptools.PEP420PackageFinder
    setuptools.PackageFinder setuptools.SetuptoolsDeprecationWarning
    setuptools.__version__ setuptools.depends
    setuptools.find_namespace_packages setuptools.find_packages
    setuptools.find_packages.find setuptools.findall setuptools.setup
    setuptools.sic shutil.Error shutil.SameFileError shutil.copy
    shutil.copy2 shutil.copyfile shutil.copyfileobj shutil.copymode
    shutil.copystat shutil.copytree shutil.ignore_patterns shutil.move
    shutil.rmtree signal.SIGINT signal.signal socket.AF_INET
    socket.AF_INET6 socket.AF_UNIX socket.AddressFamily socket.SOCK_DGRAM
    socket.SOCK_STREAM socket.SocketKind struct.Struct struct.calcsize
    struct.error struct.pack struct.pack_into struct.unpack
    struct.unpack_from tarfile.GNU_FORMAT tarfile.PAX_FORMAT
    tarfile.TarError tarfile.TarFile tarfile.TarInfo tarfile.USTAR_FORMAT
    tarfile.is_tarfile tarfile.open tokenize.detect_encoding tokenize.open
    traceback.print_exc traceback.print_exception traceback.print_stack
    urllib.parse.quote urllib.parse.quote_plus urllib.parse.unquote
    urllib.parse.urlencode urllib.parse.urljoin urllib.parse.urlparse
    urllib.parse.urlsplit urllib.parse.urlunparse urllib.parse.urlunsplit
    uuid.uuid4 warnings.catch_warnings warnings.filterwarnings
    warnings.resetwarnings warnings.simplefilter warnings.warn
    warnings.warn_explicit zipfile.BadZipFile zipfile.BadZipfile
    zipfile.ZIP_DEFLATED zipfile.ZIP_STORED zipfile.ZipFile zipfile.ZipInfo
    zipfile.is_zipfile zlib.adler32 zlib.compress zlib.crc32
    zlib.decompress zlib.error
""".split())

#: Attributes that are harmless, whatever they are of: methods of plain
#: values, of files, paths, patterns and dates, and of setuptools' commands.
ATTRIBUTES = frozenset("""
    TOMLDecodeError __call__ __class__ __contains__ __delattr__ __doc__
    __enter__ __eq__ __exit__ __func__ __getattribute__ __getitem__
    __hash__ __init__ __iter__ __len__ __members__ __module__ __mro__
    __name__ __new__ __next__ __qualname__ __repr__ __self__ __setattr__
    __setitem__ __str__ __traceback__ __version__ __wrapped__ _asdict
    _fields _make _replace absolute acquire add addFilter addHandler
    add_argument add_argument_group add_mutually_exclusive_group
    add_section add_suffix addfile anchor announce append appendleft args
    argv as_integer_ratio as_posix as_tuple as_uri asname assertEqual
    assertFalse assertIn assertRaises assertTrue astimezone attr attributes
    author basename bases bit_length body boolean_options build_base
    build_clib build_dir build_extension build_extensions build_lib
    build_scripts build_temp byte_compile cache_clear call capitalize
    casefold center chmod cleanup clear close closed cmdclass co_filename
    co_firstlineno co_name code command_name command_obj communicate
    compile compiler compiler_type compressobj conjugate copy copy_file
    copy_tree copytree count cwd data data_files date day days debug decode
    decompress deepcopy define deleter dependencies description detach
    difference difference_update digest digits dirname discard dist_dir
    distribution dry_run dump dumps dunder elts encode encoding end
    end_lineno endswith ensure_string_list enter_context entries
    entry_points enumerate errno error errors exc_info exception exclude
    exec_module executable execute exists exit expand expand_dirs
    expandtabs exponent ext_map ext_modules extend extendleft extensions
    external_attr extra extra_compile_args extra_link_args extra_objects
    extractfile extras extras_require f_code family fget file_size filelist
    filename fileno files filter finalize_options find find_all_modules
    find_config_files find_data_files find_modules find_package_modules
    findall finditer flags flush force format format_map format_message
    fragment from_bytes from_file from_iterable fromfile fromhex
    fromisoformat fromkeys fromordinal fromtimestamp fset fullmatch func
    get getEffectiveLevel getLevelName getLogger get_all get_command_class
    get_command_line get_command_name get_command_obj get_content_type
    get_ext_fullname get_finalized_command get_fullname get_module_outfile
    get_name get_option_dict get_option_order get_package_dir get_payload
    get_requires get_source_files get_sub_commands get_version getboolean
    getbuffer getfloat getheader getinfo getint getmember getmembers
    getnames getpgid gettarinfo getter geturl getvalue glob global_options
    group groupdict groupindex groups handlers has_c_libraries
    has_ext_modules has_function has_location has_option has_pure_modules
    has_scripts has_section help_options hex hexdigest hostname hour id
    imag include include_dirs include_package_data index indices info
    infolist inherit initialize_options inplace insert install_requires
    interrupt intersection intersection_update invalidate_caches
    is_absolute is_dir is_file is_infinite is_integer is_nan is_relative_to
    is_set is_signed is_symlink isalnum isalpha isascii isatty isdecimal
    isdigit isdir isdisjoint isfile isidentifier islnk islower isnumeric
    isoformat isreg isspace issubset issuperset issym istitle isupper items
    iterdir join joinpath key keys keywords lastgroup lastindex level
    levelno libraries library_dirs license lineno linkname list list_dir
    ljust load load_module loader loads localtime log long_description
    lower lstat lstrip maintainer make_archive make_distribution make_file
    make_option_lowercase make_release_tree maketrans manifest map marker
    match max maxsplit member message metadata microsecond min minute mkdir
    mkpath mode module modules month move move_file msg mtime name namelist
    names nargs negative_opt netloc nodes normalize now numerator open
    operator option options opts origin outfiles output package
    package_data package_dir package_index packages params parent parents
    parse_args parse_command_line parse_config_files parse_known_args
    partition parts path pattern peek pformat platforms pop popitem popleft
    port pos print_exc project_name project_urls provides punctuation put
    py_modules python_requires query quiet quote raw read read_bytes
    read_file read_manifest read_setup_file read_string read_template
    read_text readable readinto readline readlines readlink real reason
    recursive_include reinitialize_command relative_to release remove
    removeHandler remove_duplicates remove_option remove_section
    removeprefix removesuffix rename replace report requires resolution
    resolve result returncode reverse rfind rglob rindex rjust rmdir root
    rpartition rsplit rstrip run run_command run_commands
    runtime_library_dirs samefile save scheme script_args script_name
    scripts search second seconds section sections seek seekable seen
    select send set setFormatter setLevel set_defaults set_executable
    set_executables set_undefined_options setdefault setter setup_requires
    shlex show shutdown size sort source sources span spawn specifier specs
    split splitext splitlines src st_atime st_atime_ns st_ctime st_dev
    st_gid st_ino st_mode st_mtime st_mtime_ns st_nlink st_rdev st_size
    st_uid start startswith stat stderr stdin stdout stem step stop
    strerror strftime string strip strptime sub sub_commands submit
    submodule_search_locations subn suffix suffixes swapcase symlink_to
    symmetric_difference symmetric_difference_update tail target targets
    tell template tests_require text timestamp timetuple title to_bytes
    tobytes today tolist toordinal total_seconds touch translate truncate
    try_compile try_link try_run type tzinfo union units unlink update
    upper url use_defaults user_options utc utcfromtimestamp utcnow
    utcoffset value values verbose verbosity version wait warn warning
    weekday with_name with_stem with_suffix with_traceback writable write
    write_bytes write_file write_manifest write_text writelines writerow
    writerows writestr year zfill zip_safe
""".split())

#: Attributes that tell interpreters apart, whoever defines one of that name:
#: setuptools' own of it may be meant.
TELLING_ATTRIBUTES = frozenset("""
    _get_ext_filename bdist_dir_name bdist_egg bdist_wheel_name
    build_platlib config_vars egg_info_cmd egg_name egg_output evaluate
    ext_filename ext_suffix f_lasti get_abi_tag get_archive_basename
    get_export_symbols get_ext_filename get_ext_fullpath get_ext_outputs
    get_libraries get_outputs get_tag install_lib install_platbase
    install_platlib install_purelib install_scripts_dir isprintable
    plat_name plat_tag python_tag
""".split())
