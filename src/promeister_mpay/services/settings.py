"""The workshop's settings: each declared once, typed, with its default and meaning."""

from dataclasses import dataclass, fields
from datetime import timedelta

from promeister_mpay.domain.readiness import AmountLimits
from promeister_mpay.errors import InputError, StoreError
from promeister_mpay.services.ports import SettingValues


@dataclass(frozen=True, slots=True)
class Settings:
    """What the workshop has chosen; amounts in öre."""

    workshop_name: str = ""
    """Whom the customer pays, on screen and paper."""
    resurs_environment: str = "integration"
    """`integration` or `production` (`merchant-api.md §1`)."""
    resurs_client_id: str = ""
    """The account at Resurs; its secret lies in the keyring."""
    resurs_store_id: str = ""
    """The store of the account that orders are paid to."""
    resurs_method_id: str = ""
    """The payment method that links are made with."""
    method_least: int = 1
    """The least that the method takes, as the gateway said when it was picked."""
    method_most: int = 999_999_999_999
    """The most that the method takes."""
    link_life_minutes: int = 1440
    """How long a link lives: 5 minutes to 30 days (design §4)."""
    initiated_on_customers_device: bool = True
    """True makes Resurs identify the customer; False only when the clerk has checked the ID (U22)."""
    order_prefix: str = ""
    """Before the order number in references, when several workshops share one account."""
    round_to_krona: bool = True
    """Öresavrundning on new orders."""
    prices_include_vat: bool = True
    """Whether new orders are priced with VAT."""

    @property
    def link_life(self) -> timedelta:
        """How long a link lives."""
        return timedelta(minutes=self.link_life_minutes)

    @property
    def amount_limits(self) -> AmountLimits:
        """What the chosen method takes."""
        return AmountLimits(self.method_least, self.method_most)


def load_settings(values: SettingValues) -> Settings:
    """Read the settings; what is not stored has its default. Raises `StoreError` naming a value that cannot be read."""
    import msgspec

    stored = values.all()
    known = {setting.name: msgspec.Raw(stored[setting.name]) for setting in fields(Settings) if setting.name in stored}
    try:
        return msgspec.json.decode(msgspec.json.encode(known), type=Settings)
    except msgspec.DecodeError as error:
        raise StoreError(f"En inställning i databasen kan inte läsas: {error}. Ange den på nytt.") from error


def save_settings(values: SettingValues, settings: Settings) -> None:
    """Check and write all settings; raises `InputError` with the setting at fault."""
    import msgspec

    check_settings(settings)
    for setting in fields(Settings):
        values.put(setting.name, msgspec.json.encode(getattr(settings, setting.name)).decode())


def check_settings(settings: Settings) -> None:
    """Raises `InputError` with the setting at fault."""
    if not 5 <= settings.link_life_minutes <= 43_200:
        raise InputError(
            "Länkens livslängd ska vara mellan 5 minuter och 30 dagar (43 200 minuter).", "link_life_minutes"
        )
    if not (settings.order_prefix + "0").replace("-", "").replace("_", "").isalnum() or len(settings.order_prefix) > 12:
        raise InputError("Prefixet får ha högst 12 bokstäver, siffror, bindestreck eller understreck.", "order_prefix")
    if settings.resurs_environment not in ("integration", "production"):
        raise InputError("Miljön ska vara integration eller production.", "resurs_environment")
