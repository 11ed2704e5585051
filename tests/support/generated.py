"""Requests made from the contract by Schemathesis, and the checks of what comes back."""

from collections.abc import Mapping
from typing import Any

import schemathesis
from hypothesis import strategies as st
from schemathesis import APIOperation, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from support.gateways import PATIENCE
from support.openapi_check import CONTRACT

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
Case = schemathesis.Case[Any]
Operation = APIOperation[Any, Any, Any, Any]


def operations() -> list[Operation]:
    """Every operation of the contract."""
    found = schemathesis.openapi.from_path(CONTRACT).get_all_operations()
    return [each.ok() for each in found if isinstance(each, Ok)]


def cases(operation: Operation) -> st.SearchStrategy[Case]:
    """Requests for an operation: as the contract has them, and with one thing wrong."""
    return st.one_of(*(operation.as_strategy(generation_mode=mode) for mode in GenerationMode))


def answered(case: Case, url: str, headers: Mapping[str, str]) -> None:
    """Send a request; its answer must be one that the contract has."""
    answer = case.call(base_url=url, headers=dict(headers), timeout=PATIENCE)
    case.validate_response(answer, checks=CHECKS)
