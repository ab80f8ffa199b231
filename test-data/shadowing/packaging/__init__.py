"""Tell that it was imported in place of another module."""

raise SystemExit(f"{__file__} hides another module of its name")
