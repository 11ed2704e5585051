"""Copies of the embedded store, and restoring one."""
