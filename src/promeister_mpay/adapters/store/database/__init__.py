"""The two databases: engines, transactions, errors, schema upgrades, number series."""
