"""S14 in a real window, keyboard only: paid at the sandbox, posted, paid out, level on 1931, and exported as SIE."""

from pathlib import Path

import pytest

from promeister_mpay.domain.books.sie_batches import Period
from support.gateways import Sandbox
from support.screens import Program, Screen, running, until
from support.sie_reader import read_sie

pytestmark = pytest.mark.window
LAST = 14799


def balances(program: Program) -> tuple[int, int, int]:
    """What is on the bank, on 1931, and what of 1931 belongs to orders."""
    with program.store.reading() as work:
        lines = work.clearing.by_order(1931)
        bank, cleared = (work.account_sums.turnover(account, Period()).balance for account in (1930, 1931))
    return bank, cleared, sum(line.balance for line in lines)


def has_link(program: Program) -> bool:
    request = program.request(LAST)
    return request is not None and bool(request.link)


def booked(screen: Screen, program: Program) -> bool:
    """The key does nothing until the window is ready for it."""
    screen.keys("alt+b")
    return balances(program)[1] == 0


def test_an_order_paid_by_mobile_is_posted_paid_out_level_on_1931_and_exported(
    screen: Screen, sandbox: Sandbox, tmp_path: Path
) -> None:
    with running(screen, tmp_path / "data", "--sandbox", sandbox.url) as program:
        screen.until_title(f"{LAST} ")
        screen.keys("ctrl+s")
        until(lambda: has_link(program), "the link")
        sandbox.act(sandbox.payments()[0]["id"], "pay")
        screen.keys("ctrl+l")
        until(lambda: program.order(LAST).payment_received, "the payment")
        screen.until_title(f"{LAST} ")
        program.post_by_key(LAST)
        program.until_at_rest(LAST)
        paid = program.order(LAST).totals.to_pay
        assert balances(program) == (0, paid, paid)

        screen.keys("alt+b", "n")
        screen.until_title("Avräkning Resurs (1931)")
        # The day's file of the training gateway; then, when it is read, its one payout.
        screen.keys("alt+n")
        until(lambda: booked(screen, program), "the booked payout")
        bank, cleared, explained = balances(program)
        assert 0 < bank <= paid
        assert (cleared, explained) == (0, 0)

        screen.keys("Escape")
        screen.until_title(f"{LAST} ")
        screen.keys("alt+b", "a")
        screen.until_title("Saldo 1931 per order")
        screen.keys("Escape")
        screen.until_title(f"{LAST} ")

        export(screen, tmp_path)
        (file,) = tmp_path.glob("OVNING-*.SI")
        vouchers = read_sie(file.read_bytes(), is_own=True).vouchers
        assert [f"{each.series} {each.number}" for each in vouchers] == ["F 1", "U 1"]
        assert sum(row.amount for each in vouchers for row in each.rows if row.account == "1931") == 0


def export(screen: Screen, folder: Path) -> None:
    """Bokföring → Exportera SIE…, all that is not exported."""
    screen.keys("alt+b", "i")
    screen.until_title("Exportera SIE")
    until(lambda: asked_where(screen), "the question where to")
    screen.keys("ctrl+a")
    screen.write(f"{folder}/")
    screen.keys("Return")
    until(lambda: any(folder.glob("*.SI")), "the file")
    screen.until_title("Exportera SIE")
    screen.keys("Escape")
    screen.until_title(f"{LAST} ")


def asked_where(screen: Screen) -> bool:
    """The key does nothing until everything is counted."""
    if "Exportera SIE" in screen.title():
        screen.keys("alt+e")
    return "Spara SIE-filer i mapp" in screen.title()
