"""Customers, vehicles and articles, and the files that they are imported from."""
