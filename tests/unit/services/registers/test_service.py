"""The registers: looked up by number or plate, and no entry is overwritten by a new one."""

from dataclasses import replace

import pytest

from promeister_mpay.domain.registers.entries import Article, Customer, Vehicle
from promeister_mpay.errors import InputError
from promeister_mpay.services.registers.service import RegisterService, VehicleAndOwner
from support.fakes.store import FakeStore

CUSTOMER = Customer("10400", "Åsa Öberg")
VEHICLE = Vehicle("ABC 123", "VOLVO", "10400")
ARTICLE = Article("5020", description="Oljefilter")


@pytest.fixture
def registers() -> RegisterService:
    service = RegisterService(store=FakeStore())
    for entry in (CUSTOMER, VEHICLE, ARTICLE):
        service.add(entry)
    return service


def test_an_entry_is_found_by_its_number(registers: RegisterService) -> None:
    assert registers.customer("10400") == CUSTOMER
    assert registers.article("5020") == ARTICLE
    assert (registers.customer("1"), registers.vehicle("XYZ 999"), registers.article("1")) == (None, None, None)


def test_a_plate_brings_the_vehicle_and_its_owner(registers: RegisterService) -> None:
    registers.put(Vehicle("NEW 001", "SAAB"))
    registers.put(Vehicle("NEW 002", "SAAB", "99999"))
    assert registers.vehicle("abc123") == VehicleAndOwner(VEHICLE, CUSTOMER)
    assert registers.vehicle("NEW 001") == VehicleAndOwner(Vehicle("NEW 001", "SAAB"), None)
    assert registers.vehicle("NEW 002") == VehicleAndOwner(Vehicle("NEW 002", "SAAB", "99999"), None)


@pytest.mark.parametrize(
    ("entry", "field"),
    [
        (replace(CUSTOMER, name="Någon annan"), "number"),
        (replace(VEHICLE, description="SAAB", registration="ABC123"), "registration"),
        (replace(ARTICLE, description="Annat"), "number"),
    ],
)
def test_a_number_that_is_taken_is_refused_at_its_field(
    registers: RegisterService, entry: Customer | Vehicle | Article, field: str
) -> None:
    with pytest.raises(InputError, match="finns redan") as refused:
        registers.add(entry)
    assert refused.value.field == field
    assert registers.customer("10400") == CUSTOMER
    assert registers.vehicle("ABC 123") == VehicleAndOwner(VEHICLE, CUSTOMER)
    assert registers.article("5020") == ARTICLE


def test_an_entry_can_be_changed(registers: RegisterService) -> None:
    registers.put(replace(CUSTOMER, name="Åsa Berg"))
    registers.put(replace(ARTICLE, price=1))
    registers.put(replace(VEHICLE, odometer=1))
    assert registers.customer("10400") == replace(CUSTOMER, name="Åsa Berg")
    assert registers.article("5020") == replace(ARTICLE, price=1)
    assert registers.vehicle("ABC 123") == VehicleAndOwner(
        replace(VEHICLE, odometer=1), replace(CUSTOMER, name="Åsa Berg")
    )


def test_the_vat_rates_are_those_of_the_settings(registers: RegisterService) -> None:
    assert registers.vat_rates() == (25, 12, 6, 0)
