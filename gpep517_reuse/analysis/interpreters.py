# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""What interpreters have in common; made by tests/generate_interpreters.py.

Kept as text, so that a script reads the same on every interpreter.
"""

#: The standard library's modules, as of Python 3.11.
STDLIB = frozenset("""
    abc aifc antigravity argparse array ast asynchat asyncio asyncore
    atexit audioop base64 bdb binascii bisect builtins bz2 cProfile
    calendar cgi cgitb chunk cmath cmd code codecs codeop collections
    colorsys compileall concurrent configparser contextlib contextvars copy
    copyreg crypt csv ctypes curses dataclasses datetime dbm decimal
    difflib dis distutils doctest email encodings ensurepip enum errno
    faulthandler fcntl filecmp fileinput fnmatch fractions ftplib functools
    gc genericpath getopt getpass gettext glob graphlib grp gzip hashlib
    heapq hmac html http idlelib imaplib imghdr imp importlib inspect io
    ipaddress itertools json keyword lib2to3 linecache locale logging lzma
    mailbox mailcap marshal math mimetypes mmap modulefinder msilib msvcrt
    multiprocessing netrc nis nntplib nt ntpath nturl2path numbers opcode
    operator optparse os ossaudiodev pathlib pdb pickle pickletools pipes
    pkgutil platform plistlib poplib posix posixpath pprint profile pstats
    pty pwd py_compile pyclbr pydoc pydoc_data pyexpat queue quopri random
    re readline reprlib resource rlcompleter runpy sched secrets select
    selectors shelve shlex shutil signal site smtpd smtplib sndhdr socket
    socketserver spwd sqlite3 sre_compile sre_constants sre_parse ssl stat
    statistics string stringprep struct subprocess sunau symtable sys
    sysconfig syslog tabnanny tarfile telnetlib tempfile termios textwrap
    this threading time timeit tkinter token tokenize tomllib trace
    traceback tracemalloc tty turtle turtledemo types typing unicodedata
    unittest urllib uu uuid venv warnings wave weakref webbrowser winreg
    winsound wsgiref xdrlib xml xmlrpc zipapp zipfile zipimport zlib
    zoneinfo
""".split())
#: Those that came later.
LATER = frozenset("""
    annotationlib compression profiling
""".split())
#: Those that every interpreter has.
LASTING = frozenset("""
    abc argparse array ast asyncio atexit base64 bdb binascii bisect
    builtins cProfile calendar cmath cmd code codecs codeop collections
    colorsys compileall concurrent configparser contextlib contextvars copy
    copyreg csv dataclasses datetime decimal difflib dis doctest email
    encodings enum errno faulthandler filecmp fileinput fnmatch fractions
    ftplib functools gc genericpath getopt getpass gettext glob graphlib
    gzip hashlib heapq hmac html http imaplib importlib inspect io
    ipaddress itertools json keyword linecache locale logging mailbox
    marshal math mimetypes mmap modulefinder multiprocessing netrc ntpath
    nturl2path numbers opcode operator optparse os pathlib pdb pickle
    pickletools pkgutil platform plistlib poplib posix posixpath pprint
    profile pstats pty py_compile pyclbr pydoc pydoc_data pyexpat queue
    quopri random re reprlib rlcompleter runpy sched secrets select
    selectors shelve shlex shutil signal site smtplib socket socketserver
    stat statistics string stringprep struct subprocess sys sysconfig
    tabnanny tarfile tempfile textwrap threading time timeit token tokenize
    tomllib trace traceback types typing unicodedata unittest urllib uuid
    venv warnings wave weakref webbrowser wsgiref xml xmlrpc zipapp zipfile
    zipimport zoneinfo
