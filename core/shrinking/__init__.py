"""Smaller models: what makes them, and what came of it."""
