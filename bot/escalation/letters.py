"""What a letter is written from, and what it asks for: plain facts, no words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from bot.escalation.amount import is_against_receiver
from bot.escalation.claim import Calculation
from bot.escalation.drafts import main_problem
from bot.escalation.firms import LISTED, Firm, Requisites
from bot.escalation.questions import chosen
from bot.escalation.reporting import REPORTED, TO_FIRM, Grounds, grounds
from bot.escalation.routing import BODIES
from bot.escalation.values import MASK, Moment, Value

_NOT_OF_A_WALLET = frozenset({"terminal", "opened_without_me", "contact_transfer"})
"""Problems in which the writer is no owner of a wallet: cash, a stranger's wallet, a transfer."""

_TO_REPAY = timedelta(days=10)
"""In what time whoever got a mistaken transfer is asked to return it: ours, no law's."""

_ABOUT_DATA = frozenset({"identification", "opened_without_me"})
_DISPUTED = frozenset({"unauthorised", "deceived"})


class Holding(StrEnum):
    """What the writer has at the firm, as far as it is known: each has its word in a letter."""

    WALLET = "wallet"
    CARD = "card"
    ACCOUNT = "account"
    BANK = "bank"  # an account or a card: which one is not known
    ANY = "any"

    @classmethod
    def of(cls, firm: Firm) -> "Holding":
        """What a client of this firm has there."""
        return cls.WALLET if firm.wallet else cls.BANK


