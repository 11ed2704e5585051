"""The gateway client: Resurs Merchant API 2.0 over httpx."""
