"""The registers of the store: customers, vehicles and articles."""

from typing import Protocol

from promeister_mpay.domain.registers.entries import Article, Customer, Vehicle


class Registers(Protocol):
    """Customers, vehicles and articles."""

    def customer(self, number: str) -> Customer | None:
        """The customer with this number."""
        ...

    def vehicle(self, registration: str) -> Vehicle | None:
        """The vehicle with this plate, however it is spaced or cased (`plate_key`)."""
        ...

    def article(self, number: str) -> Article | None:
        """The article with this number, case folded."""
        ...

    def put_customer(self, customer: Customer) -> None:
        """Insert or replace by number."""
        ...

    def put_vehicle(self, vehicle: Vehicle) -> None:
        """Insert or replace by plate."""
        ...

    def put_article(self, article: Article) -> None:
        """Insert or replace by number."""
        ...
