"""The sandbox's gateway: handles calls, applies the gateway's rules and writes the ledger."""

import secrets
import uuid
from dataclasses import dataclass, field
from datetime import timedelta

from msgspec.structs import replace

from promeister_mpay.sandbox import rules
from promeister_mpay.sandbox.callbacks import CallbackSender, occasions
from promeister_mpay.sandbox.catalogue import Fate, SandboxAccount, SandboxMethod, SandboxStore, accounts, identity_of
from promeister_mpay.sandbox.ledger import Ledger, Line, Message, SandboxPayment
from promeister_mpay.sandbox.refusals import INVALID, Refused
from promeister_mpay.sandbox.switches import Switches
from promeister_mpay.sandbox.tokens import Tokens
from promeister_mpay.sandbox.validation import AskedPayment, check_create, check_lines, check_metadata
from promeister_mpay.sandbox.views import payment_view, shown

MOST_HITS = 1_000


@dataclass(slots=True)
class SandboxGateway:
    """The gateway's operations on the ledger, for API, pay page and admin API."""

    ledger: Ledger
    store_name: str = "Verkstaden"
    base_url: str = ""
    switches: Switches = field(default_factory=Switches)
    sender: CallbackSender = field(default_factory=CallbackSender)
    account_secret: str = ""
    """The secret of the account `training`, when it is not the published one."""
    _tokens: Tokens = field(default_factory=Tokens)

    @property
    def accounts(self) -> dict[str, SandboxAccount]:
        """The accounts by client id."""
        return accounts(self.store_name, self.account_secret)

    def token(self, form: dict[str, object]) -> dict[str, object]:
        """A token for valid credentials; raises `Refused` with the name of the OAuth error."""
        return self._tokens.issue(form, self.accounts, self.ledger.now())

    def caller(self, header: str) -> SandboxAccount:
        """The account that the token belongs to; raises `Refused` with 401."""
        client_id = self._tokens.client_of(header, self.ledger.now())
        return self.accounts[client_id]

    def store(self, account: SandboxAccount, store_id: object) -> SandboxStore:
        """The account's store; raises `Refused` with 404."""
        for store in account.stores:
            if store.id == str(store_id).lower():
                return store
        raise Refused(404, "Store not found")

    def method(self, store: SandboxStore, method_id: str) -> SandboxMethod:
        """The store's payment method; raises `Refused` with 404."""
        for method in store.methods:
            if method.id == method_id.lower():
                return method
        raise Refused(404, "Payment method not found")

    def create(self, account: SandboxAccount, body: dict[str, object]) -> SandboxPayment:
        """Create a payment, and store its SMS if the link is to be delivered; raises `Refused`."""
        asked = check_create(body)
        store = self.store(account, asked.store_id)
        method = self.method(store, asked.method_id)
        amount = sum(line.amount for line in asked.lines)
        if not method.least <= amount <= method.most:
            raise Refused(400, INVALID, {"order.orderLines": "amount is outside purchase limits"})
        if self.switches.refuses_duplicates and asked.reference and self.ledger.payments_by_reference(asked.reference):
            raise Refused(400, INVALID, {"order.orderReference": "is already used"})
        payment = self.ledger.put(self._new(asked, store, method))
        self._deliver(payment, asked, store)
        return payment

    def _new(self, asked: AskedPayment, store: SandboxStore, method: SandboxMethod) -> SandboxPayment:
        now = self.ledger.now()
        payment_id = str(uuid.uuid4())
        said = {"creator": str(asked.metadata["creator"] or "")}
        total = sum(line.amount for line in asked.lines)
        return SandboxPayment(
            id=payment_id,
            token=secrets.token_urlsafe(12),
            created=now,
            expires=now + timedelta(minutes=asked.options.minutes),
            store_id=store.id,
            method=method.name,
            reference=asked.reference or payment_id,
            lines=asked.lines,
            customer=asked.customer,
            metadata=asked.metadata,
            automatic_capture=asked.options.automatic_capture,
            takes_frozen=asked.options.takes_frozen,
            takes_inspection=asked.options.takes_inspection,
            log=(rules.entry("CREATE", total, now, lines=asked.lines, said=said),),
            requested=asked.requested,
            callbacks=asked.options.callbacks,
        )

    def _deliver(self, payment: SandboxPayment, asked: AskedPayment, store: SandboxStore) -> None:
        phone = payment.customer.get("mobilePhone")
        if not asked.options.delivers_links or not isinstance(phone, str):
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
            raise Refused(404, "Payment not found")
        return self.update_to_now(payment)

    def update_to_now(self, payment: SandboxPayment) -> SandboxPayment:
        """Apply what has happened by now (an expired link, the end of a hold), store the payment and return it."""
        now = rules.as_of(payment, self.ledger.now())
        return payment if now is payment else self._keep(payment, now)

    def _keep(self, before: SandboxPayment, after: SandboxPayment) -> SandboxPayment:
        """Store a changed payment, and send the callbacks that it was created with."""
        kept = self.ledger.put(after)
        for target, body in occasions(before, after, self.ledger.now()) if after.callbacks else ():
            if target in after.callbacks:
                self.sender.send(after.callbacks[target], body)
        return kept

    def search(self, account: SandboxAccount, body: dict[str, object]) -> list[SandboxPayment]:
        """The store's newest payments by reference and government id; a delay can hide new ones (U4)."""
        store = self._store_of_search(account, body.get("storeId"))
        reference, government_id = (_optional_text(body, name) for name in ("orderReference", "governmentId"))
        known_since = self.ledger.now() - timedelta(seconds=self.switches.search_delay)
        found = self.ledger.payments_by_reference(reference) if reference else self.ledger.all()
        return [
            self.update_to_now(payment)
            for payment in found
            if payment.store_id == store.id
            and payment.created <= known_since
            and payment.id not in self.switches.gone
            and (not government_id or identity_of(government_id) == identity_of(payment.customer.get("governmentId")))
        ][-MOST_HITS:]

    def _store_of_search(self, account: SandboxAccount, store_id: object) -> SandboxStore:
        """The store of a search; for another account's store a search answers 403 instead of 404."""
        if not isinstance(store_id, str):
            raise Refused(400, INVALID, {"storeId": "must not be null"})
        try:
            return self.store(account, store_id)
        except Refused as refusal:
            raise Refused(403, "No access to store") from refusal

    def act(self, account: SandboxAccount, payment_id: str, action: str, body: dict[str, object]) -> SandboxPayment:
        """Cancel, capture, refund, or add lines (order); raises `Refused` with 400 if the state forbids it (U7)."""
        payment = self.payment(account, payment_id)
        lines = check_lines(body, required=action == "order")
        said = {name: str(body[name]) for name in ("transactionId", "creator") if body.get(name)}
        try:
            return self._keep(payment, self._acted(payment, action, lines, said))
        except rules.NotAllowed as error:
            raise Refused(400, "Action not allowed for payment") from error

    def _acted(
        self, payment: SandboxPayment, action: str, lines: tuple[Line, ...], said: dict[str, str]
    ) -> SandboxPayment:
        now = self.ledger.now()
        if action == "order":
            return rules.extended(payment, now, lines=lines)
        if self.switches.known_lines_only and not all(line in payment.lines for line in lines):
            raise rules.NotAllowed
        if action == "capture":
            return rules.captured(payment, now, lines=lines, said=said)
        if action == "cancel":
            return rules.canceled(payment, now, lines=lines, said=said, waiting_too=self.switches.cancels_waiting)
        return rules.refunded(payment, now, lines=lines, said=said)

    def set_metadata(self, account: SandboxAccount, payment_id: str, body: dict[str, object]) -> dict[str, object]:
        """Replace the payment's metadata and return it; raises `Refused`."""
        payment = self.payment(account, payment_id)
        metadata = check_metadata(body)
        self.ledger.put(replace(payment, metadata=metadata))
        return metadata

    def act_as_customer(self, payment: SandboxPayment, act: str) -> SandboxPayment:
        """Act on the payment as the customer or Resurs would; a payment that has ended stays unchanged.

        Raises `rules.NotAllowed` for an unknown act.
        """
        now = self.ledger.now()
        held = payment.waits or payment.status in ("INSPECTION", "SUPPLEMENTING_REQUIRED", "FROZEN")
        if not held:
            return payment
        if act in ("pay", "release"):
            return self._keep(payment, rules.accepted(payment, now))
        rejections = {"decline": "ABORTED_BY_CUSTOMER", "expire": "TIMEOUT", "deny": "CREDIT_DENIED"}
        if act in rejections:
            return self._keep(payment, rules.rejected(payment, rejections[act]))
        holds = {"inspect": "INSPECTION", "freeze": "FROZEN", "supplement": "SUPPLEMENTING_REQUIRED"}
        if act in holds:
            return self._keep(payment, replace(payment, status=holds[act]))
        if act != "authorize":
            raise rules.NotAllowed
        return self._keep(payment, rules.accepted(replace(payment, automatic_capture=False), now))

    def decide(self, payment: SandboxPayment, fate: Fate) -> SandboxPayment:
        """Apply the outcome `fate` to the payment and store it."""
        return self._keep(payment, rules.decided(payment, fate, self.ledger.now()))


def _optional_text(body: dict[str, object], name: str) -> str:
    """A filter of a search; empty when it is left out."""
    value = body.get(name)
    if value is not None and not isinstance(value, str):
        raise Refused(400, INVALID, {name: "must be a text"})
    return value or ""
