"""Things a developer's machine needs; no part of the running programme."""
