# Copyright 2026 The gpep517-reuse authors
# Distributed under the terms of the GNU General Public License v2

# @ECLASS: gpep517-reuse.eclass
# @MAINTAINER:
# The gpep517-reuse authors
# @SUPPORTED_EAPIS: 8 9
# @BLURB: Reuse wheels between Python implementations where proven right
# @DESCRIPTION:
# Makes distutils-r1_python_compile() build wheels with gpep517-reuse,
# which hands out the wheel of an earlier implementation where it is
# proven to be what the present one would build.  It takes the place
# of the search that distutils-r1.eclass does by file name.  Wheels are
# installed by gpep517-reuse as well, which byte-compiles with as many
# processes as MAKEOPTS allows.
#
# Nothing is reused by file name any more: where gpep517-reuse is not
# installed for an implementation, that one builds, and ewarn says so.
#
# Inherit it after distutils-r1, and nothing else has to change:
#
# @CODE
# inherit distutils-r1 gpep517-reuse
# @CODE
#
# It can also be sourced wherever the functions of distutils-r1.eclass
# are defined: in an eclass that overrides that one, or in a phase hook.
# Then, too, everything but the calls of gpep517 is done by the functions
# that were found, whatever they do, and whoever wraps them: while they
# run, a function that is called like the interpreter takes these calls.
#
# These run untouched where there is nothing to reuse: with a single
# implementation enabled, in packages that set DISTUTILS_SINGLE_IMPL
# or DISTUTILS_USE_PEP517=no, and outside of distutils-r1_src_compile().
# Direct calls of distutils_pep517_install() always build.
#
# DISTUTILS_WHEEL_PATH is the path of the wheel in use, built or reused.
# As before, DISTUTILS_WHEELS gets the wheels that were built.
#
# DISTUTILS_ALLOW_WHEEL_REUSE, if empty, makes each implementation
# build, by gpep517 as it is; DISTUTILS_EXT prevents that a pure wheel
# is reused.
#
# dev-python/gpep517-reuse is added to BDEPEND, but for the packages
# that it is bootstrapped with: dev-python/flit-core, gpep517,
# installer, packaging and itself.

# @ECLASS_VARIABLE: DISTUTILS_VERIFY_REUSE
# @USER_VARIABLE
# @DEFAULT_UNSET
# @DESCRIPTION:
# If set to a non-empty value, each implementation builds, and what it
# built is compared with the wheel that it would have reused.
#
# So is the wheel that the search by file name would have handed out.
# Where files that are installed would differ, there is a QA notice:
#
# @CODE
# QA Notice: reuse by file name would be wrong: python3.13 <- python3.12:
# 9 files added, 2 changed
# @CODE
#
# What gpep517-reuse refuses rightly is none.  The differences are in the
# build log, and in reports as JSON, one for each wheel: in the directory
# that the variable names by an absolute path, else in ${T}.  The build
# never fails from it.
#
# @CODE
# DISTUTILS_VERIFY_REUSE=/var/log/portage/verify-reuse
# @CODE

# @ECLASS_VARIABLE: DISTUTILS_REUSE_REPORTS
# @USER_VARIABLE
# @DEFAULT_UNSET
# @DESCRIPTION:
# The absolute path of a directory, in which a report as JSON is left for
# each wheel that is built or reused: why, and in how many seconds.
# For those of many packages, "gpep517-reuse verify-reuse --summary" tells
# what came of them.

# @ECLASS_VARIABLE: DISTUTILS_REUSE_TRUST
# @DEFAULT_UNSET
# @DESCRIPTION:
# Names of programs that the build starts, and which decide nothing that
# depends on the implementation.  An ebuild that sets it vouches for them,
# and its pure wheels can be reused.
#
# @CODE
# DISTUTILS_REUSE_TRUST="ninja meson"
# @CODE

if [[ -z ${_GPEP517_REUSE_ECLASS} ]]; then
_GPEP517_REUSE_ECLASS=1

case ${EAPI} in
	8|9) ;;
	*) die "gpep517-reuse.eclass: EAPI ${EAPI:-0} not supported" ;;
