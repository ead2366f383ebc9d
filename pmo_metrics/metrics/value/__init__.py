"""Metrics of one theme, one a file."""
