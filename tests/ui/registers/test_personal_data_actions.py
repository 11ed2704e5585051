"""Registerutdrag… and Radera kund… in the window: the messages, and what is in the files."""

from pathlib import Path

from promeister_mpay.domain.registers.entries import Customer
from promeister_mpay.ui.common.actions import ActionName
from promeister_mpay.ui.registers.personal_data_actions import PersonalDataActions
from support.clerks import Clerk

CUSTOMER = Customer("K-77", "Åsa Märkvärdig")


def actions_of(clerk: Clerk) -> PersonalDataActions:
    (found,) = clerk.frame.findChildren(PersonalDataActions)
    return found


def test_the_extract_is_saved_and_said(clerk: Clerk, tmp_path: Path) -> None:
    with clerk.store.writing() as work:
        work.registers.put_customer(CUSTOMER)
        work.commit()
    actions_of(clerk).extract_to("K-77", tmp_path)
    clerk.wait(lambda: "Registerutdraget är sparat" in clerk.said)
    assert CUSTOMER.name in (tmp_path / "registerutdrag-K_77.txt").read_text(encoding="utf-8")
    actions_of(clerk).extract_to("K-78", tmp_path)
    clerk.wait(lambda: "ingenting om kund K-78" in clerk.said)


def test_a_customer_is_erased_and_that_is_said_without_a_name(clerk: Clerk) -> None:
    with clerk.store.writing() as work:
        work.registers.put_customer(CUSTOMER)
        work.commit()
    actions_of(clerk).erase("K-77")
    clerk.wait(lambda: clerk.said.startswith("En kund är raderad: 1 rader"))
    with clerk.store.reading() as work:
        assert work.registers.customer("K-77") is None
    assert clerk.window.actions_of_window[ActionName.ERASE].isEnabled()
