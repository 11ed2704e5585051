"""The entries of the registers: customers, vehicles and articles, and filling an order from them."""

from dataclasses import dataclass, replace

from promeister_mpay.domain.money import div_half_up
from promeister_mpay.domain.orders.lines import MAX_PRICE, LineType, OrderLine
from promeister_mpay.domain.orders.order import Order
from promeister_mpay.domain.text_limits import ARTICLE, CUSTOMER, VEHICLE, check_texts
from promeister_mpay.errors import InputError


@dataclass(frozen=True, slots=True)
class Customer:
    """A customer of the workshop; `organisation_number` is set for companies only."""

    number: str
    name: str
    address: str = ""
    postal_code: str = ""
    city: str = ""
    mobile_phone: str = ""
    email: str = ""
    organisation_number: str = ""
    is_company: bool = False


@dataclass(frozen=True, slots=True)
class Vehicle:
    """A vehicle and its owner; the odometer is in Swedish mil."""

    registration: str
    description: str = ""
    customer_number: str = ""
    odometer: int | None = None
    vin: str = ""


@dataclass(frozen=True, slots=True)
class Article:
    """An article or a kind of work; `price` is in öre including VAT."""

    number: str
    type: LineType = LineType.ARTICLE
    description: str = ""
    unit: str = "st"
    price: int = 0
    vat_rate: int = 25


def check_entry(entry: Customer | Vehicle | Article) -> None:
    """Refuse an entry that cannot be stored; raises `InputError` with the field at fault."""
    limits = {Customer: CUSTOMER, Vehicle: VEHICLE, Article: ARTICLE}
    check_texts(entry, limits[type(entry)])
    if isinstance(entry, Article) and abs(entry.price) >= MAX_PRICE:
        raise InputError("Priset är orimligt stort. Rätta det.", "price")


def with_customer(order: Order, customer: Customer) -> Order:
    """Return the order with the customer filled in."""
    return replace(
        order,
        customer_number=customer.number,
        customer_name=customer.name,
        address=customer.address,
        postal_code=customer.postal_code,
        city=customer.city,
        email=customer.email,
        mobile_phone=customer.mobile_phone,
    )


def with_vehicle(order: Order, vehicle: Vehicle, owner: Customer | None) -> Order:
    """Return the order with the vehicle filled in, and its owner when the order has no customer yet."""
    filled = replace(
        order,
        registration=vehicle.registration,
        vehicle=vehicle.description,
        odometer=vehicle.odometer,
        vin=vehicle.vin,
    )
    return with_customer(filled, owner) if owner and not order.customer_number else filled


def with_article(line: OrderLine, article: Article, *, prices_include_vat: bool) -> OrderLine:
    """Return the line with the article filled in; its price is without VAT when the order's prices are."""
    price = article.price
    if not prices_include_vat:
        price -= div_half_up(price * article.vat_rate, 100 + article.vat_rate)
    return replace(
        line,
        type=article.type,
        number=article.number,
        description=article.description,
        unit=article.unit,
        unit_price=price,
        vat_rate=article.vat_rate,
    )
