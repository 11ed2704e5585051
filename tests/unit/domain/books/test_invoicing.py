"""An invoice is made of the order as it stands: due when its payment is, with the OCR number that the bank wants."""

import pytest

from promeister_mpay.domain.books.invoicing import ocr_number


@pytest.mark.parametrize(
    ("number", "with_length", "wanted"), [(1001, False, "10017"), (1001, True, "100164"), (1, False, "18")]
)
def test_the_ocr_number_ends_with_its_check_digit(number: int, *, with_length: bool, wanted: str) -> None:
    assert ocr_number(number, with_length=with_length) == wanted
