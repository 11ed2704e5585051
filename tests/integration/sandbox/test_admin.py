"""The sandbox's own desk: switches, SMS, time, the customer's acts, the log and the settlement file of the day."""

import csv
import io
from datetime import date, datetime, timedelta

import pytest

from promeister_mpay.adapters.resurs import ResursGateway
from promeister_mpay.errors import GatewayUnavailable, OutcomeUnknown
from support.gateways import PHONE, Json, Sandbox, a_payment, trouble
from support.sandbox_calls import APPROVED, GOOD_CARD, Api, a_body, link_of, sent

HEADER = (
    "Butik;Köpbelopp;Diskavgift;Diskavgift%;Nettobelopp;Bokfdatum;Transdatum;Utbetbuntnr;Kontonr;Kvitto;"
    "Valutakod;Valuta;Undertyp"
)
DEFAULTS: Json = {
    "troubles": [],
    "cancels_waiting": False,
    "refuses_duplicates": False,
    "known_lines_only": False,
    "error_shape": "array",
    "search_delay": 0,
    "gone": [],
    "gone_status": 404,
}


def test_the_sandbox_behaves_unless_told_otherwise(sandbox: Sandbox) -> None:
    assert sandbox.http.get("/sandbox/switches").json() == DEFAULTS


def test_switches_are_set_all_at_once(sandbox: Sandbox) -> None:
    sandbox.switch(trouble("delay", "create", seconds=3), cancels_waiting=True)
    sandbox.switch(search_delay=5)
    assert sandbox.http.get("/sandbox/switches").json() == {**DEFAULTS, "search_delay": 5}


def test_a_switch_that_cannot_be_set_changes_nothing(sandbox: Sandbox) -> None:
    sandbox.switch(search_delay=5)
    answer = sandbox.http.put("/sandbox/switches", json={"search_delay": "long"})
    assert answer.status_code == 400
    assert sandbox.http.get("/sandbox/switches").json()["search_delay"] == 5


def test_a_trouble_comes_as_often_as_it_was_asked_for(gateway: ResursGateway, sandbox: Sandbox) -> None:
    sandbox.switch(trouble("busy", "stores", times=2), trouble("busy", "methods", times=0))
    for _ in range(2):
        with pytest.raises(GatewayUnavailable):
            gateway.stores()
    assert len(gateway.stores()) == 1
    assert [left["operation"] for left in sandbox.http.get("/sandbox/switches").json()["troubles"]] == ["methods"]


def test_a_trouble_for_all_meets_any_call(gateway: ResursGateway, sandbox: Sandbox) -> None:
    sandbox.switch(trouble("busy"))
    with pytest.raises(GatewayUnavailable):
        gateway.stores()
    assert sandbox.calls() == ["token"]


def test_the_log_tells_each_call_and_whether_a_switch_made_the_answer(gateway: ResursGateway, sandbox: Sandbox) -> None:
    gateway.stores()
    sandbox.switch(trouble("busy", "create"))
    with pytest.raises(OutcomeUnknown):
        gateway.create(a_payment())
    assert sandbox.log() == [
        {"operation": "token", "path": "/oauth2/token", "status": 200, "honest": True},
        {"operation": "stores", "path": "/v2/stores", "status": 200, "honest": True},
        {"operation": "create", "path": "/v2/payments", "status": 429, "honest": False},
    ]


def test_an_sms_tells_all_that_the_training_phone_shows(sandbox: Sandbox) -> None:
    payment = Api(sandbox).create()
    [message] = sandbox.messages()
    assert (
        message["text"]
        == f"Verkstaden: Betala 8\N{NO-BREAK SPACE}432,10\N{NO-BREAK SPACE}kr för order 14790-1 här: {link_of(payment)}"
    )
    reported = {name: message[name] for name in ("to", "link", "amount", "workshop")}
    assert reported == {"to": PHONE, "link": link_of(payment), "amount": 843_210, "workshop": "Verkstaden"}
    assert datetime.fromisoformat(message["sent"]).tzinfo is not None


def test_the_newest_sms_comes_first(sandbox: Sandbox) -> None:
    api = Api(sandbox)
    links = [link_of(api.create()) for _ in range(3)]
    assert [message["link"] for message in sandbox.messages()] == links[::-1]


def test_time_is_moved_as_far_as_asked(sandbox: Sandbox) -> None:
    def now() -> datetime:
        return datetime.fromisoformat(sandbox.http.get("/sandbox/time").json()["now"])

    before = now()
    sandbox.advance(3600)
    sandbox.advance(60)
    assert timedelta(seconds=3660) <= now() - before < timedelta(seconds=3670)


@pytest.mark.parametrize("asked", [{}, {"advance_seconds": "3600"}, {"advance_seconds": 1.5}, []])
def test_time_is_not_moved_by_what_is_no_number(sandbox: Sandbox, asked: object) -> None:
    assert sandbox.http.post("/sandbox/time", json=asked).status_code == 400


