"""The customer's pay page: shows shop, lines and total; the customer pays by card or credit, or declines."""

import re
from dataclasses import dataclass
from urllib.parse import parse_qsl

import jinja2
from msgspec.structs import replace
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route
from stdnum import luhn

from promeister_mpay.paths import RESOURCES
from promeister_mpay.sandbox.catalogue import CARDS, Fate, fate_of
from promeister_mpay.sandbox.credit import MONTHLY_FEE, SET_UP_FEES, monthly, plan_name
from promeister_mpay.sandbox.gateway import SandboxGateway
from promeister_mpay.sandbox.ledger import SandboxPayment
from promeister_mpay.sandbox.views import shown

POLICY = (
    "default-src 'none'; img-src data:; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {"content-security-policy": POLICY, "referrer-policy": "same-origin", "cache-control": "no-store"}
MOST_FIELDS = 50
METHODS = {"card": "kort", "invoice": "faktura", **{f"parts-{months}": plan_name(months) for months in SET_UP_FEES}}
PERSONAL = re.compile(r"(?:(19|20)?(\d{6}))[-+ ]?(\d{4})", re.ASCII)

STATES = {
    "unknown": ("Länken finns inte", "Kontrollera att du öppnat hela länken ur SMS:et, eller ring verkstaden."),
    "paid": ("Tack! Betalningen är klar", "Du kan hämta bilen. Kvittot får du av verkstaden."),
    "refunded": ("Pengarna är återbetalda", "Verkstaden har tagit tillbaka betalningen."),
    "authorized": ("Tack! Beloppet är reserverat", "Verkstaden slutför betalningen."),
    "TIMEOUT": ("Länken har gått ut", "Be verkstaden skicka en ny länk."),
    "CANCELED": ("Länken har tagits tillbaka", "Verkstaden har tagit tillbaka länken. Ingenting har dragits."),
    "ABORTED_BY_CUSTOMER": ("Du har avböjt betalningen", "Ingenting har dragits. Tala med verkstaden om annat sätt."),
    "CREDIT_DENIED": ("Betalningen beviljades inte", "Ingenting har dragits. Tala med verkstaden om annat sätt."),
    "PAYMENT_FROZEN": ("Betalningen stoppades", "Ingenting har dragits. Tala med verkstaden om annat sätt."),
    "held": ("Betalningen granskas", "Resurs behöver titta på din ansökan. Verkstaden får besked."),
}


@dataclass(frozen=True, slots=True)
class Problem:
    """A message about an invalid field of the customer's form."""

    field: str
    text: str


class PayPage:
    """Renders and handles the form; for a payment that has ended it shows only a message, so nothing is paid twice."""

    def __init__(self, gateway: SandboxGateway) -> None:
        self._gateway = gateway
        self._templates = jinja2.Environment(
            loader=jinja2.FileSystemLoader(RESOURCES / "sandbox"), autoescape=True, undefined=jinja2.StrictUndefined
        )

    def routes(self) -> list[Route]:
        """The page, its form and its style sheet."""
        return [
            Route("/pay/style.css", self._style),
            Route("/pay/{token}", self._show, methods=["GET"]),
            Route("/pay/{token}", self._take, methods=["POST"]),
        ]

    async def _style(self, _: Request) -> Response:
        return Response((RESOURCES / "sandbox" / "pay.css").read_bytes(), media_type="text/css")

    async def _show(self, request: Request) -> Response:
        payment = self._payment(request)
        if payment is None:
            return self._message_page("unknown", None, 404)
        if payment.waits and _signs_itself(payment):
            fate = fate_of(payment.customer.get("governmentId"))
            payment = self._gateway.decide(replace(payment, paid_with="faktura"), fate)
        return self._form(payment) if payment.waits else self._message_page(_state(payment), payment)

    async def _take(self, request: Request) -> Response:
        # Read the body first: another request may change the payment while the body arrives.
        form = _fields((await request.body()).decode("utf-8", "replace"))
        payment = self._payment(request)
        if payment is not None and payment.waits:
            filled = {name: value.strip() for name, value in form}
            problem = self._apply(payment, filled)
            if problem:
                return self._form(payment, filled, problem)
        return RedirectResponse(request.url.path, 303)

    def _payment(self, request: Request) -> SandboxPayment | None:
        payment = self._gateway.ledger.payment_by_token(request.path_params["token"])
        return self._gateway.update_to_now(payment) if payment else None

    def _apply(self, payment: SandboxPayment, filled: dict[str, str]) -> Problem | None:
        if "decline" in filled:
            self._gateway.act_as_customer(payment, "decline")
            return None
        method = filled.get("method", "")
        if method not in METHODS:
            return Problem("method", "Välj hur du vill betala.")
        if method == "card":
            return self._by_card(payment, filled.get("card", ""))
        return self._by_credit(payment, filled.get("person", ""), METHODS[method])

    def _by_card(self, payment: SandboxPayment, number: str) -> Problem | None:
        digits = re.sub(r"[ \-]", "", number)
        if not (digits.isascii() and digits.isdigit() and 12 <= len(digits) <= 19 and luhn.is_valid(digits)):
            return Problem("card", "Kortnumret är inte giltigt. Skriv siffrorna på kortets framsida.")
        if not CARDS.get(digits, True):
            return Problem("card", "Kortet nekades av banken. Prova ett annat kort eller välj ett annat sätt.")
        self._gateway.decide(replace(payment, paid_with="kort"), Fate())
        return None

    def _by_credit(self, payment: SandboxPayment, person: str, method: str) -> Problem | None:
        identity = _identity(person)
        if identity is None:
            return Problem("person", "Personnumret är inte giltigt. Skriv det med tio eller tolv siffror.")
        fate = fate_of(payment.customer.get("governmentId"))
        if fate == Fate():
            fate = fate_of(identity)
        self._gateway.decide(replace(payment, paid_with=method), fate)
        return None

    def _form(
        self, payment: SandboxPayment, filled: dict[str, str] | None = None, problem: Problem | None = None
    ) -> Response:
        parts = [(months, shown(monthly(payment.total, months))) for months in SET_UP_FEES]
        return self._page(
            "form.html",
            422 if problem else 200,
            payment=payment,
            lines=[(line.description or "Rad", shown(line.amount)) for line in payment.lines],
            total=shown(payment.total),
            shop=self._shop(payment),
            parts=parts,
            fee=shown(MONTHLY_FEE),
            expires=payment.expires.astimezone().strftime("%Y-%m-%d %H:%M"),
            filled=filled or {},
            problem=problem,
        )

    def _message_page(self, state: str, payment: SandboxPayment | None, status: int = 200) -> Response:
        title, text = STATES.get(state, STATES["CREDIT_DENIED"])
        total = shown(payment.total) if payment else ""
        shop = self._shop(payment) if payment else ""
        return self._page("message.html", status, title=title, text=text, total=total, shop=shop, good=state == "paid")

    def _shop(self, payment: SandboxPayment) -> str:
        stores = [store for account in self._gateway.accounts.values() for store in account.stores]
        return next((store.name for store in stores if store.id == payment.store_id), "Verkstaden")

    def _page(self, name: str, status: int, **values: object) -> Response:
        return HTMLResponse(self._templates.get_template(name).render(**values), status, headers=HEADERS)


def _fields(body: str) -> list[tuple[str, str]]:
    """The fields of the form; none when there are far too many."""
    try:
        return parse_qsl(body, max_num_fields=MOST_FIELDS)
    except ValueError:
        return []


def _signs_itself(payment: SandboxPayment) -> bool:
    """Whether the payment is signed by opening its link, as the metadata of §17 asks for in integration."""
    custom = payment.metadata.get("custom")
    entries = custom if isinstance(custom, list) else []
    done = {entry.get("key") for entry in entries if isinstance(entry, dict) and entry.get("value") == "SUCCESS"}
    return done >= {"MOCK_AUTH", "MOCK_SIGNING"}


def _identity(text: str) -> str | None:
    """A personal identity number with century, or None."""
    match = PERSONAL.fullmatch(text)
    if match is None or not luhn.is_valid(match[2] + match[3]):
        return None
    century = match[1] or ("20" if int(match[2][:2]) <= 10 else "19")
    return century + match[2] + match[3]


def _state(payment: SandboxPayment) -> str:
    if payment.status == "REJECTED":
        return payment.reason
    if payment.status != "ACCEPTED":
        return "held"
    if payment.canceled:
        return "CANCELED"
    if payment.captured and payment.refunded >= payment.captured:
        return "refunded"
    return "paid" if payment.captured else "authorized"
