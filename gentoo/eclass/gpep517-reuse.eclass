# Copyright 2026 The gpep517-reuse authors
# Distributed under the terms of the GNU General Public License v2

# @ECLASS: gpep517-reuse.eclass
# @MAINTAINER:
# The gpep517-reuse authors
# @SUPPORTED_EAPIS: 8
# @BLURB: Reuse wheels between Python implementations where proven right
# @DESCRIPTION:
# Makes distutils-r1_python_compile() build wheels with gpep517-reuse,
# which hands out the wheel of an earlier implementation where it is
# proven to be what the present one would build.  It takes the place
# of the search that distutils-r1.eclass does by file name.  Wheels are
# installed by gpep517-reuse as well, which byte-compiles with as many
# processes as MAKEOPTS allows.
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
# that were found, whatever they do.
#
# These run untouched where there is nothing to reuse, or nothing to
# reuse by: with a single implementation enabled, in packages
# that set DISTUTILS_SINGLE_IMPL or DISTUTILS_USE_PEP517=no, outside
# of distutils-r1_src_compile(), and for an implementation
# that dev-python/gpep517-reuse is not installed for.  Direct calls
# of distutils_pep517_install() always build.
#
# DISTUTILS_WHEEL_PATH is the path of the wheel in use, built or reused.
# As before, DISTUTILS_WHEELS gets the wheels that were built.
#
# DISTUTILS_ALLOW_WHEEL_REUSE, if empty, makes each implementation
# build; DISTUTILS_EXT prevents that a pure wheel is reused.
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
# If they would install different files, there is a QA notice with
# the codes of what differs, which the manual of gpep517-reuse explains.
# It says "failed" if a wheel could not be compared.  The differences
# are in the build log, and in reports as JSON, one for each wheel:
# in the directory that the variable names by an absolute path, else
# in ${T}.  The build never fails from it.
#
# @CODE
# DISTUTILS_VERIFY_REUSE=/var/log/portage/verify-reuse
# @CODE

if [[ -z ${_GPEP517_REUSE_ECLASS} ]]; then
_GPEP517_REUSE_ECLASS=1

case ${EAPI} in
	8) ;;
	*) die "gpep517-reuse.eclass: EAPI ${EAPI:-0} not supported" ;;
esac

