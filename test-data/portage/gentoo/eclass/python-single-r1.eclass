# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

# A stand-in with the interface of Gentoo's: the one implementation is
# the newest that is enabled.

inherit python-r1

python-single-r1_pkg_setup() {
	local implementation
	for implementation in "${PYTHON_COMPAT[@]}"; do
		use "python_targets_${implementation}" &&
			_python_export "${implementation}"
	done
	_python_wrapper_setup
}

EXPORT_FUNCTIONS pkg_setup
