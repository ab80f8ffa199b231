from setuptools import Extension, setup


setup(name="sample", version="1",
      ext_modules=[Extension("sample", ["sample.c"])])
