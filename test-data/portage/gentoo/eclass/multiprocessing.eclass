# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

# A stand-in with the interface of Gentoo's.

case ${EAPI} in
	8|9) ;;
	*) die "EAPI ${EAPI:-0} is not supported" ;;
esac

# with -jN and --jobs=N only
get_makeopts_jobs() {
	local option jobs=
	for option in ${MAKEOPTS}; do
		case ${option} in
			-j[0-9]*) jobs=${option#-j} ;;
			--jobs=*) jobs=${option#--jobs=} ;;
		esac
	done
	echo "${jobs:-${1:-$(nproc)}}"
}
