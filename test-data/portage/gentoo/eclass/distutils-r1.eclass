# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

# A stand-in with the interface of Gentoo's: its phases, functions and
# variables, the way it calls gpep517, and the faults of its search.
# DISTUTILS_WHEELS is an associative array that is searched by patterns,
# or with STAND_IN_WHEELS=list, as in a rewrite of that search, a list
# of which tags are read, with the directories apart from it.

: "${DISTUTILS_ALLOW_WHEEL_REUSE=1}"

if [[ -z ${_DISTUTILS_R1_ECLASS} ]]; then
_DISTUTILS_R1_ECLASS=1

if [[ ${DISTUTILS_SINGLE_IMPL} ]]; then
	inherit python-single-r1
else
	inherit python-r1
fi

RDEPEND="${PYTHON_DEPS}"
BDEPEND="${PYTHON_DEPS} dev-python/gpep517[${PYTHON_USEDEP}]"
REQUIRED_USE=${PYTHON_REQUIRED_USE}

if [[ ${STAND_IN_WHEELS} == list ]]; then
	declare -g -a DISTUTILS_WHEELS=()
	declare -g -A DISTUTILS_WHEEL_PATHS=()
else
	declare -g -A DISTUTILS_WHEELS=()
fi

distutils_enable_tests() {
	IUSE+=" test"
	RESTRICT+=" !test? ( test )"
	BDEPEND+=" test? ( dev-python/${1} )"
	python_test() { epytest; }
}

distutils-r1_python_prepare_all() {
	default
}

_distutils-r1_get_backend() {
	local backend
	[[ -f pyproject.toml ]] &&
		backend=$("${EPYTHON}" -m gpep517 get-backend)
	[[ ${backend} ]] || backend=setuptools.build_meta:__legacy__
	echo "${backend}"
}

distutils_wheel_install() {
	local root=${1} wheel=${2}

	einfo "  Installing ${wheel##*/} to ${root}"
	local cmd=(
		"${EPYTHON}" -m gpep517 install-wheel
			--destdir="${root}"
			--interpreter="${PYTHON}"
			--prefix="${EPREFIX}/usr"
			--optimize=all
			"${wheel}"
	)
	echo "${cmd[*]}"
	"${cmd[@]}" || die "Wheel install failed"

	# what is not to be merged
	find "${root}$(python_get_sitedir)" -depth \
		'(' -path '*.dist-info/RECORD' -o -path '*.dist-info/licenses*' ')' \
		-delete || die
}

distutils_pep517_install() {
	local root=${1}
	export BUILD_DIR
	local -x WHEEL_BUILD_DIR=${BUILD_DIR}/wheel
	mkdir -p "${WHEEL_BUILD_DIR}" || die

	local cmd=() config_settings=
	local -x FLIT_ALLOW_INVALID=1 HATCH_METADATA_CLASSIFIERS_NO_VERIFY=1
	case ${DISTUTILS_USE_PEP517} in
		meson-python)
			# as meson.eclass does it: per implementation, in ${T}
			local native=${T}/meson.native.ini
			cat > "${native}" <<-EOF || die
				[built-in options]
				pkg_config_path = '${PKG_CONFIG_PATH}'
			EOF
			config_settings=$(
				"${EPYTHON}" - --native-file "${native}" \
					--prefix "${EPREFIX}/usr" -Dbuildtype=plain \
					--build.pkg-config-path "${PKG_CONFIG_PATH}" \
					"${DISTUTILS_ARGS[@]}" <<-EOF || die
					import json
					import sys
					print(json.dumps({
					    "builddir": "${BUILD_DIR}",
					    "setup-args": sys.argv[1:],
					    "compile-args": ["-v"],
					}))
				EOF
			)
			;;
		setuptools)
			[[ ${DISTUTILS_ARGS[*]} ]] && config_settings=$(
				"${EPYTHON}" - "${DISTUTILS_ARGS[@]}" <<-EOF || die
					import json
					import sys
					print(json.dumps({"--build-option": sys.argv[1:]}))
				EOF
			)
			;;
	esac

	local build_backend
	build_backend=$(_distutils-r1_get_backend)
	einfo "  Building the wheel for ${PWD#"${WORKDIR}"/} via ${build_backend}"
	cmd+=(
		"${EPYTHON}" -m gpep517 build-wheel
			--prefix="${EPREFIX}/usr"
			--backend "${build_backend}"
			--output-fd 3
			--wheel-dir "${WHEEL_BUILD_DIR}"
	)
	if [[ ${config_settings} ]]; then
		cmd+=( --config-json "${config_settings}" )
	fi
	if [[ ${SYSROOT} ]]; then
		cmd+=( --sysroot "${SYSROOT}" )
	fi
	echo "${cmd[*]}"
	local wheel
	wheel=$(
		"${cmd[@]}" 3>&1 >&2 || die "Wheel build failed"
	)
	[[ ${wheel} ]] || die "No wheel name returned"

	distutils_wheel_install "${root}" "${WHEEL_BUILD_DIR}/${wheel}"

	DISTUTILS_WHEEL_PATH=${WHEEL_BUILD_DIR}/${wheel}
}