""".split())
#: Names that only some interpreters have, in modules that are known to be
#: harmless.
UNSTEADY_NAMES = frozenset("""
    base64.z85decode base64.z85encode binascii.ASCII85_ALPHABET
    binascii.BASE32HEX_ALPHABET binascii.BASE32_ALPHABET
    binascii.BASE64_ALPHABET binascii.BASE85_ALPHABET
    binascii.BINHEX_ALPHABET binascii.CRYPT_ALPHABET
    binascii.URLSAFE_BASE64_ALPHABET binascii.UU_ALPHABET
    binascii.Z85_ALPHABET binascii.a2b_ascii85 binascii.a2b_base32
    binascii.a2b_base85 binascii.a2b_hqx binascii.b2a_ascii85
    binascii.b2a_base32 binascii.b2a_base85 binascii.b2a_hqx
    binascii.rlecode_hqx binascii.rledecode_hqx collections.abc.Buffer
    collections.abc.ByteString configparser.InvalidWriteError
    configparser.LegacyInterpolation
    configparser.MultilineContinuationError configparser.SafeConfigParser
    configparser.UNNAMED_SECTION configparser.UnnamedSectionDisabledError
    copy.replace decimal.IEEEContext decimal.IEEE_CONTEXT_MAX_BITS
    decimal.SPEC_VERSION enum.EnumDict enum.bin enum.show_flag_values
    errno.EFTYPE errno.EHWPOISON fnmatch.filterfalse functools.Placeholder
    glob.translate hashlib.scrypt heapq.heapify_max heapq.heappop_max
    heapq.heappush_max heapq.heappushpop_max heapq.heapreplace_max
    io.Reader io.Writer itertools.batched logging.getHandlerByName
    logging.getHandlerNames math.fma math.fmax math.fmin math.isnormal
    math.issubnormal math.signbit math.sumprod operator.is_none
    operator.is_not_none os.path.ALLOW_MISSING os.path.ALL_BUT_LAST
    os.path.isdevdrive os.path.isjunction os.path.splitroot
    posixpath.ALLOW_MISSING posixpath.ALL_BUT_LAST posixpath.isdevdrive
    posixpath.isjunction posixpath.splitroot re.PatternError re.prefixmatch
    re.template stat.IO_REPARSE_TAG_MOUNT_POINT stat.SF_DATALESS
    stat.SF_FIRMLINK stat.SF_RESTRICTED stat.SF_SETTABLE
    stat.STATX_ATTR_APPEND stat.STATX_ATTR_AUTOMOUNT
    stat.STATX_ATTR_COMPRESSED stat.STATX_ATTR_DAX
    stat.STATX_ATTR_ENCRYPTED stat.STATX_ATTR_IMMUTABLE
    stat.STATX_ATTR_MOUNT_ROOT stat.STATX_ATTR_NODUMP
    stat.STATX_ATTR_VERITY stat.STATX_ATTR_WRITE_ATOMIC stat.UF_DATAVAULT
    stat.UF_SETTABLE stat.UF_TRACKED threading.concurrent_tee
    threading.serialize_iterator threading.setprofile_all_threads
    threading.settrace_all_threads threading.synchronized_iterator
    time.CLOCK_MONOTONIC_COARSE time.CLOCK_REALTIME_COARSE time.CLOCK_TAI
    time.pthread_getcpuclockid tokenize.open types.CapsuleType
    types.FrameLocalsProxyType types.LazyImportType
    types.get_original_bases typing.ByteString typing.NoDefault
    typing.NoExtraItems typing.ReadOnly typing.TypeAliasType
    typing.TypeForm typing.TypeIs typing.disjoint_base
    typing.evaluate_forward_ref typing.get_protocol_members
    typing.is_protocol typing.no_type_check_decorator typing.override
    unittest.findTestCases unittest.getTestCaseNames unittest.makeSuite
