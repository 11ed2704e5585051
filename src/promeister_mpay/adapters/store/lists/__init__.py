"""The lists in the store: SQL for one page at a time."""