def test_an_act_that_there_is_not_is_refused(sandbox: Sandbox) -> None:
    payment = Api(sandbox).create()
    for path, act, status in ((payment["id"], "dance", 400), ("nobody", "pay", 404)):
        answer = sandbox.http.post(f"/sandbox/payments/{path}/act", json={"action": act})
        assert answer.status_code == status
    assert sandbox.payments()[0]["status"] == "TASK_REDIRECTION_REQUIRED"


def paid(sandbox: Sandbox, amount: str, reference: str, **form: str) -> Json:
    body = a_body(amount=amount)
    body["order"]["orderReference"] = reference
    payment = Api(sandbox).create(body)
    sent(sandbox, link_of(payment), **form)
    return payment


def rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("cp1252")), delimiter=";"))


def day_of(payment: Json, entry: int) -> date:
    return datetime.fromisoformat(payment["order"]["actionLog"][entry]["created"]).astimezone().date()


def test_the_settlement_file_has_a_row_for_each_sale_and_refund(sandbox: Sandbox) -> None:
    paid(sandbox, "4595.00", "14790-1", method="invoice", person=APPROVED)
    paid(sandbox, "8432.10", "14791-1", method="card", card=GOOD_CARD)
    back = paid(sandbox, "0999.99", "14792-1", method="parts-3", person=APPROVED)
    Api(sandbox).act(back["id"], "refund", {"transactionId": "R-14792-1"})
    Api(sandbox).create()
    found = rows(sandbox.settlement(str(day_of(sandbox.payments()[0], 1))))
    assert [
        (row["Kvitto"], row["Köpbelopp"], row["Diskavgift"], row["Nettobelopp"], row["Undertyp"]) for row in found
    ] == [
        ("14790-1", "4595,00", "129,88", "4465,12", "FAKTKONTO"),
        ("14791-1", "8432,10", "0,00", "8432,10", "KK"),
        ("14792-1", "999,99", "40,00", "959,99", "FAKTKONTO"),
        ("R-14792-1", "-999,99", "0,00", "-999,99", "FAKTKONTO"),
    ]


def test_the_settlement_file_is_written_as_resurs_writes_it(sandbox: Sandbox) -> None:
    paid(sandbox, "4595.00", "14790-1", method="invoice", person=APPROVED)
    answer = sandbox.http.get("/sandbox/settlement")
    assert answer.headers["content-type"] == "text/csv; charset=windows-1252"
    assert answer.headers["content-disposition"].startswith('attachment; filename="avrakning-')
    header, row, end = answer.content.decode("cp1252").split("\r\n")
    assert (header, end) == (HEADER, "")
    assert row.startswith("107;4595,00;129,88;2,83;4465,12;")


def test_a_day_is_posted_on_the_banking_day_that_follows(sandbox: Sandbox) -> None:
    paid(sandbox, "100.00", "14790-1", method="card", card=GOOD_CARD)
    day = day_of(sandbox.payments()[0], 1)
    [row] = rows(sandbox.settlement(str(day)))
    assert row["Transdatum"] == str(day)
    posted = date.fromisoformat(row["Bokfdatum"])
    assert posted.weekday() < 5
    assert 1 <= (posted - day).days <= 3


def test_the_settlement_file_is_of_one_day(sandbox: Sandbox) -> None:
    paid(sandbox, "100.00", "14790-1", method="card", card=GOOD_CARD)
    day = day_of(sandbox.payments()[0], 1)
    sandbox.advance(48 * 3600)
    paid(sandbox, "200.00", "14791-1", method="card", card=GOOD_CARD)
    later = day_of(sandbox.payments()[1], 1)
    assert [row["Kvitto"] for row in rows(sandbox.settlement(str(day)))] == ["14790-1"]
    assert [row["Kvitto"] for row in rows(sandbox.settlement(str(later)))] == ["14791-1"]
    assert rows(sandbox.settlement("2018-01-16")) == []


def test_a_day_that_is_none_is_refused(sandbox: Sandbox) -> None:
    for day in ("igår", "9999-12-31", "0001-01-01", "2026-02-30", "\0", "1e9"):
        assert sandbox.http.get("/sandbox/settlement", params={"date": day}).status_code == 400


def test_a_transaction_id_of_any_letters_gets_into_the_file(sandbox: Sandbox) -> None:
    payment = paid(sandbox, "100.00", "14790-1", method="card", card=GOOD_CARD)
    Api(sandbox).act(payment["id"], "refund", {"transactionId": "R-Ж;1"})
    assert [row["Kvitto"] for row in rows(sandbox.settlement())] == ["14790-1", "R-?;1"]


def test_an_act_that_is_no_text_is_refused(sandbox: Sandbox) -> None:
    payment = Api(sandbox).create()
    odd: list[object] = [{"action": {}}, {"action": None}, {}, [], "pay", None]
    for asked in odd:
        answer = sandbox.http.post(f"/sandbox/payments/{payment['id']}/act", json=asked)
        assert answer.status_code == 400
