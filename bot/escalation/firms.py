"""The wallet or bank that a person picks by button: what is known of it, and what follows."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from bot.escalation.case import Case
from bot.escalation.facts import Confidence, Fact, is_stale
from bot.escalation.path import TERMINAL, UNKNOWN_PLACE, Path
from bot.escalation.values import Value

FIRM = "firm"
"""The answer that holds the id of the firm picked."""

QIWI = ("qiwi", "киви")
"""How the name of the company is written, folded."""

HOME = "RU"
"""The country whose wallet the article speaks of."""

NOT_LISTED = "none"
"""What stands in that answer for *Другого нет в списке*."""

UNCHECKED = "unchecked"
"""The same of a wallet, where nobody has looked whether the Bank of Russia has it in its list."""

UNLICENSED = "unlicensed"
"""The place of a provider without a Russian licence."""

LISTED = "other_wallet"
"""The place of a provider that the Bank of Russia supervises."""

BANK = "bank"
WALLET = "wallet"
KINDS: Mapping[str, str | None] = {BANK: LISTED, WALLET: None, "unsure": LISTED}
"""*Это банк или кошелёк?*, of a firm that is not in our list: the place that follows; None where
the list of the Bank of Russia decides. A bank is not in its list of e-money operators, and works
under its licence all the same."""

IN_LIST: Mapping[str, str] = {"yes": LISTED, "no": UNLICENSED, "ask": LISTED}
"""*Есть ли он в списке Банка России?* yes, no, don't know: the place that follows."""


@dataclass(frozen=True, kw_only=True)
class Firm:
    """A wallet or a bank (data/providers.toml, `[firms.<id>]`); every field that is a `Fact` has a
    source of its own and is absent where nothing could be confirmed.

    `wallet` says that it keeps e-money in a wallet; any other is a bank, with accounts and cards.
    `button` is what people call it, `place` whose path its cases go, `country` an ISO 3166 code;
    `licensed` says whether the Bank of Russia has licensed it (absent: not known); `supervisor` is
    the contact of its supervisor where that is not its place's. `block_phone`
    is dialled to block at once, `block_in_app` says how the app does it, `operation_number` where
    the app shows the number of an operation.
    """

    id: str
    button: str
    place: str
    country: str
    wallet: bool = False
    licensed: bool | None = None
    supervisor: str | None = None
    legal_name: Fact | None = None
    inn: Fact | None = None
    ogrn: Fact | None = None
    claims_address: Fact | None = None
    claims_email: Fact | None = None
    site: Fact | None = None
    block_phone: Fact | None = None
    block_in_app: Fact | None = None
    operation_number: Fact | None = None

    def __iter__(self) -> Iterator[Fact]:
        """The facts that are known."""
        return (fact for fact in vars(self).values() if isinstance(fact, Fact))

    @property
    def phone(self) -> str | None:
        """The number to dial, only where two sources confirm it: a wrong one is a fraud's."""
        return _sure(self.block_phone)

    @property
    def web(self) -> str | None:
        """Its own site, only where that is sure."""
        return _sure(self.site)

    @property
    def name(self) -> str:
        """Its name in a letter: the legal one if it is sure, else what people call it."""
        return _sure(self.legal_name) or self.button

    @property
    def asks_licence(self) -> bool:
        """Whether only the person can find out if the Bank of Russia supervises it."""
        return self.country == "RU" and self.licensed is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Requisites:
    """What a letter may say of the firm beside its name: each is None unless it is sure."""

    inn: str | None = None
    ogrn: str | None = None
    address: str | None = None


def requisites(firm: Firm, today: date) -> Requisites:
    """The requisites that may stand in a letter of that day: sure ones, checked lately enough."""

    def said(fact: Fact | None) -> str | None:
        return None if fact is None or is_stale(fact, today) else _sure(fact)

    return Requisites(inn=said(firm.inn), ogrn=said(firm.ogrn), address=said(firm.claims_address))


def firm_of(answers: Mapping[str, Value], firms: Mapping[str, Firm]) -> Firm | None:
    """The firm that these answers name; None where none was picked or it is not in the list."""
    return firms.get(str(answers.get(FIRM, NOT_LISTED)))


