"""Lists as data: columns, filters and queries."""
