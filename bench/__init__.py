"""Benchmarks, each a comparison of two sides inside one run: `python -m bench NAME…`."""
