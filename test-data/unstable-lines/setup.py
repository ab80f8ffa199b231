import datetime
import os
import sys

from setuptools import setup


os.makedirs("sample", exist_ok=True)
with open(os.path.join("sample", "built.py"), "w") as file:
    file.write('"""What a build wrote."""\n')
    # in the order of their hashes
    for name in {"ash", "beech", "elm", "fir", "larch", "oak"}:
        file.write("TREE = %r\n" % name)
    file.write("\n# one of ours\n\n")
    file.write("DATE = %r\n" % datetime.datetime.now().isoformat())
    file.write("\n# and the next\n\n")
    file.write("DIRECTORY = %r\n" % os.getcwd())
    if os.environ.get("SAMPLE_TELLS_VERSION"):
        file.write("\n# the last\n\n")
        file.write("VERSION = %r\n" % (sys.version_info[:2],))


setup(packages=["sample"])
