"""Checks every exchange of the sandbox against openapi.yaml, so that the client is tested against the contract."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import msgspec
import yaml
from jsonschema import Draft202012Validator, FormatChecker, ValidationError, validators
from jsonschema.protocols import Validator

from promeister_mpay.sandbox.api import Exchange

CONTRACT = Path(__file__).parents[1] / "resurs" / "openapi.yaml"
FORMATS = FormatChecker(formats=())
_decoder = msgspec.json.Decoder(float_hook=Decimal)


@FORMATS.checks("uuid", raises=ValueError)
def _is_uuid(value: object) -> bool:
    return not isinstance(value, str) or str(UUID(value)) == value.lower()


@FORMATS.checks("uri")
def _is_uri(value: object) -> bool:
    return not isinstance(value, str) or all(urlsplit(value)[:2])


@FORMATS.checks("date-time", raises=ValueError)
def _is_moment(value: object) -> bool:
    return not isinstance(value, str) or datetime.fromisoformat(value).tzinfo is not None


def _max_decimals(_: object, limit: int, value: object, __: object) -> Iterator[ValidationError]:
    """The contract's own keyword: decimals as they are written, which binary floats could not tell."""
    exponent = value.as_tuple().exponent if isinstance(value, Decimal) else 0
    if not isinstance(exponent, int) or -exponent > limit:
        yield ValidationError(f"{value} has more than {limit} decimals")


_extended: Any = validators.extend  # has no types
_Validator = _extended(Draft202012Validator, {"x-max-decimals": _max_decimals})


@dataclass(frozen=True)
class Operation:
    """What the contract says of one method on one path."""

    method: str
    path: re.Pattern[str]
    body: Validator | None
    answers: Mapping[int, Validator | None]


class Contract:
    """An observer of a sandbox; `violations` says what was not as the contract has it."""

    def __init__(self) -> None:
        self.violations: list[str] = []

    def __call__(self, exchange: Exchange) -> None:
        """Check one exchange; what a switch distorted is not held against the sandbox."""
        if exchange.honest:
            seen = f"{exchange.method} {exchange.path} {exchange.status}"
            self.violations += [f"{seen}: {says}" for says in _violations(exchange)]


def _violations(exchange: Exchange) -> Iterator[str]:
    operation = next((each for each in operations() if _serves(each, exchange)), None)
    if operation is None:
        yield "no such operation"
        return
    if exchange.status not in operation.answers:
        yield "no such status"
        return
    if exchange.status < 300:
        yield from _faults("request", operation.body, exchange.request)
    yield from _answer_faults(operation.answers[exchange.status], exchange.answer)


def _serves(operation: Operation, exchange: Exchange) -> bool:
    return operation.method == exchange.method and operation.path.fullmatch(exchange.path) is not None


def _answer_faults(validator: Validator | None, answer: bytes) -> Iterator[str]:
    try:
        content = _decoder.decode(answer)
    except msgspec.DecodeError as error:
        yield f"answer is no JSON: {error}"
        return
    yield from _faults("answer", validator, content)


def _faults(what: str, validator: Validator | None, content: Any) -> Iterator[str]:
    for error in validator.iter_errors(content) if validator else ():
        where = next(iter(sorted(error.context or (), key=_depth, reverse=True)), error)
        yield f"{what}{where.json_path.removeprefix('$')}: {where.message[:300]}"


def _depth(error: ValidationError) -> int:
    """Of the alternatives that did not fit, the one that came the farthest tells most."""
    return len(error.absolute_path)


@cache
def operations() -> tuple[Operation, ...]:
    """The contract, read and compiled once."""
    whole = yaml.load(CONTRACT.read_bytes(), _Loader)
    paths = _inlined({"paths": whole["paths"]}, whole)["paths"]
    return tuple(
        _operation(method, path, said)
        for path in sorted(paths, key=lambda path: path.count("{"))
        for method, said in paths[path].items()
    )


class _Loader(yaml.SafeLoader):
    """YAML without floats: limits are compared exactly."""


_Loader.add_constructor("tag:yaml.org,2002:float", lambda _, node: Decimal(node.value))


def _operation(method: str, path: str, said: Mapping[str, Any]) -> Operation:
    return Operation(
        method=method.upper(),
        path=re.compile(re.sub(r"\{\w+\}", "[^/]+", path)),
        body=_validator(said.get("requestBody", {})),
        answers={int(status): _validator(answer) for status, answer in said["responses"].items()},
    )


def _validator(said: Mapping[str, Any]) -> Validator | None:
    content = said.get("content", {}).get("application/json")
    return None if content is None else _Validator(_closed(content["schema"]), format_checker=FORMATS)


def _inlined(node: Any, whole: Mapping[str, Any]) -> Any:
    """The node with every `$ref` replaced by what it refers to; the contract has no circles."""
    if isinstance(node, list):
        return [_inlined(each, whole) for each in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        return _inlined(_referred(node["$ref"], whole), whole)
    return {name: _inlined(each, whole) for name, each in node.items()}


def _referred(pointer: str, whole: Mapping[str, Any]) -> Any:
    found: Any = whole
    for step in pointer.removeprefix("#/").split("/"):
        found = found[step]
    return found


def _closed(node: Any) -> Any:
    """A schema that takes no property it does not name: what the contract lacks is neither sent nor answered."""
    if isinstance(node, list):
        return [_closed(each) for each in node]
    if not isinstance(node, dict):
        return node
    closed = {name: each if name == "not" else _closed(each) for name, each in node.items()}
    if isinstance(node.get("properties"), dict):
        closed.setdefault("additionalProperties", False)
    return closed
