"""flit_core, by way of a module of the project."""

from flit_core.buildapi import build_wheel


__all__ = ["build_wheel"]
