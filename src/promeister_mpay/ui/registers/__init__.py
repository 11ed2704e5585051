"""Customers, vehicles and articles on the screen: their cards, and the import of files."""
