"""Raw calls of the gateway's API, and a customer with a browser, for what the real client never does."""

import json
import re
from decimal import Decimal
from html.parser import HTMLParser
from typing import Any

import httpx
import msgspec

from support.gateways import METHOD, PHONE, STORE, Json, Sandbox

PAYMENTS = "/v2/payments"
APPROVED = "198305147715"
GOOD_CARD = "4925 0000 0000 0004"
_encoder = msgspec.json.Encoder(decimal_format="number")
EMPTY_ELEMENTS = {"input", "link", "meta", "br", "hr", "img"}


def a_body(*, amount: str = "8432.10", customer: Json | None = None, **options: object) -> Json:
    """The body of a new payment that is captured at once; `options` are those of the API."""
    line = {"quantity": 1, "quantityUnit": "st", "vatRate": 25, "description": "Byte av kamrem"}
    return {
        "storeId": STORE,
        "paymentMethodId": METHOD,
        "order": {"orderReference": "14790-1", "orderLines": [{**line, "totalAmountIncludingVat": Decimal(amount)}]},
        "customer": {"customerType": "NATURAL", "mobilePhone": PHONE, **(customer or {})},
        "options": {"deliverLinks": True, "automaticCapture": True, "timeToLiveInMinutes": 1440, **options},
    }


class Api:
    """The API as an account sees it."""

    def __init__(self, sandbox: Sandbox, client_id: str = "training", secret: str = "training") -> None:
        self._http = sandbox.http
        form = {
            "client_id": client_id,
            "client_secret": secret,
            "grant_type": "client_credentials",
            "scope": "merchant-api",
        }
        answer = self._http.post("/oauth2/token", data=form).raise_for_status()
        self.headers = {"authorization": f"Bearer {answer.json()['access_token']}"}

    def get(self, path: str, **query: str | int) -> httpx.Response:
        return self._http.get(path, params=query, headers=self.headers)

    def post(self, path: str, body: object) -> httpx.Response:
        return self.post_text(path, _encoder.encode(body))

    def put(self, path: str, body: object) -> httpx.Response:
        headers = {**self.headers, "content-type": "application/json"}
        return self._http.put(path, content=_encoder.encode(body), headers=headers)

    def post_text(self, path: str, content: bytes | str) -> httpx.Response:
        headers = {**self.headers, "content-type": "application/json"}
        return self._http.post(path, content=content, headers=headers)

    def create(self, body: Json | None = None) -> Json:
        """A new payment."""
        return read(self.post(PAYMENTS, body or a_body()))

    def payment(self, payment_id: str) -> Json:
        """The payment as it stands."""
        return read(self.get(f"{PAYMENTS}/{payment_id}"))

    def act(self, payment_id: str, act: str, body: Json | None = None) -> httpx.Response:
        return self.post(f"{PAYMENTS}/{payment_id}/{act}", body or {})


def read(answer: httpx.Response) -> Json:
    """A good answer, its amounts exact."""
    assert answer.status_code == 200, answer.text
    return dict(json.loads(answer.text, parse_float=Decimal))


def link_of(payment: Json) -> str:
    return str(payment["taskRedirectionUrls"]["customerUrl"])


class Page(HTMLParser):
    """A page as a customer's browser, and a screen reader, has it."""

    def __init__(self, answer: httpx.Response) -> None:
        super().__init__()
        self.status = answer.status_code
        self.headers = answer.headers
        self.source = answer.text
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.in_labels: list[dict[str, str]] = []
        self._open: list[str] = []
        self._texts: list[str] = []
        self.feed(answer.text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        self.elements.append((tag, found))
        if "label" in self._open:
            self.in_labels.append(found)
        if tag not in EMPTY_ELEMENTS:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self._texts.append(data)

    @property
    def text(self) -> str:
        """All that is to be read, spaces made one."""
        return re.sub(r"\s+", " ", " ".join(self._texts)).strip()

    @property
    def ids(self) -> set[str]:
        return {found["id"] for _, found in self.elements if "id" in found}

    def all(self, tag: str) -> list[dict[str, str]]:
        """The attributes of all elements with this tag."""
        return [found for name, found in self.elements if name == tag]


def opened(sandbox: Sandbox, link: str) -> Page:
    """The page behind a link."""
    return Page(sandbox.http.get(link))


def sent(sandbox: Sandbox, link: str, **form: str) -> Page:
    """The page that the customer sees after having sent the form."""
    return Page(sandbox.http.post(link, data={"pay": "1", **form}, follow_redirects=True))


def declined(sandbox: Sandbox, link: str) -> Page:
    return Page(sandbox.http.post(link, data={"decline": "1"}, follow_redirects=True))


def amounts(payment: Json) -> dict[str, Any]:
    """Authorized, captured, refunded and cancelled in kronor, by short names; zeros left out."""
    order = payment["order"]
    names = ("authorized", "captured", "refunded", "canceled")
    return {name: order[f"{name}Amount"] for name in names if order[f"{name}Amount"]}
