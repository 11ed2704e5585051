"""Requests that a generator (Schemathesis) makes from the contract, right and wrong ones: the sandbox never fails.

Whatever comes is answered with a status, a kind and a body that the contract has, and with no 500. `make states` makes
many more requests than the everyday suite.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from promeister_mpay.sandbox.application import serve
from support.gateways import METHOD, STORE, Sandbox, http_at
from support.sandbox_calls import Api

EXAMPLES = 300 if "ALL_STATES" in os.environ else 3
STEADY = settings(
    max_examples=EXAMPLES,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture
def unobserved(tmp_path: Path) -> Iterator[Sandbox]:
    """A sandbox whose requests nobody holds against the contract: half of them are wrong."""
    with serve(tmp_path) as place, http_at(*place) as http:
        yield Sandbox(place.url, http)


def test_whatever_is_made_from_the_contract_is_answered_as_the_contract_has_it(unobserved: Sandbox) -> None:
    # The generator is imported by the one worker that runs this test: it takes a second.
    from support.generated import Case, answered, cases, operations

    api = Api(unobserved)
    known = {"store_id": STORE, "payment_method_id": METHOD, **ids_of(unobserved, api)}
    for operation in operations():

        @STEADY
        @given(cases(operation), st.booleans())
        def is_answered(case: Case, is_known: bool) -> None:
            if is_known:
                case.path_parameters = {name: known[name] for name in case.path_parameters or {}}
            answered(case, unobserved.url, api.headers)

        is_answered()


def ids_of(sandbox: Sandbox, api: Api) -> dict[str, str]:
    """A payment that can be captured, and its first action."""
    payment = api.create()
    sandbox.act(payment["id"], "authorize")
    return {"payment_id": payment["id"], "action_id": payment["order"]["actionLog"][0]["actionId"]}
