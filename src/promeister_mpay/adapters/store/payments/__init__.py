"""Payment requests in the store."""