_ACCOUNT_DIGITS = 20
"""The digits of a Russian bank account."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """A letter that was already sent in this case, and what came of it.

    `reply` is what the reply was (`refused`, `silent`, `questions`, `partial`, `extended`, or the
    id of a stock reply from data/reply_kinds.toml), `interim` says that it did not settle the
    matter yet; `promised_on` is the day the other side named when it extended the term,
    `promise_broken` says that the day passed without a reply. `days_late` counts the days past
    `due_on`, 0 while the term runs; `due_on` is None while the day of registration is not known.
    `days_passed` are those since the sending, None once there is a reply. `replied_on` is the day
    that the person gave, None for silence and where none was given: the day on which the reply was
    got, or, of a `signed` decision, the one it bears. `addressee` is None for a firm whose name
    nobody has said; `is_named` says that it tells more than `title` does.
    """

    step: str
    draft: str
    title: str
    addressee: str | None
    sent_on: date
    is_named: bool = True
    number: str | None = None
    registered_on: date | None = None
    due_on: date | None = None
    days_late: int = 0
    days_passed: int | None = None
    reply: str | None = None
    replied_on: date | None = None
    signed: bool = False
    interim: bool = False
    promised_on: date | None = None
    promise_broken: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Enclosed:
    """An exhibit that a letter encloses: what it is, what the person calls it ("" for by its kind
    alone), its day and its sheets.

    `same` counts those that would be called alike, from 1. `paper` is the choice of `attachments`
    that it stands for, "" for none; `proves` says that the operation's number points at it;
    `reply_at` is the step of the earlier letter whose reply it is the paper of, "" for none: it is
    enclosed as that reply then.
    """

    number: int
    kind: str
    caption: str
    on: date
    sheets: int
    same: int = 1
    paper: str = ""
    proves: bool = False
    reply_at: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterFacts:
    """All that one letter is written from.

    `answers` go by question id; one that is missing, or was passed, is a blank to fill in.
    `firm` is whom the letter complains of, None where the person gives its name; `requisites` are
    what else is known of it and `keeps` what its clients have there, both None unless the person
    has picked it from the list; `is_unchecked` says that nobody has looked whether the Bank of
    Russia knows it; `addressee` are lines to put under the addressee's name, as a
    postal address.
    `country` (ISO 3166) is where the firm is, `supervisor` how its supervisor is addressed there.
    `told_before` says that the person has passed the step at which the operation is reported:
    nothing may be called the first report then, also where nobody asked when it was made.
    `past_ombudsman` says that more is asked for than the financial ombudsman may award.
    `counter` are the stock replies to rebut, in the order in which they came; `opened_by` is the
    reason for which the person has passed the lock of the letter's step, None where it was open;
    `in_force_on` is the day on which the decision that the letter follows came into force, None
    where that is not known or is still to come. `exhibits` are what the person has shown.
    """

    draft: str
    problems: tuple[str, ...]
    place: str
    today: date
    country: str
    supervisor: str | None = None
    firm: str | None = None
    requisites: Requisites | None = None
    is_unchecked: bool = False
    keeps: Holding | None = None
    answers: Mapping[str, Value] = field(default_factory=dict)
    addressee: tuple[str, ...] = ()
    earlier: tuple[Earlier, ...] = ()
    counter: tuple[str, ...] = ()
    told_before: bool = False
    past_ombudsman: bool = False
    opened_by: str | None = None
    in_force_on: date | None = None
    calculation: Calculation | None = None
    exhibits: tuple[Enclosed, ...] = ()

    @property
    def shown(self) -> frozenset[str]:
        """The papers that are enclosed as exhibits, each by its own name."""
        return frozenset(one.paper for one in self.exhibits if one.paper)

    @property
    def main(self) -> str:
        """The problem whose day, sum and operations the letter tells."""
        return main_problem(self.problems)

    @property
    def repay_by(self) -> date:
        """The day until which whoever got a mistaken transfer is asked to return it."""
        return self.today + _TO_REPAY

    @property
    def is_russian(self) -> bool:
        """Whether Russian law may be quoted to this provider."""
        return self.country == "RU"

    @property
    def is_bank(self) -> bool:
        """Whether the provider is a working Russian credit organisation, or should be one; not
        while nobody has looked whether the Bank of Russia knows it."""
        return self.place == LISTED and not self.is_unchecked

    @property
    def is_liquidated(self) -> bool:
        """Whether the provider's licence was revoked and its debts go to the liquidator."""
        return self.place == "qiwi_ru"

    @property
    def is_about_wallet(self) -> bool:
        """Whether there is a wallet, and with it a contract with the firm that keeps it."""
        return self.place not in {"shop", "terminal"} and not _NOT_OF_A_WALLET.issuperset(
            self.problems
        )

    @property
    def holding(self) -> Holding:
        """What the money is kept in: told by the number that was given, else by the firm."""
        number = str(self.answers.get("wallet") or "")
        if number.startswith(MASK):
            return Holding.CARD
        if len(number) == _ACCOUNT_DIGITS and number.isdecimal():
            return Holding.ACCOUNT
        if self.keeps is Holding.BANK:
            return Holding.BANK
        return Holding.WALLET if self.keeps or number or not self.is_bank else Holding.ANY

    @property
    def is_own_wallet(self) -> bool:
        """Whether the wallet is the writer's: not one that was opened in their name."""
        return "opened_without_me" not in self.problems

    @property
    def is_about_data(self) -> bool:
        """Whether it is about personal data alone: no money is asked for."""
        return _ABOUT_DATA.issuperset(self.problems)

    @property
    def asks_for_access(self) -> bool:
        """Whether a claim about a stopped wallet is for the access to it alone, not for its
        balance."""
        wanted = chosen(self.answers.get("wanted"))
        return self.main == "blocked" and "return_sum" not in wanted

    @property
    def has_no_price(self) -> bool:
        """Whether a claim asks for no money: it has no price, no reckoning and no ombudsman."""
        return self.is_about_data or self.asks_for_access

    @property
    def is_disputed(self) -> bool:
        """Whether an operation itself is disputed: the term of ч. 8 ст. 9 161-ФЗ runs."""
        return not _DISPUTED.isdisjoint(self.problems)

    @property
    def is_first_report(self) -> bool:
        """Whether this letter is the operator's first word of the operation (ч. 11 ст. 9)."""
        known = self.told_before or self.answers.get(REPORTED)
        return "unauthorised" in self.problems and not known and not self.earlier

    @property
    def grounds(self) -> Grounds | None:
        """What the refund of a debit rests on; None where ст. 9 of 161-ФЗ binds nobody."""
        if "unauthorised" not in self.problems or not self.is_bank:
            return None
        reported = self.answers.get(REPORTED)
        if isinstance(reported, Moment):
            return grounds(self.answers, reported)
        letter = next((sent for sent in self.earlier if sent.draft in TO_FIRM), None)
        by_letter = letter and not self.told_before
        return grounds(self.answers, Moment(letter.sent_on) if letter and by_letter else None)

    @property
    def is_against_receiver(self) -> bool:
        """Whether the money is with a stranger and is claimed back from them (ГК ст. 1102)."""
        return is_against_receiver(self.problems)

    @property
    def pays_for_appeal(self) -> bool:
        """Whether an appeal costs a duty (НК ст. 333.19): a consumer is exempt (ст. 333.36), and
        whoever claims from a stranger or denies a contract is none."""
        return not self.is_consumer or ("opened_without_me" in self.problems and self.is_about_data)

    @property
    def is_over_exemption(self) -> bool:
        """Whether a consumer's claim is so big that it was not free of duty as a whole (НК ст.
        333.36 п. 3): what an appeal costs then, no source of ours says."""
        known = self.calculation
        return self.is_consumer and known is not None and known.duty.amount.minor > 0

    @property
    def to_enforce(self) -> str | None:
        """What the money is collected by: the ombudsman's "certificate" or a court's "writ", by
        whatever was asked for last; None where neither was."""
        asked = self.latest(*_ENFORCED_BY)
        return _ENFORCED_BY[asked.draft] if asked else None

    @property
    def is_police_refusal(self) -> bool:
        """Whether the body complained of is the police, and they refused to open a case (ст. 124
        УПК)."""
        body = self.body
        return body is not None and body.draft == "police" and body.reply in _NO_CASE

    @property
    def body(self) -> Earlier | None:
        """The latest of the earlier letters to a body that a prosecutor looks after."""
        return self.latest(*BODIES)

    @property
    def is_consumer(self) -> bool:
        """Whether a claim falls under the Russian law on consumers: firms only, not a stranger."""
        return self.is_russian and not self.is_against_receiver

    def latest(self, *drafts: str) -> Earlier | None:
        """The last of the earlier letters written from one of these drafts."""
        return next((sent for sent in reversed(self.earlier) if sent.draft in drafts), None)


