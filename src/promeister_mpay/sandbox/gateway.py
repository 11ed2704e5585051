"""The sandbox's gateway: handles calls, applies the gateway's rules and writes the ledger."""

import secrets
import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from msgspec.structs import replace

from promeister_mpay.sandbox import rules
from promeister_mpay.sandbox.catalogue import Fate, SandboxAccount, SandboxMethod, SandboxStore, accounts
from promeister_mpay.sandbox.ledger import Ledger, Line, Message, SandboxPayment
from promeister_mpay.sandbox.switches import Switches
from promeister_mpay.sandbox.validation import FieldErrors, check_create, check_lines
from promeister_mpay.sandbox.views import payment_view, shown
from promeister_mpay.sandbox.wire import hundredths

TOKEN_LIFE = 3599


class Refused(Exception):
    """The call is refused; `fields` are the validation details."""

    def __init__(self, status: int, message: str, fields: dict[str, str] | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.fields = fields or {}


@dataclass(slots=True)
class SandboxGateway:
    """The gateway's operations on the ledger, for API, pay page and admin API."""

    ledger: Ledger
    store_name: str = "Verkstaden"
    base_url: str = ""
    switches: Switches = field(default_factory=Switches)
    _tokens: dict[str, tuple[str, datetime]] = field(default_factory=dict)

    @property
    def accounts(self) -> dict[str, SandboxAccount]:
        """The accounts by client id."""
        return accounts(self.store_name)

    def token(self, form: dict[str, object]) -> dict[str, object]:
        """A token for valid credentials; raises `Refused` with the name of the OAuth error."""
        account = self.accounts.get(str(form.get("client_id")))
        if account is None or account.secret != form.get("client_secret"):
            raise Refused(400, "invalid_client")
        if form.get("grant_type") != "client_credentials":
            raise Refused(400, "unsupported_grant_type")
        if form.get("scope") not in ("mock-merchant-api", "merchant-api"):
            raise Refused(400, "invalid_scope")
        token = secrets.token_urlsafe(32)
        until = self.ledger.now() + timedelta(seconds=TOKEN_LIFE)
        self._tokens[token] = (str(form["client_id"]), until)
        return {"access_token": token, "token_type": "Bearer", "expires_in": TOKEN_LIFE}

    def caller(self, header: str) -> SandboxAccount:
        """The account that the token belongs to; raises `Refused` with 401."""
        client_id, until = self._tokens.get(header.removeprefix("Bearer "), ("", self.ledger.now()))
        if not client_id or self.ledger.now() >= until:
            raise Refused(401, "Unauthorized")
        return self.accounts[client_id]

    def store(self, account: SandboxAccount, store_id: object) -> SandboxStore:
        """The account's store; raises `Refused` with 404."""
        for store in account.stores:
            if store.id == store_id:
                return store
        raise Refused(404, "SandboxStore not found")

    def create(self, account: SandboxAccount, body: dict[str, object]) -> SandboxPayment:
        """Create a payment, and store its SMS if the link is to be delivered."""
        found = FieldErrors()
        lines = check_create(body, found)
        if found.fields:
            raise Refused(400, "Validation failed", found.fields)
        store = self.store(account, body.get("storeId"))
        method = self._method(store, body.get("paymentMethodId"), sum(line.amount for line in lines))
        payment = self.ledger.put(self._new(body, store, method, lines))
        self._deliver(payment, body, store)
        return payment

    def _method(self, store: SandboxStore, method_id: object, amount: int) -> SandboxMethod:
        for method in store.methods:
            if method.id == method_id:
                if not method.least <= amount <= method.most:
                    raise Refused(400, "Validation failed", {"order.orderLines": "amount is outside purchase limits"})
                return method
        raise Refused(404, "SandboxPayment method not found")

    def _new(
        self, body: dict[str, object], store: SandboxStore, method: SandboxMethod, lines: tuple[Line, ...]
    ) -> SandboxPayment:
        now = self.ledger.now()
        options, order = _part(body, "options"), _part(body, "order")
        payment_id = str(uuid.uuid4())
        reference = str(order.get("orderReference") or payment_id)
        if self.switches.refuses_duplicates and self.ledger.payments_by_reference(reference):
            raise Refused(400, "Validation failed", {"order.orderReference": "is already used"})
        metadata = _part(body, "metadata")
        said = {"creator": str(metadata.get("creator") or "")}
        total = sum(line.amount for line in lines)
        return SandboxPayment(
            id=payment_id,
            token=secrets.token_urlsafe(12),
            created=now,
            expires=now + timedelta(minutes=int(str(options.get("timeToLiveInMinutes", 120)))),
            store_id=store.id,
            method=method.name,
            reference=reference,
            lines=lines,
            customer=_part(body, "customer"),
            metadata=metadata,
            automatic_capture=options.get("automaticCapture") is True,
            takes_frozen=options.get("handleFrozenPayments") is True,
            takes_inspection=options.get("handleManualInspection") is True,
            log=(rules.entry("CREATE", total, now, lines=lines, said=said),),
        )

    def _deliver(self, payment: SandboxPayment, body: dict[str, object], store: SandboxStore) -> None:
        phone = payment.customer.get("mobilePhone")
        if _part(body, "options").get("deliverLinks") is not True or not isinstance(phone, str):
            return
        link = self.link(payment)
        text = f"{store.name}: Betala {shown(payment.total)} för order {payment.reference} här: {link}"
        self.ledger.send(Message(phone, text, link, payment.total, store.name, payment.created))

    def link(self, payment: SandboxPayment) -> str:
        """The URL of the pay page of this payment."""
        return f"{self.base_url}/pay/{payment.token}"

    def view(self, payment: SandboxPayment) -> dict[str, object]:
        """The JSON view of a payment."""
        return payment_view(payment, link=self.link(payment), cancels_waiting=self.switches.cancels_waiting)

    def payment(self, account: SandboxAccount, payment_id: str) -> SandboxPayment:
        """The account's payment, updated to now; raises `Refused` with 404, or as the switches say."""
        if payment_id in self.switches.gone:
            raise Refused(self.switches.gone_status, "Payment is no longer available")
        payment = self.ledger.payment(payment_id)
        if payment is None or payment.store_id not in {store.id for store in account.stores}:
            raise Refused(404, "SandboxPayment not found")
        return self.update_to_now(payment)

    def update_to_now(self, payment: SandboxPayment) -> SandboxPayment:
        """Apply what has happened by now (an expired link, the end of a hold), store the payment and return it."""
        now = rules.as_of(payment, self.ledger.now())
        return payment if now is payment else self.ledger.put(now)

    def search(self, account: SandboxAccount, body: dict[str, object]) -> list[SandboxPayment]:
        """The store's payments by reference and government id; a delay can hide new ones (U4)."""
        store = self._store_of_search(account, body.get("storeId"))
        reference, government_id = body.get("orderReference"), body.get("governmentId")
        known_since = self.ledger.now() - timedelta(seconds=self.switches.search_delay)
        found = self.ledger.payments_by_reference(reference) if isinstance(reference, str) else self.ledger.all()
        return [
            self.update_to_now(payment)
            for payment in found
            if payment.store_id == store.id
            and payment.created <= known_since
            and payment.id not in self.switches.gone
            and government_id in (None, payment.customer.get("governmentId"))
        ]

    def _store_of_search(self, account: SandboxAccount, store_id: object) -> SandboxStore:
        """The store of a search; for another account's store a search answers 403 instead of 404."""
        if not isinstance(store_id, str):
            raise Refused(400, "Validation failed", {"storeId": "must not be null"})
        try:
            return self.store(account, store_id)
        except Refused as refusal:
            raise Refused(403, "No access to store") from refusal

    def act(self, account: SandboxAccount, payment_id: str, action: str, body: dict[str, object]) -> SandboxPayment:
        """Cancel, capture or refund; raises `Refused` with 400 when the state does not allow it (U7)."""
        payment = self.payment(account, payment_id)
        found = FieldErrors()
        lines = check_lines(body.get("orderLines"), "orderLines", found, required=False)
        if found.fields:
            raise Refused(400, "Validation failed", found.fields)
        said = {name: str(body[name]) for name in ("transactionId", "creator") if body.get(name)}
        try:
            return self.ledger.put(self._acted(payment, action, lines, said))
        except rules.NotAllowed as error:
            raise Refused(400, "Action not allowed for payment") from error

    def _acted(
        self, payment: SandboxPayment, action: str, lines: tuple[Line, ...], said: dict[str, str]
    ) -> SandboxPayment:
        now = self.ledger.now()
        if action == "capture":
            return rules.captured(payment, now, said=said)
        if action == "cancel":
            return rules.canceled(payment, now, said=said, waiting_too=self.switches.cancels_waiting)
        if self.switches.known_lines_only and not all(line in payment.lines for line in lines):
            raise rules.NotAllowed
        return rules.refunded(payment, now, lines=lines, said=said)

    def act_as_customer(self, payment: SandboxPayment, act: str) -> SandboxPayment:
        """Act on the payment as the customer or Resurs would; a payment that has ended stays unchanged.

        Raises `rules.NotAllowed` for an unknown act.
        """
        now = self.ledger.now()
        held = payment.waits or payment.status in ("INSPECTION", "SUPPLEMENTING_REQUIRED", "FROZEN")
        if not held:
            return payment
        if act in ("pay", "release"):
            return self.ledger.put(rules.accepted(payment, now))
        rejections = {"decline": "ABORTED_BY_CUSTOMER", "expire": "TIMEOUT", "deny": "CREDIT_DENIED"}
        if act in rejections:
            return self.ledger.put(rules.rejected(payment, rejections[act]))
        holds = {"inspect": "INSPECTION", "freeze": "FROZEN", "supplement": "SUPPLEMENTING_REQUIRED"}
        if act in holds:
            return self.ledger.put(_held(payment, holds[act]))
        if act != "authorize":
            raise rules.NotAllowed
        return self.ledger.put(rules.accepted(_uncaptured(payment), now))

    def decide(self, payment: SandboxPayment, fate: Fate) -> SandboxPayment:
        """Apply the outcome `fate` to the payment and store it."""
        return self.ledger.put(rules.decided(payment, fate, self.ledger.now()))


def _held(payment: SandboxPayment, status: str) -> SandboxPayment:
    return replace(payment, status=status)


def _uncaptured(payment: SandboxPayment) -> SandboxPayment:
    return replace(payment, automatic_capture=False)


def _part(body: dict[str, object], name: str) -> dict[str, object]:
    value = body.get(name)
    return value if isinstance(value, dict) else {}


def amount_filter(store: SandboxStore, amount: object) -> list[SandboxMethod]:
    """The store's methods that accept `amount` (kronor as text), or all if it is None."""
    purchase = None if amount is None else hundredths(amount)
    return [method for method in store.methods if purchase is None or method.least <= purchase <= method.most]
