"""Validates requests by the field rules of gateway.md §5 and §14, and returns what they ask for."""

import re
from dataclasses import dataclass

from promeister_mpay.sandbox.customer_fields import check_customer
from promeister_mpay.sandbox.fields import MOST, FieldErrors, Fields, Part
from promeister_mpay.sandbox.ledger import Line
from promeister_mpay.sandbox.refusals import INVALID, Refused
from promeister_mpay.sandbox.rules import MOST_LINES

LINE_TYPES = {"NORMAL", "PHYSICAL_GOODS", "DIGITAL_GOODS", "DISCOUNT", "SHIPPING", "FEE", "GIFT_CARD", "OTHER_PAYMENT"}
REFERENCE = re.compile(r"[\w\-_/]{1,32}", re.ASCII)
CALLBACKS = ("authorization", "management", "creditApplication")
MOST_ENTRIES = 100
"""Of metadata and of an application's answers; our choice."""


@dataclass(frozen=True, slots=True)
class AskedOptions:
    """The options of a new payment (§5)."""

    automatic_capture: bool
    takes_frozen: bool
    takes_inspection: bool
    delivers_links: bool
    minutes: int
    callbacks: dict[str, str]


@dataclass(frozen=True, slots=True)
class AskedPayment:
    """A valid request for a new payment; `requested` is the credit limit in öre, None without an application."""

    store_id: str
    method_id: str
    reference: str | None
    lines: tuple[Line, ...]
    customer: Fields
    metadata: Fields
    options: AskedOptions
    requested: int | None


def check_create(body: Fields) -> AskedPayment:
    """Check a create request; raises `Refused` with every invalid field."""
    whole = Part(body, "", FieldErrors())
    order = whole.part("order", required=True)
    reference = order.get("orderReference")
    fits = reference is None or (isinstance(reference, str) and REFERENCE.fullmatch(reference))
    order.check(fits, "orderReference", r"must match ^[\w\-_/]{1,32}$")
    asked = AskedPayment(
        store_id=whole.text("storeId", 50, required=True) or "",
        method_id=whole.text("paymentMethodId", 50, required=True) or "",
        reference=str(reference) if reference is not None else None,
        lines=_lines(order, required=True),
        customer=check_customer(whole.part("customer")),
        metadata=_metadata(whole.part("metadata")),
        options=_options(whole.part("options")),
        requested=_requested(whole),
    )
    refuse_invalid(whole)
    return asked


def check_lines(body: Fields, *, required: bool) -> tuple[Line, ...]:
    """Check the order lines of an action and return them; they may be missing unless `required`. Raises `Refused`."""
    whole = Part(body, "", FieldErrors())
    lines = _lines(whole, required=required)
    for name in ("creator", "transactionId"):
        whole.text(name, 100, least=1)
    refuse_invalid(whole)
    return lines


def check_metadata(body: Fields) -> Fields:
    """Check metadata and return it; raises `Refused`."""
    whole = Part(body, "", FieldErrors())
    metadata = _metadata(whole)
    refuse_invalid(whole)
    return metadata


def refuse_invalid(part: Part) -> None:
    """Raise `Refused` when errors were noted."""
    if part.errors.fields:
        raise Refused(400, INVALID, part.errors.fields)


def _lines(order: Part, *, required: bool) -> tuple[Line, ...]:
    value = order.get("orderLines")
    if value is None and not required:
        return ()
    if not isinstance(value, list) or not 1 <= len(value) <= MOST_LINES:
        order.note("orderLines", f"size must be between 1 and {MOST_LINES}")
        return ()
    return tuple(_line(line, f"{order.prefix}orderLines[{at}]", order.errors) for at, line in enumerate(value))


def _line(value: object, name: str, errors: FieldErrors) -> Line:
    line = Part(value if isinstance(value, dict) else {}, f"{name}.", errors)
    return Line(
        quantity=line.number("quantity", least=1, required=True) or 0,
        unit=line.text("quantityUnit", 50, required=True) or "",
        vat_rate=line.number("vatRate", least=0, most=10_000, required=True) or 0,
        amount=line.number("totalAmountIncludingVat", least=-MOST, required=True) or 0,
        description=line.text("description", 100) or "",
        reference=line.text("reference", 50) or "",
        type=line.choice("type", LINE_TYPES) or "",
        unit_amount=line.number("unitAmountIncludingVat", least=-MOST),
        vat_amount=line.number("totalVatAmount", least=-MOST),
    )


def _metadata(metadata: Part) -> Fields:
    custom = metadata.get("custom")
    entries = custom if isinstance(custom, list) else []
    fits = custom is None or (isinstance(custom, list) and len(custom) <= MOST_ENTRIES)
    metadata.check(fits, "custom", f"size must be between 0 and {MOST_ENTRIES}")
    checked = [
        _entry(entry, f"{metadata.prefix}custom[{at}].", metadata.errors)
        for at, entry in enumerate(entries[:MOST_ENTRIES])
    ]
    return {"creator": metadata.text("creator", 100), "custom": checked}


def _entry(value: object, prefix: str, errors: FieldErrors) -> Fields:
    entry = Part(value if isinstance(value, dict) else {}, prefix, errors)
    return {
        "key": entry.text("key", 50, least=1, required=True),
        "value": entry.text("value", 1_000, required=True),
    }


def _requested(whole: Part) -> int | None:
    """The credit limit that an application asks for; 0 when it does not say."""
    application = whole.part("application")
    answers = application.part("applicationData").fields
    fits = len(answers) <= MOST_ENTRIES and all(isinstance(each, str) for each in answers.values())
    application.check(fits, "applicationData", "must be a map of texts")
    requested = application.number("requestedCreditLimit", least=0)
    return None if whole.get("application") is None else requested or 0


def _options(options: Part) -> AskedOptions:
    asked = AskedOptions(
        automatic_capture=options.flag("automaticCapture"),
        takes_frozen=options.flag("handleFrozenPayments"),
        takes_inspection=options.flag("handleManualInspection"),
        delivers_links=options.flag("deliverLinks"),
        minutes=_minutes(options),
        callbacks=_callbacks(options.part("callbacks")),
    )
    options.flag("initiatedOnCustomersDevice")
    _check_redirections(options.part("redirectionUrls"))
    both = asked.automatic_capture and asked.takes_frozen
    options.check(not both, "automaticCapture", "must not be combined with handleFrozenPayments")
    return asked


def _minutes(options: Part) -> int:
    life = options.get("timeToLiveInMinutes")
    life = 120 if life is None else life
    if isinstance(life, bool) or not isinstance(life, int) or not 1 <= life <= 43_200:
        options.note("timeToLiveInMinutes", "must be between 1 and 43200")
        return 120
    return life


def _callbacks(callbacks: Part) -> dict[str, str]:
    targets = {name: callbacks.part(name) for name in CALLBACKS if callbacks.get(name) is not None}
    urls = {name: target.url("url", required=True) for name, target in targets.items()}
    return {name: url for name, url in urls.items() if url}


def _check_redirections(urls: Part) -> None:
    for who in ("customer", "coApplicant", "merchant"):
        participant = urls.part(who)
        for name in ("successUrl", "failUrl"):
            participant.url(name)
