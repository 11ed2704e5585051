"""Lists a page at a time, and their export."""
