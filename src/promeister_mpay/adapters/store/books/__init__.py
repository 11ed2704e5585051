"""The books in the store."""