# @FUNCTION: _gpep517-reuse_derive
# @USAGE: <name> <function> [<old> <new>]...
# @INTERNAL
# @DESCRIPTION:
# Define a function that does what another one does, but for pieces
# of its text, as "declare -f" prints it, that are replaced.  Dies where
# one is not there: what is not called would not be missed.
_gpep517-reuse_derive() {
	local name=${1} function=${2}
	shift 2

	local code
	code=$(declare -f "${function}") ||
		die "gpep517-reuse.eclass: ${function}() is not defined"
	code=${code#*$'\n'}
	while [[ ${#} -gt 0 ]]; do
		[[ ${code} == *"${1}"* ]] ||
			die "gpep517-reuse.eclass: ${function}() has changed, it lacks: ${1}"
		code=${code/"${1}"/"${2}"}
		shift 2
	done
	eval "${name}() ${code}" || die
}

_gpep517-reuse_derive _gpep517-reuse_stock_src_compile \
	distutils-r1_src_compile
_gpep517-reuse_derive _gpep517-reuse_stock_python_compile \
	distutils-r1_python_compile

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

# @FUNCTION: _gpep517-reuse_get_impls
# @INTERNAL
# @DESCRIPTION:
# Print the implementations between which wheels could be reused:
# those that are enabled.
_gpep517-reuse_get_impls() {
	[[ ${DISTUTILS_SINGLE_IMPL} ]] && return
	[[ ${DISTUTILS_USE_PEP517:-no} == no ]] && return

	if [[ ${PYTHON_COMPAT_OVERRIDE} ]]; then
		echo "${PYTHON_COMPAT_OVERRIDE}"
		return
	fi
	local flag
	for flag in $(python_gen_useflags); do
		use "${flag}" && echo "${flag#python_targets_}"
	done
}

# @FUNCTION: _gpep517-reuse_begin
# @USAGE: <impl>...
# @INTERNAL
# @DESCRIPTION:
# Forget what an earlier src_compile() left: of its wheels, and of what
# was installed from them, nothing says that it fits the sources still.
_gpep517-reuse_begin() {
	[[ ! -e ${_GPEP517_REUSE_DIR} ]] || rm -r "${_GPEP517_REUSE_DIR}" || die
	DISTUTILS_WHEELS=()
	# in the form of the eclass where DISTUTILS_WHEELS is a list
	declare -p DISTUTILS_WHEEL_PATHS &>/dev/null && DISTUTILS_WHEEL_PATHS=()
	# a directory that is removed next
	unset _DISTUTILS_PREVIOUS_SITE

	local MULTIBUILD_VARIANTS=( "${@}" )
	multibuild_foreach_variant _gpep517-reuse_clean

	_gpep517-reuse_derive _gpep517-reuse_wheel_install \
		distutils_wheel_install \
		'"${EPYTHON}" -m gpep517 install-wheel' \
		'"${EPYTHON}" -P -m gpep517_reuse install-wheel --jobs "$(get_makeopts_jobs)"'
	_gpep517-reuse_derive _gpep517-reuse_pep517_install \
		distutils_pep517_install \
		'"${EPYTHON}" -m gpep517 build-wheel' \
		'"${_GPEP517_REUSE_COMMAND[@]}"' \
		'$(_distutils-r1_get_backend)' \
		'${_GPEP517_REUSE_BACKEND}' \
		'distutils_wheel_install "${root}"' \
		'_gpep517-reuse_wheel_install "${root}"'
	_gpep517-reuse_derive _gpep517-reuse_python_compile \
		_gpep517-reuse_stock_python_compile \
		'distutils_pep517_install "${BUILD_DIR}/install"' \
		'_gpep517-reuse_install "${BUILD_DIR}/install" || return 0'
}

# @FUNCTION: _gpep517-reuse_clean
# @INTERNAL
# @DESCRIPTION:
# Remove what was built and installed for one implementation.
_gpep517-reuse_clean() {
	[[ ! -d ${BUILD_DIR} ]] ||
		rm -rf "${BUILD_DIR}"/{install,.gpep517-reuse-build-*} || die
}

# @FUNCTION: distutils-r1_src_compile
# @DESCRIPTION:
# The one of distutils-r1.eclass, with nothing there to reuse at first.
distutils-r1_src_compile() {
	debug-print-function "${FUNCNAME[0]}" "${@}"

	local _GPEP517_REUSE_IMPLS
	read -r -d '' -a _GPEP517_REUSE_IMPLS < <(_gpep517-reuse_get_impls)
	if [[ ${#_GPEP517_REUSE_IMPLS[@]} -lt 2 ]]; then
		_gpep517-reuse_stock_src_compile "${@}"
		return
	fi

	# outside of this function, there is no reuse
	local _GPEP517_REUSE_DIR=${WORKDIR}/.gpep517-reuse
	local -A _GPEP517_REUSE_BACKENDS=() _GPEP517_REUSE_CALLS=()
	local _GPEP517_REUSE_CODES=()
	_gpep517-reuse_begin "${_GPEP517_REUSE_IMPLS[@]}"
	_gpep517-reuse_stock_src_compile "${@}"
	local ret=${?}

	if [[ ${#_GPEP517_REUSE_CODES[@]} -gt 0 ]]; then
		eqawarn "QA Notice: verify-reuse found: ${_GPEP517_REUSE_CODES[*]}"
	fi
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

# @FUNCTION: distutils-r1_python_compile
# @USAGE: [additional-args...]
# @DESCRIPTION:
# The one of distutils-r1.eclass, but that gpep517-reuse builds or reuses
# the wheel.  A call can reuse what was built in a call of the same
# number for another implementation.
distutils-r1_python_compile() {
	debug-print-function "${FUNCNAME[0]}" "${@}"

	if [[ ! ${_GPEP517_REUSE_DIR} ]] || ! _gpep517-reuse_is_installed; then
		_gpep517-reuse_stock_python_compile "${@}"
		return
	fi

	local call=$(( ${_GPEP517_REUSE_CALLS[${EPYTHON}]:-0} + 1 ))
	_GPEP517_REUSE_CALLS[${EPYTHON}]=${call}

	local report _GPEP517_REUSE_COMMAND=(
		_gpep517-reuse_run "${call}" "${EPYTHON}" -P -m gpep517_reuse
	)
	if [[ ${DISTUTILS_VERIFY_REUSE} ]]; then
		_gpep517-reuse_set_report "${call}"
		_GPEP517_REUSE_COMMAND+=(
			verify-reuse
			--report-only
			--ignore gentoo
			--json "${report}"
			--label "${CATEGORY}/${PF}:${EPYTHON}:${call}"
		)
	else
		_GPEP517_REUSE_COMMAND+=( build-wheel )
	fi
	_GPEP517_REUSE_COMMAND+=(
		--reuse-dir "${_GPEP517_REUSE_DIR}"
		--reuse-key "${call}"
		# the wrappers of python-utils-r1.eclass, and its pkgconfig
		--reuse-path "${T}/${EPYTHON}"
		--build-dir "${BUILD_DIR}"
	)
	[[ ${PWD} == "${S%/}"/* ]] &&
		_GPEP517_REUSE_COMMAND+=( --reuse-tree "${S}" )
	[[ ${DISTUTILS_EXT} ]] &&
		_GPEP517_REUSE_COMMAND+=( --expect-extension )
	[[ ${DISTUTILS_ALLOW_WHEEL_REUSE} ]] ||
		_GPEP517_REUSE_COMMAND+=( --no-reuse )

	# its own search
	local DISTUTILS_ALLOW_WHEEL_REUSE=
	_gpep517-reuse_python_compile "${@}"

	[[ ! ${report} ]] || _gpep517-reuse_collect_codes "${report}"
}

# @FUNCTION: _gpep517-reuse_install
# @USAGE: <root>
# @INTERNAL
# @DESCRIPTION:
# Build or reuse a wheel, and install it into <root>.  Returns false if
# it was reused, which shows in its time: that of an earlier build.
_gpep517-reuse_install() {
	local _GPEP517_REUSE_BACKEND
	_gpep517-reuse_set_backend

	: > "${T}/.gpep517-reuse-began" || die
	_gpep517-reuse_pep517_install "${1}"
	[[ ${DISTUTILS_WHEEL_PATH} -nt ${T}/.gpep517-reuse-began ]] || return 1

	# there are ebuilds that take from there what setuptools compiled
	local bases=( "${BUILD_DIR}"/.gpep517-reuse-build-* )
	[[ ! -d ${bases[-1]} ]] || ln -s -f -n "${bases[-1]##*/}" \
		"${BUILD_DIR}/build${#DISTUTILS_WHEELS[@]}" || die
}

# @FUNCTION: _gpep517-reuse_set_backend
# @INTERNAL
# @DESCRIPTION:
# Set _GPEP517_REUSE_BACKEND to the build backend.  Asking gpep517 takes
# about as long as a reuse, so that it is asked once for the same
# pyproject.toml.
_gpep517-reuse_set_backend() {
	local key=${PWD}:${DISTUTILS_USE_PEP517}:${DISTUTILS_UPSTREAM_PEP517}
	[[ -f pyproject.toml ]] && key+=:$(< pyproject.toml)

	[[ ${_GPEP517_REUSE_BACKENDS[${key}]} ]] ||
		_GPEP517_REUSE_BACKENDS[${key}]=$(_distutils-r1_get_backend)
	_GPEP517_REUSE_BACKEND=${_GPEP517_REUSE_BACKENDS[${key}]}
}

# @FUNCTION: _gpep517-reuse_set_report
# @USAGE: <call>
# @INTERNAL
# @DESCRIPTION:
# Set "report" to the path of the report for a call, and see to it that
# there is none yet.
_gpep517-reuse_set_report() {
	local directory=${T}
	if [[ ${DISTUTILS_VERIFY_REUSE} == /* ]]; then
		directory=${DISTUTILS_VERIFY_REUSE%/}
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
# @USAGE: <call> <command>...
# @INTERNAL
# @DESCRIPTION:
# Run a command that prints the name of a wheel on descriptor 3.  Keep
# the environment that it gets, which is needed to run it by hand.  When
# it verifies, succeed if there is a name: then the wheel was built,
# whatever became of the comparison after that.
_gpep517-reuse_run() {
	export -p > "${T}/gpep517-reuse-${EPYTHON}-${1}.sh"
	shift

	if [[ ! ${DISTUTILS_VERIFY_REUSE} ]]; then
		"${@}"
		return
	fi
	local wheel
	wheel=$( "${@}" 3>&1 >&2 )
	[[ ${wheel} ]] && printf '%s\n' "${wheel}" >&3
}

# @FUNCTION: _gpep517-reuse_collect_codes
# @USAGE: <report>
# @INTERNAL
# @DESCRIPTION:
# Collect the codes of what a reuse would have installed otherwise.
_gpep517-reuse_collect_codes() {
	local code codes=failed
	[[ -f ${1} ]] && codes=$(
		"${EPYTHON}" - "${1}" <<-EOF || echo failed
			import json
			import sys

			with open(sys.argv[1]) as file:
			    report = json.load(file)
			codes = {difference["code"]
			         for comparison in report["comparisons"]
			         if not comparison["refusal"]
			         for difference in comparison["differences"]
			         if difference["severity"] == "finding"}
			print(*sorted(codes), *["failed"] * bool(report["failures"]))
		EOF
	)
	for code in ${codes}; do
		has "${code}" "${_GPEP517_REUSE_CODES[@]}" ||
			_GPEP517_REUSE_CODES+=( "${code}" )
	done
}

fi