esac

# @FUNCTION: _gpep517-reuse_adopt
# @USAGE: <text>...
# @INTERNAL
# @DESCRIPTION:
# Keep three functions of the other eclasses under other names, and list
# which texts are in no function, in _GPEP517_REUSE_LACKING.  It need not
# be the eclass's own that has one: there are users who wrap these.
_gpep517-reuse_adopt() {
	local code text
	code=$(declare -f distutils-r1_{python,src}_compile python_get_sitedir) ||
		die "gpep517-reuse.eclass: inherit distutils-r1 first"
	code=$'\n'${code}
	for text in distutils-r1_{python,src}_compile python_get_sitedir; do
		code=${code/$'\n'"${text} ()"/$'\n'"_gpep517-reuse_stock_${text#*r1_} ()"}
	done
	eval "${code}" || die

	code=$(declare -f)
	_GPEP517_REUSE_LACKING=()
	for text; do
		[[ ${code} == *"${text}"* ]] || _GPEP517_REUSE_LACKING+=( "${text}" )
	done
}
# all that is relied on, as "declare -f" prints it
_gpep517-reuse_adopt '"${EPYTHON}" -m gpep517 build-wheel' \
	'DISTUTILS_WHEEL_PATH=' '${DISTUTILS_ALLOW_WHEEL_REUSE}'
unset -f _gpep517-reuse_adopt

# @FUNCTION: _gpep517-reuse_set_globals
# @INTERNAL
# @DESCRIPTION:
# Add to BDEPEND, unless this is a phase hook, which is too late.
_gpep517-reuse_set_globals() {
	[[ ${ECLASS} ]] || return 0
	[[ ${DISTUTILS_OPTIONAL} || ${DISTUTILS_SINGLE_IMPL} ]] && return
	[[ ${DISTUTILS_USE_PEP517:-no} == no ]] && return

	case ${CATEGORY}/${PN} in
		dev-python/flit-core|dev-python/gpep517|dev-python/gpep517-reuse)
			;;
		dev-python/installer|dev-python/packaging)
			;;
		*)
			BDEPEND+=" dev-python/gpep517-reuse[${PYTHON_USEDEP}]"
			;;
	esac
}
_gpep517-reuse_set_globals
unset -f _gpep517-reuse_set_globals

# @FUNCTION: _gpep517-reuse_set_impls
# @INTERNAL
# @DESCRIPTION:
# Set "impls" to the implementations between which wheels could be
# reused: those that are enabled.
_gpep517-reuse_set_impls() {
	impls=()
	[[ ${DISTUTILS_SINGLE_IMPL} ]] && return
	[[ ${DISTUTILS_USE_PEP517:-no} == no ]] && return
	[[ ${DISTUTILS_ALLOW_WHEEL_REUSE} || ${DISTUTILS_VERIFY_REUSE} ]] || return

	if [[ ${PYTHON_COMPAT_OVERRIDE} ]]; then
		read -r -a impls <<< "${PYTHON_COMPAT_OVERRIDE}"
		return
	fi
	local flag
	for flag in $(python_gen_useflags); do
		use "${flag}" && impls+=( "${flag#python_targets_}" )
	done
}

