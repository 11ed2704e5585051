"""The tour's part about what is not an order: settings, the guide of the first start, and help."""

from collections.abc import Iterator

from promeister_mpay.ui.common.actions import ActionName
from promeister_mpay.ui.help.window import HelpWindow
from promeister_mpay.ui.settings.dialog import SettingsDialog
from promeister_mpay.ui.settings.guide import GuideDialog
from promeister_mpay.ui.tour.robot import TourRobot, Until

PAGES = {"Verkstaden": "settings", "Konton": "settings-accounts", "Betalning": "settings-payment"}


class SettingScenes(TourRobot):
    """Scenes that change no data."""

    def _look_at_settings(self) -> Iterator[Until]:
        """Show the settings dialog."""
        self._choose(ActionName.SETTINGS)
        yield Until("the settings", lambda: isinstance(self._dialog(), SettingsDialog))
        dialog = self._dialog()
        if isinstance(dialog, SettingsDialog):
            yield Until("their values", lambda: self._window.background.is_idle)
            for title, name in PAGES.items():
                dialog.show_page(title)
                yield self._quiet()
                self._picture(name, dialog)
            dialog.reject()
        yield self._in_front()

    def _look_at_help(self) -> Iterator[Until]:
        """Show the help."""
        self._choose(ActionName.MANUAL)
        yield Until("the help", lambda: isinstance(self._dialog(), HelpWindow))
        window = self._dialog()
        if window is not None:
            self._picture("help", window)
            window.reject()
        yield self._in_front()

    def _look_at_guide(self) -> Iterator[Until]:
        """Show the guide of the first start."""
        self._window.settings.open_guide()
        yield Until("the guide", lambda: isinstance(self._dialog(), GuideDialog))
        dialog = self._dialog()
        if isinstance(dialog, GuideDialog):
            yield Until("its values", lambda: self._window.background.is_idle)
            self._picture("guide", dialog)
            dialog.reject()
        yield self._in_front()
