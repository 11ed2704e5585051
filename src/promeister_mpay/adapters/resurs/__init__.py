"""The gateway client: Resurs Merchant API 2.0 over httpx."""

from promeister_mpay.adapters.resurs.account import ResursAccount, account_for
from promeister_mpay.adapters.resurs.gateway import ResursGateway

__all__ = ["ResursAccount", "ResursGateway", "account_for"]
