"""The built-in help: Swedish pages, opened by F1 at the focused widget's topic, or found by searching."""
