# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

EAPI=9

DISTUTILS_USE_PEP517=setuptools
PYTHON_COMPAT=( python3_{11..15} )
SAMPLE=setuptools-setup-py

inherit sample distutils-r1 gpep517-reuse

python_compile() {
	if [[ ${EPYTHON} != python3.12 ]]; then
		echo "BUILT_FOR = '${EPYTHON}'" > sample/built.py || die
	fi
	distutils-r1_python_compile
}
