"""Fault tests with real processes: `python -m faults NAME…`."""
