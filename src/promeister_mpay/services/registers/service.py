"""The use cases of registers: look up customers, vehicles and articles, add and change them."""

from dataclasses import dataclass

from promeister_mpay.domain.registers.entries import Article, Customer, Vehicle, check_entry
from promeister_mpay.errors import InputError
from promeister_mpay.services.ports.store import Store
from promeister_mpay.services.settings import readable_settings


@dataclass(frozen=True, slots=True)
class VehicleAndOwner:
    """A vehicle and its owner, both filled into an order by the plate."""

    vehicle: Vehicle
    owner: Customer | None


class RegisterService:
    """Customers, vehicles and articles. Blocking; run it off the UI thread."""

    def __init__(self, *, store: Store) -> None:
        self._store = store

    def customer(self, number: str) -> Customer | None:
        """The customer with this number, or None."""
        with self._store.reading() as work:
            return work.registers.customer(number)

    def vehicle(self, registration: str) -> VehicleAndOwner | None:
        """The vehicle with this plate and its owner, or None."""
        with self._store.reading() as work:
            vehicle = work.registers.vehicle(registration)
            if vehicle is None:
                return None
            owner = work.registers.customer(vehicle.customer_number) if vehicle.customer_number else None
        return VehicleAndOwner(vehicle, owner)

    def article(self, number: str) -> Article | None:
        """The article with this number, or None."""
        with self._store.reading() as work:
            return work.registers.article(number)

    def vat_rates(self) -> tuple[int, ...]:
        """The VAT rates that an article may have: the setting's, in whole per cent."""
        with self._store.reading() as work:
            return readable_settings(work.settings)[0].rates

    def add(self, entry: Customer | Vehicle | Article) -> None:
        """Insert a new entry; raises `InputError` with the field at fault when its number is taken."""
        taken: Customer | Vehicle | Article | None
        with self._store.reading() as work:
            if isinstance(entry, Customer):
                taken, field = work.registers.customer(entry.number), "number"
            elif isinstance(entry, Vehicle):
                taken, field = work.registers.vehicle(entry.registration), "registration"
            else:
                taken, field = work.registers.article(entry.number), "number"
        if taken is not None:
            raise InputError("Numret finns redan. Välj ett annat, eller ändra den post som har det.", field)
        self.put(entry)

    def put(self, entry: Customer | Vehicle | Article) -> None:
        """Insert or replace by its number; raises `InputError` with the field at fault."""
        check_entry(entry)
        with self._store.writing() as work:
            if isinstance(entry, Customer):
                work.registers.put_customer(entry)
            elif isinstance(entry, Vehicle):
                work.registers.put_vehicle(entry)
            else:
                work.registers.put_article(entry)
            work.commit()
