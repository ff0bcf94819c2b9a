"""Scores, curves and intervals from plain arrays."""
