"""The workshop's settings: declared once, checked, kept in the store, each change recorded as an event."""

from promeister_mpay.services.settings.declared import LABELS, Settings
from promeister_mpay.services.settings.rules import check_settings, tidied
from promeister_mpay.services.settings.service import SettingsService
from promeister_mpay.services.settings.stored import change_settings, load_settings, readable_settings, save_settings

__all__ = [
    "LABELS",
    "Settings",
    "SettingsService",
    "change_settings",
    "check_settings",
    "load_settings",
    "readable_settings",
    "save_settings",
    "tidied",
]
