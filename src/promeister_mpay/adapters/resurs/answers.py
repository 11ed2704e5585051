"""What the gateway answers, field by field, and what the program makes of it (`gateway.md §2–§13`).

A field without a default, or marked `RELIED_ON`, decides money or identity; any other may be missing, null or odd
(`decoding.py`).
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Annotated, TypeVar

import msgspec

from promeister_mpay.adapters.resurs.decoding import RELIED_ON, Unreadable, decode
from promeister_mpay.adapters.resurs.wire import REQUEST_KEY, kronor
from promeister_mpay.domain.payments.readiness import AmountLimits
from promeister_mpay.domain.payments.request import GatewayStatus, Observation
from promeister_mpay.services.ports.gateway import UNLIMITED, GatewayMethod, GatewayStore

MOST = Decimal("9999999999.99")
LONGEST_NAME = 100
"""Characters of an id, a reason or a name; an uuid has 36."""
LONGEST_TEXT = 300
"""Characters of an explanation."""
LONGEST_LINK = 2000
"""Characters of a link; a longer one cannot be shown as a QR code, and is left out."""
MOST_FIELDS = 20
SHORT_LIFE = Decimal(300)
"""Seconds that a token is used when the gateway does not say how long it lives; a 401 renews it sooner."""
YEARS = range(2000, 2100)
"""The years of a moment that is believed."""

Entry = TypeVar("Entry", bound=msgspec.Struct)
Made = TypeVar("Made")


class Token(msgspec.Struct):
    """A token (`gateway.md §2`)."""

    access_token: str
    expires_in: Decimal = SHORT_LIFE


class StoreAnswer(msgspec.Struct, rename="camel"):
    """A store (`gateway.md §3`)."""

    id: str
    national_store_id: int = 0
    name: str = ""


class PageAnswer(msgspec.Struct, rename="camel"):
    """Of how many pages this is one."""

    total_pages: int | None = None


class StorePage(msgspec.Struct, rename="camel"):
    """A page of stores; one that cannot be read is left out."""

    content: list[StoreAnswer | None]
    page: PageAnswer = msgspec.field(default_factory=PageAnswer)


class MethodAnswer(msgspec.Struct, rename="camel"):
    """A payment method (`gateway.md §4`); the gateway itself keeps its limits, whether we can read them or not."""

    id: str
    name: str = ""
    type: str = ""
    min_purchase_limit: Decimal | None = None
    max_purchase_limit: Decimal | None = None
    enabled_for_legal_customer: bool = True
    enabled_for_natural_customer: bool = True


class MethodList(msgspec.Struct, rename="camel"):
    """The methods of a store; one that cannot be read is left out."""

    content: list[MethodAnswer | None]


class Reason(msgspec.Struct, rename="camel"):
    """Why a payment was rejected (`gateway.md §10`)."""

    category: str = ""


class Action(msgspec.Struct, rename="camel"):
    """What may be done (`gateway.md §11`)."""

    action: str = ""


class LogEntry(msgspec.Struct, rename="camel"):
    """One entry of the action log (`gateway.md §8`)."""

    type: str
    created: str = ""
    transaction_id: Annotated[str | None, RELIED_ON] = None


class OrderAnswer(msgspec.Struct, rename="camel"):
    """A payment's amounts (`gateway.md §6`)."""

    total_order_amount: Decimal
    authorized_amount: Decimal
    canceled_amount: Decimal
    captured_amount: Decimal
    refunded_amount: Decimal
    order_reference: Annotated[str | None, RELIED_ON] = None
    possible_actions: list[Action | None] = []
    action_log: list[LogEntry | None] = []

    @property
    def refund_ids(self) -> frozenset[str]:
        """The transaction ids of its refunds; empty for one that was made without.

        Only they tell which part refunds are done, so raises `Unreadable` when they are needed and cannot all be read.
        """
        log = [entry for entry in self.action_log if entry is not None]
        ids = frozenset(entry.transaction_id or "" for entry in log if entry.type == "REFUND")
        is_part = 0 < self.refunded_amount < self.captured_amount
        if is_part and (not ids or len(log) < len(self.action_log)):
            raise Unreadable("actionLog")
        return ids

    @property
    def captured_at(self) -> datetime | None:
        """When it was captured last (UTC), as far as the log can be read."""
        captures = [entry for entry in self.action_log if entry is not None and entry.type == "CAPTURE"]
        return moment(captures[-1].created) if captures else None


class Urls(msgspec.Struct, rename="camel"):
    """URLs of the payment's open tasks."""

    customer_url: str = ""


class Metadata(msgspec.Struct, rename="camel"):
    """The payment's metadata; `custom` contains our key, as an array of entries or (at least when empty) an object."""

    custom: object = None

    @property
    def request_key(self) -> str:
        """Our key; empty when the metadata do not carry it. Raises `Unreadable` when they carry several, or no text."""
        found = [each for each in self._values() if each is not None]
        if not found:
            return ""
        if not isinstance(found[0], str) or any(each != found[0] for each in found):
            raise Unreadable("metadata")
        return found[0]

    def _values(self) -> list[object]:
        if isinstance(self.custom, dict):
            return [self.custom.get(REQUEST_KEY)]
        entries = self.custom if isinstance(self.custom, list) else []
        return [entry.get("value") for entry in entries if isinstance(entry, dict) and entry.get("key") == REQUEST_KEY]


