"""A logo is decoded as what its first bytes say, of the size that they say, or refused."""

import random
from pathlib import Path

import pytest
from PySide6.QtCore import QSize

from promeister_mpay.domain.documents.logo import Logo, logo_text, read_logo
from promeister_mpay.errors import FileError, InputError
from promeister_mpay.ui.documents.logo import decoded_logo, logo_image, picture_in
from support.foreign.damage import damaged
from support.foreign.samples import picture_samples

SAMPLES = picture_samples()
PNG = SAMPLES[0]


def test_a_picture_is_decoded_whole_or_within_a_size() -> None:
    logo = Logo("PNG", 48, 20, PNG)
    assert decoded_logo(logo).size() == QSize(48, 20)
    assert decoded_logo(logo, QSize(24, 24)).size() == QSize(24, 10)


@pytest.mark.no_qt_log
@pytest.mark.parametrize("logo", [Logo("JPEG", 48, 20, PNG), Logo("PNG", 47, 20, PNG), Logo("PNG", 48, 20, PNG[:60])])
def test_another_kind_another_size_or_half_of_it_is_damaged(logo: Logo) -> None:
    with pytest.raises(InputError, match="skadad"):
        decoded_logo(logo)


def test_a_stored_text_that_is_no_picture_prints_none() -> None:
    assert logo_image("aGVq") is None
    assert logo_image(logo_text(Logo("PNG", 48, 20, PNG[:60]))) is None
    assert logo_image("") is None


@pytest.mark.no_qt_log
def test_damaged_pictures_are_stored_only_when_they_can_be_decoded(tmp_path: Path) -> None:
    path = tmp_path / "logo.png"
    for number in range(150):
        path.write_bytes(damaged("picture", SAMPLES[:5], random.Random(number)))
        try:
            decoded_logo(read_logo(picture_in(path), "logo"))
        except FileError as error:
            assert str(error).startswith("Filen logo.png ")  # noqa: PT017 – most are refused, some are not
