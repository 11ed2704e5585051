"""The tokens of OAuth's client credentials (gateway.md §2)."""

import hmac
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from promeister_mpay.sandbox.catalogue import SandboxAccount
from promeister_mpay.sandbox.refusals import Refused

TOKEN_LIFE = 3599
MOST_TOKENS = 1_000
"""That are kept; the oldest is forgotten first."""
SCOPES = ("mock-merchant-api", "merchant-api")


@dataclass(slots=True)
class Tokens:
    """The tokens that were issued, each with its client id and its end; they do not outlive the sandbox."""

    _issued: dict[str, tuple[str, datetime]] = field(default_factory=dict)

    def issue(self, form: dict[str, object], accounts: dict[str, SandboxAccount], now: datetime) -> dict[str, object]:
        """A token for valid credentials; raises `Refused` with the name of the OAuth error."""
        client_id, secret = str(form.get("client_id")), str(form.get("client_secret"))
        account = accounts.get(client_id)
        if account is None or not hmac.compare_digest(account.secret.encode(), secret.encode()):
            raise Refused(400, "invalid_client")
        if form.get("grant_type") != "client_credentials":
            raise Refused(400, "unsupported_grant_type")
        if form.get("scope") not in SCOPES:
            raise Refused(400, "invalid_scope")
        token = secrets.token_urlsafe(32)
        self._issued[token] = (client_id, now + timedelta(seconds=TOKEN_LIFE))
        if len(self._issued) > MOST_TOKENS:
            del self._issued[next(iter(self._issued))]
        return {"access_token": token, "token_type": "Bearer", "expires_in": TOKEN_LIFE}

    def client_of(self, header: str, now: datetime) -> str:
        """The client id that an `Authorization` header proves; raises `Refused` with 401."""
        scheme, _, token = header.partition(" ")
        client_id, until = self._issued.get(token.strip(), ("", now))
        if scheme.lower() != "bearer" or not client_id or now >= until:
            raise Refused(401, "Unauthorized")
        return client_id
