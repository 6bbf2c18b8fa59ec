"""A value as a person reads it, on a screen or in a letter: only its form, not a sentence."""

from collections.abc import Mapping

from pytils import dt, numeral  # type: ignore[import-untyped]

from bot.escalation.values import Moment, Money, Operation, Operations, Value
from bot.russian.wording import Currency

_NBSP = "\u00a0"
_GENDERS = {"male": numeral.MALE, "female": numeral.FEMALE, "neuter": numeral.NEUTER}


class Shown:
    """Writes values out; sums with the signs and forms of data/wording.toml."""

    def __init__(self, currencies: Mapping[str, Currency]) -> None:
        self._currencies = currencies

    def show(self, value: Value) -> str:
        """ "12 400,50 ₽", "3 мая 2026 г., 15:30", a text as it is, choices separated by commas,
        operations by semicolons.

        Parts that must stay on one line are joined by no-break spaces.
        """
        if isinstance(value, Money):
            return self._show_money(value)
        if isinstance(value, Moment):
            return show_moment(value)
        if isinstance(value, Operations):
            return "; ".join(map(self._show_operation, value.rows))
        return value if isinstance(value, str) else ", ".join(value)

    def _show_operation(self, row: Operation) -> str:
        number = f"№{_NBSP}{row.number}" if row.number else ""
        parts = [*(self.show(part) for part in (row.when, row.money) if part), number, row.receiver]
        return ", ".join(filter(None, parts))

    def in_words(self, money: Money) -> str:
        """The sum in words, minor units in digits: "двенадцать тысяч четыреста рублей 50 копеек".

        Raises KeyError for a currency that data/wording.toml does not have.
        """
        currency = self._currencies[money.currency]
        whole, small = divmod(money.minor, 100)
        text: str = numeral.sum_string(whole, _GENDERS[currency.gender], currency.forms).strip()
        if not small:
            return text
        return f"{text} {small:02} {numeral.choose_plural(small, currency.minor_forms)}"

    def in_figures(self, money: Money) -> str:
        """The sum in figures with its currency declined: "300 000 тенге", "1 доллар США 50 центов".

        A currency that data/wording.toml does not have is its code: "100 JPY".
        """
        whole, small = divmod(money.minor, 100)
        digits = f"{whole:,}".replace(",", _NBSP)
        currency = self._currencies.get(money.currency)
        if currency is None:
            return f"{digits}{f',{small:02}' if small else ''}{_NBSP}{money.currency}"
        text = f"{digits}{_NBSP}{numeral.choose_plural(whole, currency.forms)}"
        if not small:
            return text
        return f"{text} {small:02}{_NBSP}{numeral.choose_plural(small, currency.minor_forms)}"

    def _show_money(self, money: Money) -> str:
        whole, small = divmod(money.minor, 100)
        digits = f"{whole:,}".replace(",", _NBSP)
        kopecks = f",{small:02}" if small else ""
        currency = self._currencies.get(money.currency)
        return f"{digits}{kopecks}{_NBSP}{currency.sign if currency else money.currency}"


def show_moment(moment: Moment) -> str:
    """The day, and the time if it is known: "3 мая 2026 г., 15:30"."""
    day: str = dt.ru_strftime("%d %B %Y г.", moment.on, inflected=True).replace(" ", _NBSP)
    return day if moment.at is None else f"{day}, {moment.at:%H:%M}"