# @FUNCTION: _gpep517-reuse_check
# @INTERNAL
# @DESCRIPTION:
# Die if something is not there that is relied on: nobody would miss
# what is not called, and what is not switched off would go on guessing.
_gpep517-reuse_check() {
	[[ ${#_GPEP517_REUSE_LACKING[@]} -gt 0 ]] || return 0

	eerror "gpep517-reuse.eclass does not know this distutils-r1.eclass,"
	eerror "in which it looks for:"
	local text
	for text in "${_GPEP517_REUSE_LACKING[@]}"; do
		eerror "  ${text}"
	done
	eerror "To go on without gpep517-reuse, let make.conf have"
	eerror "DISTUTILS_ALLOW_WHEEL_REUSE=\"\", by which each implementation"
	eerror "builds, or no longer inherit or source gpep517-reuse.eclass."
	die "distutils-r1.eclass has changed, it lacks: ${_GPEP517_REUSE_LACKING[*]}"
}

# @FUNCTION: _gpep517-reuse_begin
# @USAGE: <impl>...
# @INTERNAL
# @DESCRIPTION:
# Forget what an earlier src_compile() left: of its wheels, and of what
# was installed from them, nothing says that it fits the sources still.
_gpep517-reuse_begin() {
	DISTUTILS_WHEELS=()
	# in the form of the eclass where DISTUTILS_WHEELS is a list
	declare -p DISTUTILS_WHEEL_PATHS &>/dev/null && DISTUTILS_WHEEL_PATHS=()
	# a directory that is removed next
	unset _DISTUTILS_PREVIOUS_SITE

	# as multibuild.eclass has it
	local base=${BUILD_DIR:-${S}}
	base=${base%/}
	[[ ${base} == "${WORKDIR%/}" ]] && base=${WORKDIR}/build
	local impl stale=( "${_GPEP517_REUSE_DIR}" )
	for impl; do
		stale+=( "${base}-${impl}"/{install,.gpep517-reuse-build-*} )
	done
	rm -rf "${stale[@]}" || die
}

# @FUNCTION: _gpep517-reuse_set_in_one
# @INTERNAL
# @DESCRIPTION:
# Set _GPEP517_REUSE_IN_ONE if one process can build or reuse a wheel
# and install it.  Where somebody has changed how it is installed, that
# is left to a process of its own.
_gpep517-reuse_set_in_one() {
	local code text
	code=$(
		declare -f _gpep517-reuse_stock_python_compile \
			distutils_pep517_install distutils_wheel_install
	)
	_GPEP517_REUSE_IN_ONE=1
	for text in 'distutils_pep517_install "${BUILD_DIR}/install"' \
		'distutils_wheel_install "${root}" "${WHEEL_BUILD_DIR}/${wheel}"' \
		'"${EPYTHON}" -m gpep517 install-wheel --destdir="${root}" --interpreter="${PYTHON}" --prefix="${EPREFIX}/usr" --optimize=all "${wheel}")'
	do
		[[ ${code} == *"${text}"* ]] || _GPEP517_REUSE_IN_ONE=
	done
}

# @FUNCTION: distutils-r1_src_compile
# @DESCRIPTION:
# The one of distutils-r1.eclass, with nothing there to reuse at first.
distutils-r1_src_compile() {
	local impls
	_gpep517-reuse_set_impls
	if [[ ${#impls[@]} -lt 2 ]]; then
		_gpep517-reuse_stock_src_compile "${@}"
		return
	fi

	_gpep517-reuse_check
	# outside of this function, there is no reuse
	local _GPEP517_REUSE_DIR=${WORKDIR}/.gpep517-reuse
	local -A _GPEP517_REUSE_CALLS=()
	local -A _GPEP517_REUSE_WRONG=()
	local _GPEP517_REUSE_MISSING=()
	local _GPEP517_REUSE_IN_ONE _GPEP517_REUSE_JOBS
	_GPEP517_REUSE_JOBS=$(get_makeopts_jobs)
	_gpep517-reuse_set_in_one
	_gpep517-reuse_begin "${impls[@]}"
	_gpep517-reuse_stock_src_compile "${@}"
	local ret=${?}

	if [[ ${#_GPEP517_REUSE_MISSING[@]} -gt 0 ]]; then
		ewarn "gpep517-reuse is not installed for: ${_GPEP517_REUSE_MISSING[*]}"
		ewarn "What could be reused was built."
	fi
	local what
	for what in "${!_GPEP517_REUSE_WRONG[@]}"; do
		eqawarn "QA Notice: ${what} ${_GPEP517_REUSE_WRONG[${what}]}"
	done
	return "${ret}"
}

# @FUNCTION: _gpep517-reuse_is_installed
# @INTERNAL
# @DESCRIPTION:
# Tell whether gpep517-reuse is installed for ${EPYTHON}, without
# a process that would be started for this alone.
_gpep517-reuse_is_installed() {
	local sitedir=${PYTHON%/bin/*}/lib/${EPYTHON}/site-packages
	[[ -f ${sitedir}/gpep517_reuse/__main__.py ]]
}

# @FUNCTION: python_get_sitedir
# @USAGE: [<impl>]
# @DESCRIPTION:
# The one of python-utils-r1.eclass, which starts an interpreter each time.
# Where that one has just installed a wheel, this is plain to see.
python_get_sitedir() {
	local sitedir=${EPREFIX}/usr/lib/${EPYTHON}/site-packages
	local found=( "${BUILD_DIR}/install${sitedir}"/*.dist-info )
	if [[ ! ${_GPEP517_REUSE_DIR} || ${#} -gt 0 || ! -d ${found[0]} ]]; then
		_gpep517-reuse_stock_python_get_sitedir "${@}"
	else
		echo "${sitedir}"
	fi
}

# @FUNCTION: distutils-r1_python_compile
# @USAGE: [additional-args...]
# @DESCRIPTION:
# The one of distutils-r1.eclass, but that gpep517-reuse builds or reuses
# the wheel.  A call can reuse what was built in a call of the same
# number for another implementation.
distutils-r1_python_compile() {
	# nothing is reused by file name, wherever this is called
	local DISTUTILS_ALLOW_WHEEL_REUSE=
	if [[ ! ${_GPEP517_REUSE_DIR} ]]; then
		_gpep517-reuse_stock_python_compile "${@}"
	elif _gpep517-reuse_is_installed; then
		_gpep517-reuse_compile "${@}"
	else
		has "${EPYTHON}" "${_GPEP517_REUSE_MISSING[@]}" ||
			_GPEP517_REUSE_MISSING+=( "${EPYTHON}" )
		_gpep517-reuse_stock_python_compile "${@}"
	fi
}

# @FUNCTION: _gpep517-reuse_compile
# @INTERNAL
# @DESCRIPTION:
# Have the functions of distutils-r1.eclass build or reuse a wheel, and
# install it.  One that is reused shows in its time, that of an earlier
# build, and is not one of DISTUTILS_WHEELS.
_gpep517-reuse_compile() {
	local call=$(( ${_GPEP517_REUSE_CALLS[${EPYTHON}]:-0} + 1 ))
	_GPEP517_REUSE_CALLS[${EPYTHON}]=${call}
	local report _GPEP517_REUSE_BACKEND _GPEP517_REUSE_ARGS
	_gpep517-reuse_set_args "${call}"
	_gpep517-reuse_set_backend

	local number=${#DISTUTILS_WHEELS[@]}
	: > "${T}/.gpep517-reuse-began" || die
	eval "${EPYTHON}() { _gpep517-reuse_python \"\${@}\"; }" || die
	# the commands that are taken are not printed: ours is, once
	echo() { [[ ${*} == *"${EPYTHON} -m gpep517 "* ]] || builtin echo "${@}"; }
	printf() { [[ ${*} == *"${EPYTHON} -m gpep517 "* ]] || builtin printf "${@}"; }
	_gpep517-reuse_stock_python_compile "${@}"
	unset -f echo printf "${EPYTHON}"

	if [[ ${DISTUTILS_WHEEL_PATH} -nt ${T}/.gpep517-reuse-began ]]; then
		# there are ebuilds that take from there what setuptools compiled
		local bases=( "${BUILD_DIR}"/.gpep517-reuse-build-* )
		[[ ! -d ${bases[-1]} ]] || ln -s -f -n "${bases[-1]##*/}" \
			"${BUILD_DIR}/build${number}" || die
	else
		_gpep517-reuse_forget_wheel
	fi
	[[ ! ${DISTUTILS_VERIFY_REUSE} ]] || _gpep517-reuse_read_report "${report}"
}

# @FUNCTION: _gpep517-reuse_forget_wheel
# @INTERNAL
# @DESCRIPTION:
# Remove the wheel in use from DISTUTILS_WHEELS, in either of its forms.
_gpep517-reuse_forget_wheel() {
	if declare -p DISTUTILS_WHEEL_PATHS &>/dev/null; then
		[[ ${DISTUTILS_WHEELS[-1]} != "${DISTUTILS_WHEEL_PATH}" ]] ||
			unset 'DISTUTILS_WHEELS[-1]'
		unset 'DISTUTILS_WHEEL_PATHS[${DISTUTILS_WHEEL_PATH}]'
	else
		unset 'DISTUTILS_WHEELS[${DISTUTILS_WHEEL_PATH}]'
	fi
}

# @FUNCTION: _gpep517-reuse_set_args
# @USAGE: <call>
# @INTERNAL
# @DESCRIPTION:
# Set _GPEP517_REUSE_ARGS to the command, with all options that are ours,
# and "report" to the path of a report, if there is to be one.
_gpep517-reuse_set_args() {
	report=
	_GPEP517_REUSE_ARGS=( build-wheel )
	[[ ! ${DISTUTILS_VERIFY_REUSE} ]] || _GPEP517_REUSE_ARGS=(
		verify-reuse
		--report-only
		--by-name
		--ignore gentoo
	)
	if [[ ${DISTUTILS_VERIFY_REUSE} || ${DISTUTILS_REUSE_REPORTS} ]]; then
		_gpep517-reuse_set_report "${1}"
		_GPEP517_REUSE_ARGS+=(
			--json "${report}"
			--label "${CATEGORY}/${PF}:${EPYTHON}:${1}"
		)
	fi
	_GPEP517_REUSE_ARGS+=(
		--reuse-dir "${_GPEP517_REUSE_DIR}"
		--reuse-key "${1}"
		# the wrappers of python-utils-r1.eclass, and its pkgconfig
		--reuse-path "${T}/${EPYTHON}"
		--build-dir "${BUILD_DIR}"
	)
	local name
	for name in ${DISTUTILS_REUSE_TRUST}; do
		_GPEP517_REUSE_ARGS+=( --trust-program "${name}" )
	done
	[[ ${PWD} != "${S%/}"/* ]] || _GPEP517_REUSE_ARGS+=( --reuse-tree "${S}" )
	[[ ! ${DISTUTILS_EXT} ]] || _GPEP517_REUSE_ARGS+=( --expect-extension )
	[[ ! ${_GPEP517_REUSE_IN_ONE} ]] || _GPEP517_REUSE_ARGS+=(
		--destdir "${BUILD_DIR}/install"
		--interpreter "${PYTHON}"
		--optimize all
		--jobs "${_GPEP517_REUSE_JOBS}"
	)
}

# @FUNCTION: _gpep517-reuse_set_backend
# @INTERNAL
# @DESCRIPTION:
# Set _GPEP517_REUSE_BACKEND to what "gpep517 get-backend" prints, if that
# can be told without a process: pyproject.toml has it in the usual form,
# on lines of their own, or not at all.  Nothing in a string of several
# lines is taken for it, or in one with escapes.
_gpep517-reuse_set_backend() {
	unset _GPEP517_REUSE_BACKEND
	[[ -f pyproject.toml ]] || return 0

	local line table="" found=()
	while read -r line || [[ ${line} ]]; do
		case ${line} in
			*\"\"\"*|*\'\'\'*|*\\[uU]*) return ;;
			\[*) table=${line} ;;
			*build-backend*) found+=( "${table} ${line}" ) ;;
		esac
	done < pyproject.toml
	local form='^\[build-system\] build-backend *= *"([A-Za-z0-9_.:]+)"$'
	if [[ ${#found[@]} -eq 0 ]]; then
		_GPEP517_REUSE_BACKEND=
	elif [[ ${#found[@]} -eq 1 && ${found[0]} =~ ${form} ]]; then
		_GPEP517_REUSE_BACKEND=${BASH_REMATCH[1]}
	fi
}

# @FUNCTION: _gpep517-reuse_python
# @USAGE: <args>...
# @INTERNAL
# @DESCRIPTION:
# Run the interpreter of ${EPYTHON}, but take calls of gpep517.
_gpep517-reuse_python() {
	case "${1} ${2} ${3}" in
		"-m gpep517 build-wheel")
			_gpep517-reuse_run command "${EPYTHON}" -P -m gpep517_reuse \
				"${_GPEP517_REUSE_ARGS[@]}" "${@:4}"
			;;
		"-m gpep517 install-wheel")
			[[ ${_GPEP517_REUSE_IN_ONE} ]] ||
				command "${EPYTHON}" -P -m gpep517_reuse install-wheel \
					--jobs "${_GPEP517_REUSE_JOBS}" "${@:4}"
			;;
		"-m gpep517 get-backend")
			if [[ -v _GPEP517_REUSE_BACKEND ]]; then
				echo "${_GPEP517_REUSE_BACKEND}"
			else
				command "${EPYTHON}" "${@}"
			fi
			;;
		*)
			command "${EPYTHON}" "${@}"
			;;
	esac
}

# @FUNCTION: _gpep517-reuse_set_report
# @USAGE: <call>
# @INTERNAL
# @DESCRIPTION:
# Set "report" to the path of the report for a call, and see to it that
# there is none yet.
_gpep517-reuse_set_report() {
	local directory=${T} named=${DISTUTILS_REUSE_REPORTS}
	[[ ${DISTUTILS_VERIFY_REUSE} != /* ]] || named=${DISTUTILS_VERIFY_REUSE}
	if [[ ${named} == /* ]]; then
		directory=${named%/}
		addwrite "${directory}"
		if ! mkdir -p "${directory}" || [[ ! -w ${directory} ]]; then
			ewarn "${directory} cannot be written to, reports are in ${T}"
			directory=${T}
		fi
	fi
	report=${directory}/${CATEGORY}:${PF}:${EPYTHON}:${1}.json
	rm -f "${report}"
}

# @FUNCTION: _gpep517-reuse_run
# @USAGE: <command>...
# @INTERNAL
# @DESCRIPTION:
# Run a command that prints the name of a wheel on descriptor 3.  Keep
# the environment that it gets, which is needed to run it by hand.  When
# it verifies, succeed if there is a name: then all is done
# but the comparison, whatever became of that.
_gpep517-reuse_run() {
	local call=${_GPEP517_REUSE_CALLS[${EPYTHON}]}
	export -p > "${T}/gpep517-reuse-${EPYTHON}-${call}.sh"

	if [[ ! ${DISTUTILS_VERIFY_REUSE} ]]; then
		"${@}"
		return
	fi
	local wheel
	wheel=$( "${@}" 3>&1 >&2 )
	[[ ${wheel} ]] && printf '%s\n' "${wheel}" >&3
}

# @FUNCTION: _gpep517-reuse_read_report
# @USAGE: <report>
# @INTERNAL
# @DESCRIPTION:
# Collect what a reuse would have done wrong, by what it would have been.
# What is read are two texts on lines of their own.
_gpep517-reuse_read_report() {
	if [[ ! -f ${1} ]]; then
		_gpep517-reuse_add_wrong "verify-reuse failed for" "${EPYTHON}"
		return
	fi
	local line
	while read -r line; do
		case ${line} in
			'"failures": [],') ;;
			'"failures": ['*)
				_gpep517-reuse_add_wrong "verify-reuse failed for" "${EPYTHON}"
				;;
			'"wrong": "'?*'",')
				line=${line#*: \"}
				_gpep517-reuse_add_wrong \
					"gpep517-reuse would be wrong, please report it:" "${line%\",}"
				;;
			'"wrong_by_name": "'?*'"')
				line=${line#*: \"}
				_gpep517-reuse_add_wrong \
					"reuse by file name would be wrong:" "${line%\"}"
				;;
		esac
	done < "${1}"
}

# @FUNCTION: _gpep517-reuse_add_wrong
# @USAGE: <what> <whose>
# @INTERNAL
# @DESCRIPTION:
# Add to what the QA notice of the package says.
_gpep517-reuse_add_wrong() {
	_GPEP517_REUSE_WRONG[${1}]+="${_GPEP517_REUSE_WRONG[${1}]:+; }${2}"
}

fi
