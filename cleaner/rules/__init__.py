"""Rules: the format, reading it with positions, resolving, linting and compiling."""
