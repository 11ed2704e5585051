"""The lists behind F5: one component for orders, customers, vehicles, articles and whatever is listed later."""
