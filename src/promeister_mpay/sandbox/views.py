"""Builds the JSON views that the gateway returns (gateway.md §3–§8); an optional field that has no value is null."""

from promeister_mpay.sandbox import credit
from promeister_mpay.sandbox.catalogue import SandboxMethod, SandboxStore
from promeister_mpay.sandbox.ledger import Entry, Line, SandboxPayment
from promeister_mpay.sandbox.rules import possible_actions
from promeister_mpay.sandbox.wire import kronor, moment

SEARCH_LACKS = ("countryCode", "application")
CUSTOMER = ("customerType", "governmentId", "email", "mobilePhone", "contactPerson", "deliveryAddress", "deviceInfo")
COUNTRY = "SE"


def payment_view(payment: SandboxPayment, *, link: str, cancels_waiting: bool) -> dict[str, object]:
    """The payment object as JSON values."""
    urls = {"customerUrl": link, "merchantUrl": link, "coApplicantUrl": None}
    return {
        "id": payment.id,
        "created": moment(payment.created),
        "storeId": payment.store_id,
        "status": payment.status,
        "rejectedReason": {"category": payment.reason} if payment.reason else None,
        "customer": {name: payment.customer.get(name) for name in CUSTOMER},
        "paymentMethod": {"name": payment.method},
        "countryCode": COUNTRY,
        "application": _application(payment),
        "metadata": {name: payment.metadata.get(name) for name in ("creator", "custom")},
        "order": _order(payment, cancels_waiting=cancels_waiting),
        "taskRedirectionUrls": urls if payment.waits else None,
    }


def search_view(shown: dict[str, object]) -> dict[str, object]:
    """The view as a search hit, which lacks some fields (§7)."""
    return {name: value for name, value in shown.items() if name not in SEARCH_LACKS}


def _application(payment: SandboxPayment) -> dict[str, object] | None:
    """The application for credit; a limit that was not asked for is that of the order."""
    if payment.requested is None:
        return None
    requested = kronor(payment.requested or payment.limit)
    approved = kronor(payment.limit) if payment.status == "ACCEPTED" else kronor(0)
    return {"requestedCreditLimit": requested, "approvedCreditLimit": approved, "reference": None}


def _order(payment: SandboxPayment, *, cancels_waiting: bool) -> dict[str, object]:
    actions = possible_actions(payment, cancels_waiting=cancels_waiting)
    return {
        "orderReference": payment.reference,
        "actionLog": [entry_view(entry) for entry in payment.log],
        "possibleActions": [{"action": action} for action in actions],
        "totalOrderAmount": kronor(payment.total),
        "canceledAmount": kronor(payment.canceled),
        "authorizedAmount": kronor(payment.authorized),
        "capturedAmount": kronor(payment.captured),
        "refundedAmount": kronor(payment.refunded),
    }


def entry_view(entry: Entry) -> dict[str, object]:
    """An entry of the action log."""
    return {
        "actionId": entry.id,
        "type": entry.type,
        "created": moment(entry.created),
        "orderLines": [_line(line) for line in entry.lines],
        "transactionId": entry.transaction_id or None,
        "creator": entry.creator or None,
    }


def _line(line: Line) -> dict[str, object]:
    return {
        "quantity": kronor(line.quantity),
        "quantityUnit": line.unit,
        "vatRate": kronor(line.vat_rate),
        "totalAmountIncludingVat": kronor(line.amount),
        "description": line.description or None,
        "reference": line.reference or None,
        "type": line.type or None,
        "unitAmountIncludingVat": None if line.unit_amount is None else kronor(line.unit_amount),
        "totalVatAmount": None if line.vat_amount is None else kronor(line.vat_amount),
    }


def task_view(payment: SandboxPayment, link: str) -> dict[str, object]:
    """Whether the customer has something left to do."""
    task = {"customerUrl": link, "hasActiveTask": True} if payment.waits else None
    return {"completed": not payment.waits, "customer": task, "merchant": None, "coApplicant": None}


def store_view(store: SandboxStore) -> dict[str, object]:
    """A store."""
    return {
        "id": store.id,
        "nationalStoreId": store.national_id,
        "countryCode": COUNTRY,
        "name": store.name,
        "organizationNumber": "166997368573",
    }


def method_view(method: SandboxMethod) -> dict[str, object]:
    """A payment method."""
    least, most = kronor(method.least), kronor(method.most)
    return {
        "id": method.id,
        "name": method.name,
        "description": None,
        "type": method.type,
        "minPurchaseLimit": least,
        "maxPurchaseLimit": most,
        "minApplicationLimit": least,
        "maxApplicationLimit": most,
        "legalLinks": _legal_links(method),
        "enabledForLegalCustomer": True,
        "enabledForNaturalCustomer": True,
        "priceSignagePossible": method.is_credit,
        "campaign": None,
    }


def _legal_links(method: SandboxMethod) -> list[dict[str, object]]:
    """The terms, and for a credit what the law wants shown (§4)."""
    kinds = {"GENERAL_TERMS": ("villkor", False)}
    if method.is_credit:
        kinds |= {"SECCI": ("secci", False), "PRICE_INFO": ("pris?amount=", True)}
    return [
        {"url": f"https://example.test/{path}", "type": kind, "appendAmount": appends}
        for kind, (path, appends) in kinds.items()
    ]


def price_view(amount: int) -> dict[str, object]:
    """What a credit of an amount in öre costs by each plan."""
    return {
        "secciLinks": [{"uri": "https://example.test/secci", "language": "Swedish"}],
        "generalTermsLinks": [{"uri": "https://example.test/villkor", "language": "Swedish"}],
        "costList": list(credit.costs(amount)),
    }


def form_view(method: SandboxMethod) -> dict[str, object]:
    """The questions that an application for the method has; an external method has none."""
    if not method.is_internal:
        return {"elements": []}
    return {
        "elements": [
            _element("HEADING", "Uppgifter om dig"),
            _element("TEXT", "Personnummer", "applicant-government-id", pattern=r"^(19|20)?\d{6}[-+]?\d{4}$"),
            _element("TEXT", "Mobiltelefon", "applicant-mobile-number", pattern=r"^(\+46|0)[ -]?7[\d -]{8,12}$"),
            _element("TEXT", "E-post", "applicant-email-address", pattern=r"^[^@\s]+@[^@\s]+$"),
            *(
                [_element("NUMBER", "Månadsinkomst före skatt", "applicant-income", most=999_999)]
                if method.is_credit
                else []
            ),
        ]
    }


def _element(
    kind: str, label: str, name: str | None = None, *, pattern: str | None = None, most: int | None = None
) -> dict[str, object]:
    return {
        "type": kind,
        "label": label,
        "fieldName": name,
        "description": None,
        "required": None if name is None else True,
        "pattern": pattern,
        "patternValidationErrorMessage": None if pattern is None else f"{label} är inte giltig",
        "defaultValue": None,
        "options": None,
        "maxLength": None if pattern is None else 100,
        "min": None if most is None else 0,
        "max": most,
        "requiredIfValue": None,
    }


def shown(ore: int) -> str:
    """Format an amount in Swedish: '8 432,00 kr' with no-break spaces."""
    sign = "\N{MINUS SIGN}" if ore < 0 else ""
    whole, rest = divmod(abs(ore), 100)
    return f"{sign}{whole:,}".replace(",", "\N{NO-BREAK SPACE}") + f",{rest:02d}\N{NO-BREAK SPACE}kr"
