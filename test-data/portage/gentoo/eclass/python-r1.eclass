# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

# A stand-in with the interface of Gentoo's python-r1 and python-utils-r1.
# The interpreters are in STAND_IN_USR/bin.

if [[ -z ${_PYTHON_R1_ECLASS} ]]; then
_PYTHON_R1_ECLASS=1

inherit multibuild multiprocessing

_python_set_globals() {
	local flags=( "${PYTHON_COMPAT[@]/#/python_targets_}" )
	local conditional=( "${flags[@]/%/(-)?}" )
	local IFS=,
	PYTHON_USEDEP=${conditional[*]}
	IFS=' '
	IUSE="${flags[*]}"
	PYTHON_REQUIRED_USE="|| ( ${flags[*]} )"
	PYTHON_DEPS="dev-lang/python"
}
_python_set_globals

_python_check_EPYTHON() {
	[[ ${EPYTHON} ]] || die "EPYTHON is not set"
}

_python_export() {
	export EPYTHON=${1/_/.}
	export PYTHON=${STAND_IN_USR}/bin/${EPYTHON}
}

# what differs between implementations in PATH and PKG_CONFIG_PATH
_python_wrapper_setup() {
	local wrappers=${T}/${EPYTHON} name
	if [[ ! -d ${wrappers} ]]; then
		mkdir -p "${wrappers}"/{bin,pkgconfig} || die
		for name in python python3; do
			printf '#!/bin/sh\nexec "%s" "$@"\n' "${PYTHON}" \
				> "${wrappers}/bin/${name}" || die
			chmod +x "${wrappers}/bin/${name}" || die
		done
	fi
	export PATH=${wrappers}/bin:${PATH}
	export PKG_CONFIG_PATH=${wrappers}/pkgconfig
}

_python_multibuild_wrapper() {
	local -x EPYTHON PYTHON PATH=${PATH} PKG_CONFIG_PATH=${PKG_CONFIG_PATH}
	_python_export "${MULTIBUILD_VARIANT}"
	_python_wrapper_setup
	"${@}"
}

python_gen_useflags() {
	echo "${PYTHON_COMPAT[@]/#/python_targets_}"
}

python_foreach_impl() {
	local MULTIBUILD_VARIANTS=() implementation
	for implementation in "${PYTHON_COMPAT[@]}"; do
		use "python_targets_${implementation}" &&
			MULTIBUILD_VARIANTS+=( "${implementation}" )
	done
	multibuild_foreach_variant _python_multibuild_wrapper "${@}"
}

python_get_sitedir() {
	_python_check_EPYTHON
	"${PYTHON}" - "${EPREFIX}/usr" <<-EOF || die
		import sys
		import sysconfig
		print(sysconfig.get_path("purelib", vars={"base": sys.argv[1]}))
	EOF
}

python_get_scriptdir() {
	echo "${EPREFIX}/usr/lib/python-exec/${EPYTHON}"
}

python_domodule() {
	local directory
	directory=$(python_get_sitedir)
	(
		insinto "${directory#"${EPREFIX}"}"
		doins -r "${@}"
	)
}

python_newscript() {
	local directory
	directory=$(python_get_scriptdir)
	(
		exeinto "${directory#"${EPREFIX}"}"
		newexe "${1}" "${2}"
	)
	sed -i -e "1s:^#!.*:#!${EPREFIX}/usr/bin/${EPYTHON}:" \
		"${D}${directory}/${2}" || die
	dosym -r /usr/lib/python-exec/python-exec2 "/usr/bin/${2}"
}

epytest() {
	"${EPYTHON}" -m pytest "${EPYTEST_IGNORE[@]/#/--ignore=}" "${@}" ||
		die "pytest failed"
}

fi