class PaymentAnswer(msgspec.Struct, rename="camel"):
    """A payment (`gateway.md §6`); `order` may be missing in search hits."""

    id: str
    status: str
    created: str = ""
    rejected_reason: Reason = msgspec.field(default_factory=Reason)
    order: OrderAnswer | None = None
    metadata: Metadata = msgspec.field(default_factory=Metadata)
    task_redirection_urls: Urls = msgspec.field(default_factory=Urls)


class SearchAnswer(msgspec.Struct, rename="camel"):
    """Hits under `content`, in older revisions under `results` (U15); each may be the payment that is looked for."""

    content: Annotated[list[PaymentAnswer] | None, RELIED_ON] = None
    results: Annotated[list[PaymentAnswer] | None, RELIED_ON] = None

    @property
    def hits(self) -> list[PaymentAnswer]:
        """The hits, from whichever field has them; raises `Unreadable` when none has."""
        found = self.content if self.content is not None else self.results
        if found is None:
            raise Unreadable("no content")
        return found


class ErrorAnswer(msgspec.Struct, rename="camel"):
    """An error body; details have had three shapes (`gateway.md §13`)."""

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
    return decode(content, ErrorAnswer)


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
    """An id of the gateway; raises `Unreadable` for none and for one too long, because a part of it names nothing."""
    if not text.strip() or len(text) > LONGEST_NAME:
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


def moment(text: str) -> datetime | None:
    """Parse a time into UTC, with or without zone and up to nine decimals; None for what cannot be a time."""
    whole, _, rest = text.partition(".")
    zone = rest.lstrip("0123456789")
    decimals = rest[: len(rest) - len(zone)][:6].ljust(6, "0")
    try:
        found = datetime.fromisoformat(f"{whole}.{decimals}{zone}" if rest else text)
        utc = found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return utc if utc.year in YEARS else None


def observation(payment: PaymentAnswer, trace_id: str) -> Observation:
    """Convert a payment to an observation; raises `Unreadable` when money or identity cannot be read."""
    order = payment.order
    if order is None:
        raise Unreadable("no order")
    return Observation(
        payment_id=identity(payment.id),
        status=_status(payment.status),
        total=ore(order.total_order_amount),
        authorized=ore(order.authorized_amount),
        captured=ore(order.captured_amount),
        refunded=ore(order.refunded_amount),
        canceled=ore(order.canceled_amount),
        can_cancel=any(entry is not None and entry.action == "CANCEL" for entry in order.possible_actions),
        reason=payment.rejected_reason.category[:LONGEST_NAME],
        reference=order.order_reference or "",
        link=_link(payment.task_redirection_urls.customer_url),
        request_key=payment.metadata.request_key,
        created_at=moment(payment.created),
        captured_at=order.captured_at,
        refund_ids=order.refund_ids,
        trace_id=trace_id,
    )


def _link(link: str) -> str:
    return link if len(link) <= LONGEST_LINK else ""


def _status(word: str) -> GatewayStatus:
    known: type[StrEnum] = GatewayStatus
    return GatewayStatus(word) if word in known.__members__.values() else GatewayStatus.UNKNOWN


def store(answer: StoreAnswer) -> GatewayStore:
    """Convert a store; raises `Unreadable` when its id cannot be read."""
    return GatewayStore(identity(answer.id), answer.name.strip()[:LONGEST_NAME] or answer.id, answer.national_store_id)


def method(answer: MethodAnswer) -> GatewayMethod:
    """Convert a payment method; raises `Unreadable` when its id cannot be read."""
    least, most = _limit(answer.min_purchase_limit, UNLIMITED.least), _limit(answer.max_purchase_limit, UNLIMITED.most)
    limits = AmountLimits(least, most) if 0 < most >= least else UNLIMITED
    return GatewayMethod(
        id=identity(answer.id),
        name=answer.name.strip()[:LONGEST_NAME] or answer.id,
        type=answer.type[:LONGEST_NAME],
        least=limits.least,
        most=limits.most,
        for_persons=answer.enabled_for_natural_customer,
        for_companies=answer.enabled_for_legal_customer,
    )


def _limit(amount: Decimal | None, unknown: int) -> int:
    """A limit in öre; `unknown` when it cannot be read."""
    try:
        return unknown if amount is None or amount < 0 else ore(amount)
    except (Unreadable, InvalidOperation):
        return unknown


def readable(entries: Sequence[Entry | None], convert: Callable[[Entry], Made]) -> list[Made]:
    """What can be made of the entries of a list; raises `Unreadable` when there are some and nothing can be."""
    made: list[Made] = []
    for entry in entries:
        with suppress(Unreadable):
            made += [convert(entry)] if entry is not None else []
    if entries and not made:
        raise Unreadable("no entry")
    return made
