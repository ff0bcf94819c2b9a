"""Traps: any `TrapSpec` at the top level of a file here is found by itself."""
