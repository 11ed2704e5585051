"""Encodes requests as JSON with exact decimals, and decodes answers into typed structures."""

from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

import msgspec

from promeister_mpay.adapters.resurs.account import USER_AGENT
from promeister_mpay.domain.payments.lines import NewPayment, PaymentLine
from promeister_mpay.domain.payments.request import GatewayStatus, Observation

REQUEST_KEY = "request"
MOST = Decimal("9999999999.99")
LONGEST_NAME = 100
"""Characters of an id, a reason or a name; an uuid has 36."""
LONGEST_TEXT = 300
"""Characters of an explanation."""
LONGEST_LINK = 2000
"""Characters of a link; a longer one cannot be shown as a QR code, and is left out."""
MOST_FIELDS = 20

Answer = TypeVar("Answer")


class Unreadable(ValueError):
    """The answer does not have the form that the API documents."""


def decode(content: bytes, kind: type[Answer]) -> Answer:
    """Decode the JSON as `kind`; raises `Unreadable` for anything else, including too deep nesting."""
    try:
        return msgspec.json.decode(content, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Unreadable("json") from error


class Token(msgspec.Struct):
    """A token (`gateway.md §2`)."""

    access_token: str
    expires_in: int


class StoreAnswer(msgspec.Struct, rename="camel"):
    """A store (`gateway.md §3`)."""

    id: str
    national_store_id: int
    name: str


class PageAnswer(msgspec.Struct, rename="camel"):
    """Which page of how many."""

    number: int = 0
    total_pages: int = 1


class StorePage(msgspec.Struct, rename="camel"):
    """A page of stores."""

    content: list[StoreAnswer]
    page: PageAnswer = msgspec.field(default_factory=PageAnswer)


class MethodAnswer(msgspec.Struct, rename="camel"):
    """A payment method (`gateway.md §4`)."""

    id: str
    name: str
    type: str
    min_purchase_limit: Decimal
    max_purchase_limit: Decimal


class MethodList(msgspec.Struct, rename="camel"):
    """The methods of a store."""

    content: list[MethodAnswer]


class Reason(msgspec.Struct, rename="camel"):
    """Why a payment was rejected (`gateway.md §10`)."""

    category: str | None = None


class Action(msgspec.Struct, rename="camel"):
    """What may be done (`gateway.md §11`)."""

    action: str | None = None


class LogEntry(msgspec.Struct, rename="camel"):
    """One entry of the action log (`gateway.md §8`)."""

    type: str
    created: str = ""
    transaction_id: str | None = None


class OrderAnswer(msgspec.Struct, rename="camel"):
    """A payment's amounts (`gateway.md §6`)."""

    total_order_amount: Decimal
    authorized_amount: Decimal
    canceled_amount: Decimal
    captured_amount: Decimal
    refunded_amount: Decimal
    order_reference: str | None = None
    possible_actions: list[Action] = []
    action_log: list[LogEntry] = []


class Urls(msgspec.Struct, rename="camel"):
    """URLs of the payment's open tasks."""

    customer_url: str | None = None


class Metadata(msgspec.Struct, rename="camel"):
    """The payment's metadata; `custom` contains our key, as an array of entries or (at least when empty) an object."""

    custom: list[dict[str, str]] | dict[str, object] | None = None


class PaymentAnswer(msgspec.Struct, rename="camel"):
    """A payment (`gateway.md §6`); `order` may be missing in search hits."""

    id: str
    status: str
    created: str = ""
    rejected_reason: Reason | None = None
    order: OrderAnswer | None = None
    metadata: Metadata | None = None
    task_redirection_urls: Urls | None = None


class SearchAnswer(msgspec.Struct, rename="camel"):
    """Hits under `content`, in older revisions under `results` (U15)."""

    content: list[PaymentAnswer] | None = None
    results: list[PaymentAnswer] | None = None

    @property
    def hits(self) -> list[PaymentAnswer]:
        """The hits, from whichever field has them; raises `Unreadable` when none has."""
        found = self.content if self.content is not None else self.results
        if found is None:
            raise Unreadable("no content")
        return found


class ErrorAnswer(msgspec.Struct, rename="camel"):
    """An error body; details have had three shapes (`gateway.md §13`). Parts that cannot be decoded are left out."""

    trace_id: str = ""
    code: str = ""
    message: str = ""
    error: str = ""
    validation_errors: object = None
    parameters: object = None

    @property
    def fields(self) -> dict[str, str]:
        """The error text of each field, by field name; bounded, for it is shown."""
        found = {**_details(self.parameters), **_details(self.validation_errors)}
        return {name[:LONGEST_NAME]: shortened(says) for name, says in list(found.items())[:MOST_FIELDS]}


def error_answer(content: bytes) -> ErrorAnswer:
    """Decode an error body, without the parts that cannot be decoded; raises `Unreadable` if it is no JSON object."""
    said = decode(content, dict[str, object])
    known = {"traceId", "code", "message", "error"}
    odd = {name for name in known & said.keys() if not isinstance(said[name], str)}
    return msgspec.convert({name: value for name, value in said.items() if name not in odd}, ErrorAnswer)


def _details(found: object) -> dict[str, str]:
    if isinstance(found, dict):
        return {str(name): str(says) for name, says in found.items()}
    if isinstance(found, list):
        entries = [entry for entry in found if isinstance(entry, dict) and "fieldName" in entry]
        return {str(entry["fieldName"]): str(entry.get("message") or "") for entry in entries}
    return {}


def shortened(text: str) -> str:
    """A text of the gateway that is stored or shown, at most `LONGEST_TEXT` long."""
    return text if len(text) <= LONGEST_TEXT else f"{text[: LONGEST_TEXT - 1]}…"


def identity(text: str) -> str:
    """An id of the gateway; raises `Unreadable` for one that is too long, because a part of it names nothing."""
    if len(text) > LONGEST_NAME:
        raise Unreadable("id")
    return text


def ore(amount: Decimal) -> int:
    """Convert kronor to öre; raises `Unreadable` for fractions of an öre or an amount above the limit."""
    # Compare before calculating: Decimal arithmetic rounds to 28 digits, and fails for huge exponents.
    if not amount.is_finite() or not -MOST <= amount <= MOST:
        raise Unreadable("amount")
    hundredths = int(amount.scaleb(2))
    if kronor(hundredths) != amount:
        raise Unreadable("amount")
    return hundredths


def kronor(hundredths: int) -> Decimal:
    """Convert hundredths (such as öre) to an exact decimal number."""
    return Decimal(hundredths).scaleb(-2)


def moment(text: str) -> datetime | None:
    """Parse a time into UTC, with or without zone and up to nine decimals; None when it cannot be parsed."""
    whole, _, rest = text.partition(".")
    zone = rest.lstrip("0123456789")
    decimals = rest[: len(rest) - len(zone)][:6].ljust(6, "0")
    try:
        found = datetime.fromisoformat(f"{whole}.{decimals}{zone}" if rest else text)
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def observation(payment: PaymentAnswer, trace_id: str) -> Observation:
    """Convert a payment to an observation; raises `Unreadable` when its amounts cannot be read."""
    order = payment.order
    if order is None:
        raise Unreadable("no order")
    log = order.action_log
    captures = [entry for entry in log if entry.type == "CAPTURE"]
    return Observation(
        payment_id=identity(payment.id),
        status=_status(payment.status),
        total=ore(order.total_order_amount),
        authorized=ore(order.authorized_amount),
        captured=ore(order.captured_amount),
        refunded=ore(order.refunded_amount),
        canceled=ore(order.canceled_amount),
        can_cancel=any(entry.action == "CANCEL" for entry in order.possible_actions),
        reason=((payment.rejected_reason and payment.rejected_reason.category) or "")[:LONGEST_NAME],
        reference=order.order_reference or "",
        link=_link(payment.task_redirection_urls),
        request_key=_key(payment.metadata),
        created_at=moment(payment.created),
        captured_at=moment(captures[-1].created) if captures else None,
        refund_ids=frozenset(entry.transaction_id or "" for entry in log if entry.type == "REFUND"),
        trace_id=trace_id,
    )


def _link(urls: Urls | None) -> str:
    link = (urls and urls.customer_url) or ""
    return link if len(link) <= LONGEST_LINK else ""


def _status(word: str) -> GatewayStatus:
    known: type[StrEnum] = GatewayStatus
    return GatewayStatus(word) if word in known.__members__.values() else GatewayStatus.UNKNOWN


def _key(metadata: Metadata | None) -> str:
    custom = metadata.custom if metadata else None
    if isinstance(custom, dict):
        return str(custom.get(REQUEST_KEY, ""))
    return next((entry.get("value", "") for entry in custom or [] if entry.get("key") == REQUEST_KEY), "")


def new_payment(payment: NewPayment, *, address: str) -> dict[str, object]:
    """The request body of create (POS profile, `gateway.md §5`); unknown fields are left out, never sent empty."""
    return {
        "storeId": payment.store_id,
        "paymentMethodId": payment.payment_method_id,
        "order": {"orderReference": payment.reference, **order_lines(payment.lines)},
        "customer": _customer(payment, address),
        "metadata": {"creator": payment.creator, "custom": [{"key": REQUEST_KEY, "value": payment.key}]},
        "options": {
            "initiatedOnCustomersDevice": payment.initiated_on_customers_device,
            "deliverLinks": True,
            "handleFrozenPayments": False,
            "handleManualInspection": False,
            "automaticCapture": True,
            "timeToLiveInMinutes": int(payment.link_life.total_seconds()) // 60,
        },
    }


def _customer(payment: NewPayment, address: str) -> dict[str, object]:
    known = {"governmentId": payment.government_id, "email": payment.email}
    return {
        "customerType": payment.customer_type.value,
        "mobilePhone": payment.phone,
        **{name: value for name, value in known.items() if value},
        "deviceInfo": {"ip": address, "userAgent": USER_AGENT},
    }


def order_lines(lines: Sequence[PaymentLine]) -> dict[str, object]:
    """The body's order lines; without lines the field is left out, because the gateway refuses an empty list."""
    return {"orderLines": [_line(line) for line in lines]} if lines else {}


def _line(line: PaymentLine) -> dict[str, object]:
    known = {"description": line.description, "reference": line.reference}
    return {
        "type": line.type.value,
        "quantity": kronor(line.quantity),
        "quantityUnit": line.unit,
        "vatRate": line.vat_rate,
        "totalAmountIncludingVat": kronor(line.amount),
        **{name: value for name, value in known.items() if value},
    }


encoder = msgspec.json.Encoder(decimal_format="number")
