"""Tables in files: csv, xlsx and xls."""