""".split())
#: Names that every interpreter of Python 3.11 and later has.
BUILTINS = frozenset("""
    ArithmeticError AssertionError AttributeError BaseException
    BaseExceptionGroup BlockingIOError BrokenPipeError BufferError
    BytesWarning ChildProcessError ConnectionAbortedError ConnectionError
    ConnectionRefusedError ConnectionResetError DeprecationWarning EOFError
    Ellipsis EncodingWarning EnvironmentError Exception ExceptionGroup
    False FileExistsError FileNotFoundError FloatingPointError
    FutureWarning GeneratorExit IOError ImportError ImportWarning
    IndentationError IndexError InterruptedError IsADirectoryError KeyError
    KeyboardInterrupt LookupError MemoryError ModuleNotFoundError NameError
    None NotADirectoryError NotImplemented NotImplementedError OSError
    OverflowError PendingDeprecationWarning PermissionError
    ProcessLookupError RecursionError ReferenceError ResourceWarning
    RuntimeError RuntimeWarning StopAsyncIteration StopIteration
    SyntaxError SyntaxWarning SystemError SystemExit TabError TimeoutError
    True TypeError UnboundLocalError UnicodeDecodeError UnicodeEncodeError
    UnicodeError UnicodeTranslateError UnicodeWarning UserWarning
    ValueError Warning ZeroDivisionError __build_class__ __debug__ __doc__
    __file__ __import__ __name__ __package__ abs aiter all anext any ascii
    bin bool breakpoint bytearray bytes callable chr classmethod compile
    complex delattr dict dir divmod enumerate eval exec exit filter float
    format frozenset getattr globals hasattr hash hex id input int
    isinstance issubclass iter len list locals map max memoryview min next
    object oct open ord pow print property quit range repr reversed round
    set setattr slice sorted staticmethod str sum super tuple type vars zip
""".split())
#: Attributes that objects of the standard library have gained or lost
#: between 3.11 and 3.15, but for those that any object may have.
UNSTEADY_ATTRIBUTES = frozenset("""
    GetReparseDeferralEnabled MAX_CHAINED_EXCEPTION_DEPTH STDLIB_DIR
    SetAllocTrackerActivationThreshold SetAllocTrackerMaximumAmplification
    SetBillionLaughsAttackProtectionActivationThreshold
    SetBillionLaughsAttackProtectionMaximumAmplification
    SetReparseDeferralEnabled __annotate__ __buffer__ __firstlineno__
    __replace__ __static_attributes__ __type_params__ abort_clients
    addDuration add_backslash_continuation after_info ag_state ag_suspended
    assertAlmostEquals assertDictContainsSubset assertEndsWith assertEquals
    assertHasAttr assertIsSubclass assertNotAlmostEquals assertNotEndsWith
    assertNotEquals assertNotHasAttr assertNotIsSubclass
    assertNotRegexpMatches assertNotStartsWith assertRaisesRegexp
    assertRegexpMatches assertStartsWith assert_ autocommit baseopcode
    baseopname binomialvariate busy busy_cget busy_config busy_configure
    busy_current busy_forget busy_hold busy_status cache_offset
    client_sigalg close_clients co_branches co_lnotab
    complete_multiline_names compress_level copy_into copy_replace cr_state
    create_git_ignore_file curframe_locals default_value
    disable_current_event dispatch_opcode do_exceptions
    enable_load_extension escape_brackets evaluate_bound
    evaluate_constraints evaluate_default evaluate_value exc_type
    exc_type_str execRcLines f_generator failIf failIfAlmostEqual
    failIfEqual failUnless failUnlessAlmostEqual failUnlessEqual
    failUnlessRaises find_loader find_module formatmonthpage from_number
    from_uri full_match getChildren get_cells get_context get_groups
    get_proxy_response_headers get_unverified_chain get_verified_chain
    getconfig getformat getmark getmarkers gi_state guess_file_type
    has_default idle inject ipv6_mapped is_cell is_comp_cell is_comp_iter
    is_free_class is_integer is_junction is_lazy is_reserved
    is_type_parameter jump_target label line_number link_to load_extension
    load_module makelink_with_filter member module_repr move_into n
    name_from ntpath oparg parentlink prefixmatch print_call_subheading
    readfp reorganize report_skip restart_events rlcompleter s
    server_sigalg set_ciphersuites set_client_sigalgs
    set_convenience_variable set_enterframe set_groups
    set_psk_client_callback set_psk_server_callback set_server_sigalgs
    set_stepinstr set_trace_async setconfig setformat setmark settiltangle
    ssl_version start_offset start_trace stop_trace take_bytes teleport
    tk_busy tk_busy_cget tk_busy_config tk_busy_configure tk_busy_current
    tk_busy_forget tk_busy_hold tk_busy_status usageExit user_opcode
    visit_Constant walk with_segments zstopen
""".split())
