"""Stand-ins for what lies outside the process: they behave, they do not record calls."""
