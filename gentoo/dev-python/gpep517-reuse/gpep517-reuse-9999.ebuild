# Copyright 2026 The gpep517-reuse authors
# Distributed under the terms of the GNU General Public License v2

EAPI=8

# what would build it needs it
DISTUTILS_USE_PEP517=no
PYTHON_COMPAT=( python3_{12..15} python3_{14..15}t )

inherit distutils-r1

DESCRIPTION="Builds a wheel once, for all Python implementations it is right for"
HOMEPAGE="https://pypi.org/project/gpep517-reuse/"

LICENSE="GPL-2+"
SLOT="0"
PROPERTIES="live"

RDEPEND="
	>=dev-python/gpep517-19[${PYTHON_USEDEP}]
	>=dev-python/installer-0.5.0[${PYTHON_USEDEP}]
"
# Pure wheels are reused without it, so that it can be built by this.
# 26.1 for abi3t support
PDEPEND="
	>=dev-python/packaging-26.1[${PYTHON_USEDEP}]
"
BDEPEND="
	test? (
		${PDEPEND}
		>=dev-python/docutils-0.22[${PYTHON_USEDEP}]
	)
"

EPYTEST_PLUGINS=( hypothesis )
distutils_enable_tests pytest

src_unpack() {
	# the sources are those that this repository lies in
	local checkout
	checkout=$(readlink -f "${FILESDIR}") || die
	checkout=${checkout%"/gentoo/${CATEGORY}/${PN}/files"}
	[[ -f ${checkout}/gpep517_reuse/__main__.py ]] ||
		die "${checkout} is no checkout of ${PN}"

	mkdir "${S}" || die
	cp -R "${checkout}"/{data,docs,gpep517_reuse,tests,test-data} "${S}" || die
	cp "${checkout}"/{pyproject.toml,README.rst} "${S}" || die
	find "${S}" -name __pycache__ -exec rm -r {} + || die
}

python_test() {
	# they make environments with packages from PyPI
	local EPYTEST_IGNORE=( tests/integration tests/gentoo )
	# it takes one version of what generates these files
	EPYTEST_IGNORE+=( tests/test_data.py )

	epytest
}

python_install() {
	local version
	version=$(sed -n -e 's/^__version__ = "\(.*\)"$/\1/p' \
		gpep517_reuse/__init__.py) || die
	local info=${T}/gpep517_reuse-${version}.dist-info
	mkdir -p "${info}" || die
	printf '%s\n' "Metadata-Version: 2.1" "Name: ${PN}" \
		"Version: ${version}" > "${info}/METADATA" || die
	echo "Portage" > "${info}/INSTALLER" || die

	python_domodule gpep517_reuse "${info}"
	python_newscript - gpep517-reuse <<-EOF
		#!${EPREFIX}/usr/bin/python
		import sys
		from gpep517_reuse.cli.main import main
		sys.exit(main())
	EOF
}

python_install_all() {
	distutils-r1_python_install_all
	doman data/share/man/man1/gpep517-reuse.1
	insinto /usr/share
	doins -r data/share/{bash-completion,zsh}
}
