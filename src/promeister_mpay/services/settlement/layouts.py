"""Layouts of settlement files, saved in the store by the files' titles, so that a clerk assigns columns only once."""

from promeister_mpay.domain.settlement.layouts import Layout
from promeister_mpay.services.ports.settings import SettingValues
from promeister_mpay.services.settings import layouts

_KEY = "settlement_layouts"


def saved_layout(values: SettingValues, fingerprint: str) -> Layout | None:
    """The layout saved for files with these titles, or None."""
    return layouts.saved_layout(values, _KEY, fingerprint, Layout)


def save_layout(values: SettingValues, fingerprint: str, layout: Layout) -> None:
    """Save a layout; the one saved the longest ago is deleted when there are too many."""
    layouts.save_layout(values, _KEY, fingerprint, layout)
