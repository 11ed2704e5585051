"""The lists in the store: one page of rows at a time by SQL."""
