# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

# A stand-in with the interface of Gentoo's.

case ${EAPI} in
	8|9) ;;
	*) die "EAPI ${EAPI:-0} is not supported" ;;
esac

multibuild_foreach_variant() {
	local base=${BUILD_DIR:-${S}}
	[[ ${base%/} == "${WORKDIR%/}" ]] && base=${WORKDIR}/build

	local MULTIBUILD_VARIANT status=0
	for MULTIBUILD_VARIANT in "${MULTIBUILD_VARIANTS[@]}"; do
		local BUILD_DIR=${base%/}-${MULTIBUILD_VARIANT}
		"${@}" > >(exec tee -a "${T}/build-${MULTIBUILD_VARIANT}.log") 2>&1 ||
			status=${?}
	done
	return "${status}"
}

multibuild_merge_root() {
	cp -a "${1}/." "${2}/" || die "merging ${1} failed"
	rm -rf "${1}"
}
