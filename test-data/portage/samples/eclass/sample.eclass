# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

# What all samples have in common.  The sources are one of the projects
# in STAND_IN_PROJECTS: SAMPLE, or the one of the package's name.

DESCRIPTION="A sample for the tests of gpep517-reuse.eclass"
HOMEPAGE="https://example.invalid/"
LICENSE="GPL-2+"
SLOT="0"
KEYWORDS="amd64"

sample_src_unpack() {
	cp -R "${STAND_IN_PROJECTS}/${SAMPLE:-${PN}}" "${S}" || die
}

# distutils-r1.eclass has a say in the others
EXPORT_FUNCTIONS src_unpack
