"""The help: pages in Swedish that lie in the program, found by F1 where the cursor is, or by searching."""