_ENFORCED_BY = {
    "ombudsman": "certificate",
    "certificate": "certificate",
    "court": "writ",
    "writ": "writ",
}
"""By the draft of what was asked for, the paper that comes of it (229-ФЗ ст. 12)."""

_NO_CASE = frozenset({"refused", "no_crime"})

ACTIONS: Mapping[str, tuple[str, ...]] = {
    "not_delivered": ("status", "find_or_return", "fee_back"),
    "wrong_details": ("hold", "contact_receiver", "confirm_transfer"),
    "unauthorised": ("stop_access", "refund", "logs", "notice_copy"),
    "deceived": (
        "stop_transfer",
        "was_in_base",
        "was_held",
        "refund_if_base",
        "tell_the_base",
        "keep_records",
    ),
    "blocked": ("reason", "documents", "unblock_or_return"),
    "fraud_base": ("base_reason", "lift_after_base"),
    "opened_without_me": ("who_opened", "close_wallet", "delete_data", "no_claims"),
    "identification": ("correct_data", "who_opened"),
    "refund": ("return_unpaid", "proof_of_return"),
    "not_supplied": ("return_prepaid", "supply_proof"),
    "fee": ("tariff", "fee_back"),
    "terminal": ("credit_cash", "agent_details"),
    "licence_revoked": ("confirm_balance", "include_in_register"),
    "contact_transfer": ("confirm_transfer", "include_in_register"),
    "other": ("explain",),
}
"""What each problem asks the provider for, most important first."""

_RETURNS_MONEY = frozenset(
    {
        "find_or_return",
        "refund",
        "return_unpaid",
        "unblock_or_return",
        "credit_cash",
        "return_sum",
        "return_prepaid",
        "refund_if_base",
    }
)
_WITHOUT_MONEY = {"unblock_or_return": "unblock"}
WISHES = frozenset({"return_sum", "deliver", "unblock", "explain", "logs"})
"""The choices of *Чего вы хотите?*, each a demand."""

_WISHES_COVERED = {
    "return_sum": _RETURNS_MONEY,
    "deliver": frozenset({"find_or_return", "credit_cash"}),
    "unblock": frozenset({"unblock_or_return"}),
    "explain": frozenset({"reason"}),
}


def demanded(problems: Sequence[str], wishes: Iterable[str]) -> tuple[str, ...]:
    """What a letter to the provider asks for: the problems' own demands, then the person's wishes.

    A wish that a demand already covers is not repeated; two demands for the same money are one. A
    wish that is not offered any more, as that for a written answer, adds nothing.
    """
    actions: list[str] = []
    for wanted in (action for problem in problems for action in ACTIONS[problem]):
        paid_twice = wanted in _RETURNS_MONEY and not _RETURNS_MONEY.isdisjoint(actions)
        action = _WITHOUT_MONEY.get(wanted) if paid_twice else wanted
        if action and action not in actions:
            actions.append(action)
    for wish in wishes:
        covered = _WISHES_COVERED.get(wish, frozenset()) & set(actions)
        if wish in WISHES and wish not in actions and not covered:
            actions.append(wish)
    return tuple(actions)