# print the newest wheel of a list that has a tag for EPYTHON; those
# of newer implementations must not be there yet
_distutils-r1_find_best_wheel() {
	local wheel tag abi best= own=${EPYTHON#python3.}
	local minor=${own%t}
	for wheel in "${DISTUTILS_WHEELS[@]}"; do
		[[ ${DISTUTILS_WHEEL_PATHS[${wheel}]} == "${PWD}" ]] || continue
		tag=${wheel##*/}
		tag=${tag%.whl}
		[[ ${tag} =~ -([^-]+)-([^-]+)-[^-]+$ ]] || continue
		tag=${BASH_REMATCH[1]} abi=${BASH_REMATCH[2]}
		if [[ ${abi} == none ]]; then
			[[ ${DISTUTILS_EXT} ]] || best=${wheel}
		elif [[ ${tag} == cp3* && ${EPYTHON} == python3.* ]]; then
			[[ ${tag#cp3} -le ${minor} ]] ||
				die "${wheel##*/} was built before the one for ${EPYTHON}"
			if [[ ${own} == *t ]]; then
				[[ .${abi}. != *.abi3t.* ]] || best=${wheel}
			else
				[[ .${abi}. != *.abi3.* ]] || best=${wheel}
			fi
		fi
	done
	echo "${best}"
}

# print the first wheel of an associative array that a pattern matches
_stand-in_find_wheel() {
	local wheel
	for wheel in "${!DISTUTILS_WHEELS[@]}"; do
		# the patterns see the whole path, and nothing of the sources
		if [[ ${DISTUTILS_WHEELS[${wheel}]} == "${PWD}" && (
			( ! ${DISTUTILS_EXT} && ${wheel} == *py3-none* ) ||
			( ${EPYTHON} != *t && ${wheel} == *-abi3-* )
		) ]]; then
			echo "${wheel}"
			return
		fi
	done
}

distutils-r1_python_compile() {
	_python_check_EPYTHON
	[[ ${DISTUTILS_USE_PEP517} == no ]] && return

	mkdir -p "${BUILD_DIR}" || die
	local -x DIST_EXTRA_CONFIG=${BUILD_DIR}/extra-setup.cfg
	cat > "${DIST_EXTRA_CONFIG}" <<-EOF || die
		[build]
		build_base = ${BUILD_DIR}/build${#DISTUTILS_WHEELS[@]}
	EOF

	if [[ ${DISTUTILS_ALLOW_WHEEL_REUSE} ]]; then
		local wheel
		if [[ ${STAND_IN_WHEELS} == list ]]; then
			wheel=$(_distutils-r1_find_best_wheel || die)
		else
			wheel=$(_stand-in_find_wheel)
		fi
		if [[ ${wheel} ]]; then
			distutils_wheel_install "${BUILD_DIR}/install" "${wheel}"
			return
		fi
	fi

	distutils_pep517_install "${BUILD_DIR}/install"
	if [[ ${STAND_IN_WHEELS} == list ]]; then
		DISTUTILS_WHEELS+=( "${DISTUTILS_WHEEL_PATH}" )
		DISTUTILS_WHEEL_PATHS[${DISTUTILS_WHEEL_PATH}]=${PWD}
	else
		DISTUTILS_WHEELS+=( "${DISTUTILS_WHEEL_PATH}" "${PWD}" )
	fi
}

_distutils-r1_post_python_compile() {
	local root=${BUILD_DIR}/install
	[[ -d ${root} ]] || return 0

	local scripts=${root}${EPREFIX}/usr/bin
	local wrapped=${root}$(python_get_scriptdir)
	[[ ! -d ${wrapped} ]] || die "${wrapped} should not exist"
	if [[ -d ${scripts} ]]; then
		mkdir -p "${wrapped}" || die
		cp -a "${scripts}/." "${wrapped}" || die
	fi
	# an environment to test in
	mkdir -p "${scripts}" || die
	ln -s "${PYTHON}" "${scripts}/${EPYTHON}" || die
	ln -s "${EPYTHON}" "${scripts}/python3" || die

	local sitedir=${root}$(python_get_sitedir)
	if [[ ${_DISTUTILS_PREVIOUS_SITE} ]] &&
		! diff -dur --exclude=__pycache__ --exclude='*.dist-info' \
			--exclude='*.so' "${_DISTUTILS_PREVIOUS_SITE}" "${sitedir}"
	then
		eqawarn "QA Notice: Python files differ between implementations"
	fi
	_DISTUTILS_PREVIOUS_SITE=${sitedir}
}

distutils-r1_python_install() {
	[[ -d ${BUILD_DIR}/install ]] || return 0

	rm -r "${BUILD_DIR}/install${EPREFIX}/usr/bin" || die
	multibuild_merge_root "${BUILD_DIR}/install" "${D}"
}

distutils-r1_python_install_all() {
	# the original installs documents here
	:
}

distutils-r1_run_phase() {
	local -x PATH=${BUILD_DIR}/install${EPREFIX}/usr/bin:${PATH}
	local -x AR=${AR:-ar} CC=${CC:-gcc} CXX=${CXX:-g++}
	local -x LDSHARED="${CC} -shared"

	"${@}"
	local status=${?}

	cd "${S}" || die
	if declare -f "_distutils-r1_post_python_${EBUILD_PHASE}" >/dev/null; then
		"_distutils-r1_post_python_${EBUILD_PHASE}"
	fi
	return "${status}"
}

_distutils-r1_run_foreach_impl() {
	if [[ ${DISTUTILS_SINGLE_IMPL} ]]; then
		local BUILD_DIR=${BUILD_DIR:-${S}}
		BUILD_DIR=${BUILD_DIR%/}_${EPYTHON}
		distutils-r1_run_phase "${@}"
	else
		python_foreach_impl distutils-r1_run_phase "${@}"
	fi
}

_stand-in_run() {
	local phase=python_${1}
	if declare -f "${phase}" >/dev/null; then
		_distutils-r1_run_foreach_impl "${phase}"
	elif declare -f "distutils-r1_${phase}" >/dev/null; then
		_distutils-r1_run_foreach_impl "distutils-r1_${phase}"
	fi
}

distutils-r1_src_prepare() {
	distutils-r1_python_prepare_all
	_stand-in_run prepare
}

distutils-r1_src_configure() {
	_stand-in_run configure
}

distutils-r1_src_compile() {
	_stand-in_run compile
}

distutils-r1_src_test() {
	_stand-in_run test
}

distutils-r1_src_install() {
	_stand-in_run install
	if declare -f python_install_all >/dev/null; then
		python_install_all
	fi
}

fi

EXPORT_FUNCTIONS src_prepare src_configure src_compile src_test src_install
