"""Logging in at the gateway: one token for all calls, renewed in time, and a wrong secret told as that."""

import logging
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import httpx
import pytest

from promeister_mpay.adapters.resurs import ResursAccount, ResursGateway
from promeister_mpay.errors import GatewayLogin, GatewayUnavailable, OutcomeUnknown
from support.gateways import PATIENT, Sandbox, a_payment, trouble, until
from support.mocked_gateway import TOKEN, bare_client, payment_json


@contextmanager
def logged_in_as(sandbox: Sandbox, client_id: str, secret: str, **account: str) -> Iterator[ResursGateway]:
    client = ResursGateway(ResursAccount(sandbox.url, client_id, secret, **account), timeout=PATIENT)
    yield client
    client.close()


def test_one_token_serves_many_calls(gateway: ResursGateway, sandbox: Sandbox) -> None:
    gateway.stores()
    gateway.create(a_payment())
    assert sandbox.calls() == ["token", "stores", "create"]


def test_calls_from_many_threads_share_one_token(gateway: ResursGateway, sandbox: Sandbox) -> None:
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda _: gateway.stores(), range(24)))
    assert all(len(stores) == 1 for stores in answers)
    assert sandbox.calls().count("token") == 1


def test_a_token_that_ran_out_is_renewed_and_the_call_done_once(gateway: ResursGateway, sandbox: Sandbox) -> None:
    gateway.stores()
    sandbox.advance(3600)
    gateway.create(a_payment())
    assert sandbox.calls() == ["token", "stores", "create", "token", "create"]
    assert len(sandbox.payments()) == 1


def test_a_token_is_renewed_a_minute_before_it_runs_out() -> None:
    paths: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        paths.append(request.url.path)
        return httpx.Response(200, json={**TOKEN, "expires_in": 61, "content": []})

    gateway = bare_client(answer)
    gateway.stores()
    gateway.stores()
    assert paths.count("/oauth2/token") == 1
    until(lambda: gateway.stores() == [] and paths.count("/oauth2/token") == 2)


def test_a_question_turned_away_twice_is_a_matter_of_login(gateway: ResursGateway, sandbox: Sandbox) -> None:
    sandbox.switch(trouble("unauthorized", "stores", times=2))
    with pytest.raises(GatewayLogin) as caught:
        gateway.stores()
    assert (caught.value.status, bool(caught.value.trace_id)) == (401, True)
    assert sandbox.calls() == ["token", "stores", "token", "stores"]


def test_a_change_turned_away_twice_is_unknown_and_names_the_login(gateway: ResursGateway, sandbox: Sandbox) -> None:
    sandbox.switch(trouble("unauthorized", "create", times=2))
    with pytest.raises(OutcomeUnknown, match="Kontrollera klient-id och hemlighet") as caught:
        gateway.create(a_payment())
    assert (caught.value.status, bool(caught.value.trace_id)) == (401, True)
    assert sandbox.calls() == ["token", "create", "token", "create"]


def test_a_change_turned_away_whose_new_login_fails_is_unknown(gateway: ResursGateway, sandbox: Sandbox) -> None:
    gateway.stores()
    sandbox.switch(trouble("unauthorized", "create"), trouble("unauthorized", "token"))
    with pytest.raises(OutcomeUnknown):
        gateway.create(a_payment())


def test_a_call_turned_away_once_is_done(gateway: ResursGateway, sandbox: Sandbox) -> None:
    sandbox.switch(trouble("unauthorized", "create"))
    assert gateway.create(a_payment()).total == 843_210
    assert len(sandbox.payments()) == 1


@pytest.mark.parametrize(
    ("client_id", "secret", "account"),
    [("training", "wrong", {}), ("nobody", "training", {}), ("training", "training", {"scope": "another"})],
)
def test_wrong_credentials_are_told_as_that_and_nothing_is_called(
    sandbox: Sandbox, client_id: str, secret: str, account: dict[str, str]
) -> None:
    with logged_in_as(sandbox, client_id, secret, **account) as gateway, pytest.raises(GatewayLogin) as caught:
        gateway.create(a_payment())
    assert "Kontrollera klient-id och hemlighet" in str(caught.value)
    assert sandbox.calls() == ["token"]


def test_the_scope_of_production_is_taken_too(sandbox: Sandbox) -> None:
    with logged_in_as(sandbox, "training", "training", scope="merchant-api") as gateway:
        assert len(gateway.stores()) == 1


@pytest.mark.parametrize("kind", ["lose_before", "lose_after", "error_before", "html", "wrong_shape", "cut", "busy"])
def test_without_a_token_nothing_was_done(gateway: ResursGateway, sandbox: Sandbox, kind: str) -> None:
    sandbox.switch(trouble(kind, "token"))
    with pytest.raises(GatewayUnavailable):
        gateway.create(a_payment())
    assert "create" not in sandbox.calls()
    assert gateway.create(a_payment()).total == 843_210


@pytest.mark.parametrize(
    "token",
    [
        {"access_token": "", "expires_in": 3599},
        {"access_token": "två rader\n", "expires_in": 3599},
        {"access_token": "å", "expires_in": 3599},
        {"access_token": None, "expires_in": 3599},
        {"expires_in": 3599},
        [],
    ],
)
def test_a_token_that_cannot_be_used_is_not_used(token: object) -> None:
    paths: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        paths.append(request.url.path)
        return httpx.Response(200, json=token, headers={"x-trace-id": "t-1"})

    with pytest.raises(GatewayUnavailable) as caught:
        bare_client(answer).create(a_payment())
    assert caught.value.trace_id == "t-1"
    assert paths == ["/oauth2/token"]


@pytest.mark.parametrize("life", [-1, 0, 10**400, "3599", 3599.0, "NaN", "soon", None, [3599]])
def test_a_token_of_odd_life_serves_its_call(life: object) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        is_token = request.url.path == "/oauth2/token"
        return httpx.Response(200, json={**TOKEN, "expires_in": life}) if is_token else created()

    def created() -> httpx.Response:
        return httpx.Response(200, content=payment_json())

    assert bare_client(answer).create(a_payment()).total == 580_000


@pytest.mark.parametrize(
    ("status", "body"),
    [(400, {"error": "invalid_client"}), (401, {"error": "invalid_client"}), (401, None), (403, {"message": "no"})],
)
def test_any_no_to_a_token_is_a_matter_of_login(status: int, body: object) -> None:
    with pytest.raises(GatewayLogin) as caught:
        bare_client(lambda _: httpx.Response(status, json=body)).stores()
    assert caught.value.status == status


def test_the_secret_is_nowhere_to_be_read(sandbox: Sandbox, caplog: pytest.LogCaptureFixture) -> None:
    account = ResursAccount(sandbox.url, "training", "hush-hush")
    with (
        caplog.at_level(logging.DEBUG, "promeister_mpay"),
        logged_in_as(sandbox, "training", "hush-hush") as gateway,
        pytest.raises(GatewayLogin) as caught,
    ):
        gateway.stores()
    assert "hush-hush" not in repr(account) + str(caught.value) + repr(caught.value) + caplog.text


def test_the_log_tells_of_calls_but_not_of_tokens_and_people(
    gateway: ResursGateway, sandbox: Sandbox, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG, "promeister_mpay"):
        payment = gateway.create(a_payment(government_id="198305147715"))
        gateway.read(payment.payment_id)
    assert "POST /v2/payments: 200" in caplog.text
    assert payment.trace_id in caplog.text
    for hidden in ("Bearer", "0701112233", "701112233", "198305147715", "client_secret", payment.payment_id):
        assert hidden not in caplog.text
