"""The list windows behind F5: one component for orders, customers, vehicles, articles and all other lists."""