def is_qiwi(place: str, problem: str, answers: Mapping[str, Value], path: Path) -> bool:
    """Whether the company is Qiwi, as far as is known. Abroad the place holds every wallet, bank
    and terminal of the country: there it is Qiwi once it has been named."""
    at_home = path.places[place].country == HOME
    return path.is_qiwi(place, problem) and (at_home or names_qiwi(answers))


def names_qiwi(answers: Mapping[str, Value], *questions: str) -> bool:
    """Whether the firm picked, or the name given in answer to one of the questions, is Qiwi's."""
    said = [answers.get(name) for name in (FIRM, *(questions or ("provider_name",)))]
    return any(name in str(one or "").casefold() for one in said for name in QIWI)


def answered_by(firm: Firm | None) -> frozenset[str]:
    """The questions that are no questions once the firm is known: its name, and of a bank whether
    the wallet is identified, as its clients all are."""
    if firm is None:
        return frozenset()
    return frozenset({"provider_name"} if firm.wallet else {"provider_name", "identified"})


def looked_up(firm: Firm | None) -> frozenset[str]:
    """What we know of the firm and need not ask, though another answer goes before it: its address
    for a claim against it, where that is sure."""
    known = firm is not None and _sure(firm.claims_address)
    return frozenset({"defendant_address"} if known else ())


def firms_at(place: str, firms: Mapping[str, Firm]) -> list[str]:
    """What may have been picked in a case of this place."""
    fitting = [
        firm.id
        for firm in firms.values()
        if place == firm.place or (firm.asks_licence and place in IN_LIST.values())
    ]
    unlisted = {LISTED: [NOT_LISTED, UNCHECKED], UNLICENSED: [NOT_LISTED], TERMINAL: [NOT_LISTED]}
    return fitting + unlisted.get(place, [])


def unsure(firms: Mapping[str, Firm]) -> list[str]:
    """What may be picked without our knowing whether the Bank of Russia supervises it."""
    return [*(firm.id for firm in firms.values() if firm.asks_licence), NOT_LISTED, UNCHECKED]


def as_told(firm: str, said: str) -> str:
    """What is kept of the firm once a person was asked (`IN_LIST`) whether the Bank of Russia has
    it in its list."""
    if firm not in (NOT_LISTED, UNCHECKED):
        return firm
    return UNCHECKED if said == "ask" else NOT_LISTED


def licence_unsure(case: Case, firms: Mapping[str, Firm]) -> bool:
    """Whether the case goes the way of a licensed firm on the person's word alone, who may not have
    looked. A bank stands in no list of wallets: it is asked of none."""
    picked = firm_of(case.answers, firms)
    unlooked = picked.asks_licence if picked else case.answers.get(FIRM) == UNCHECKED
    return case.place == LISTED and unlooked


def may_pick(case: Case) -> bool:
    """Whether the case is of a place where a firm is picked."""
    return case.place in (UNKNOWN_PLACE, LISTED, UNLICENSED) or FIRM in case.answers


def remembered(place: str, firm: str) -> dict[str, str]:
    """What a new case keeps of the pick: where a firm is asked, also that it was not listed."""
    return {FIRM: firm} if firm and place != TERMINAL else {}


def may_be_placed(case: Case, place: str, path: Path) -> bool:
    """Whether the case may turn out to be of this place: its own is not known yet, and what has
    happened can happen there."""
    found = path.places.get(place)
    return case.place == UNKNOWN_PLACE and found is not None and case.problem in found.problems


def may_be_firm(case: Case, firm: Firm, path: Path) -> bool:
    """Whether one tap may make this the firm of the case: none was picked, and it fits. Not where
    the licence has to be asked: one tap does not answer two questions."""
    is_open = case.answers.get(FIRM, NOT_LISTED) in (NOT_LISTED, UNCHECKED)
    fits = case.place == firm.place or may_be_placed(case, firm.place, path)
    return is_open and fits and not firm.asks_licence


def _sure(fact: Fact | None) -> str | None:
    """What the fact says, if it is sure."""
    return str(fact.value) if fact and fact.confidence is Confidence.SURE else None
