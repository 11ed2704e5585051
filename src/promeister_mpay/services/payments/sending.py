"""What is sent to the gateway for an order: the request that holds it, and the payment that is created for it."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from promeister_mpay.domain.money import format_kronor
from promeister_mpay.domain.orders.order import Order
from promeister_mpay.domain.payments.company import company_of
from promeister_mpay.domain.payments.lines import CustomerType, NewPayment, payment_lines
from promeister_mpay.domain.payments.readiness import check_customer
from promeister_mpay.domain.payments.request import Observation, PaymentRequest
from promeister_mpay.domain.phones import MobileNumber
from promeister_mpay.domain.registers.entries import Customer
from promeister_mpay.errors import GatewayUnavailable
from promeister_mpay.services.payments.references import reference_of
from promeister_mpay.services.ports.store import UnitOfWork
from promeister_mpay.services.settings import Settings, load_settings


def new_request(
    work: UnitOfWork, order: Order, number: MobileNumber, settings: Settings, *, who: str, now: datetime
) -> PaymentRequest:
    """The order's next request, with a reference and a key of its own; `now` in UTC."""
    attempt = work.requests.next_attempt(order.number)
    return PaymentRequest(
        id=0,
        order_number=order.number,
        attempt=attempt,
        reference=reference_of(settings, order.number, attempt),
        key=str(uuid.uuid4()),
        amount=order.totals.to_pay,
        phone=number.e164,
        link_life=settings.link_life,
        store_id=settings.resurs_store_id,
        created_at=now,
        created_by=who,
    )


def new_payment(work: UnitOfWork, request: PaymentRequest) -> NewPayment:
    """The payment for a request, from its order as it is stored (`gateway.md §5`, U24)."""
    order, settings = work.orders.get(request.order_number), load_settings(work.settings)
    company = _company(work, order)
    return NewPayment(
        store_id=request.store_id,
        payment_method_id=settings.resurs_method_id,
        reference=request.reference,
        key=request.key,
        lines=payment_lines(order),
        customer_type=CustomerType.LEGAL if company else CustomerType.NATURAL,
        government_id=company.organisation_number if company else "",
        email=order.email,
        phone=request.phone,
        creator=request.created_by,
        link_life=request.link_life,
        initiated_on_customers_device=settings.initiated_on_customers_device,
        company=company_of(order) if company else None,
    )


def check_kind_of_customer(work: UnitOfWork, order: Order, settings: Settings) -> None:
    """Refuse a company or a person whom the chosen method is not for; raises `InputError`."""
    check_customer(
        is_company=_company(work, order) is not None,
        for_persons=settings.method_for_persons,
        for_companies=settings.method_for_companies,
    )


def _company(work: UnitOfWork, order: Order) -> Customer | None:
    """The order's customer in the register, if that is a company."""
    customer = work.registers.customer(order.customer_number) if order.customer_number else None
    return customer if customer is not None and customer.is_company else None


def check_unknown(request: PaymentRequest, hits: Sequence[Observation]) -> None:
    """After a restore, the gateway may know a payment that the store lost: refuse, so that no customer pays twice."""
    others = [hit for hit in hits if hit.request_key != request.key]
    if others:
        raise GatewayUnavailable(
            f"Resurs har redan en betalning med referensen {request.reference} på {format_kronor(others[0].total)}, "
            "från tiden efter säkerhetskopian. Se efter i Resurs Merchant Portal om den är betald eller väntar. "
            "Skicka igen bara om kunden ska betala det här också."
        )
