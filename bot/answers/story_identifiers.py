"""Numbers and names in a story, and whose: operations, phones, wallets, e-mails, recipients."""

import re
from collections.abc import Iterator

import phonenumbers

from bot.answers.found import emails_in, phones_in
from bot.answers.mentions import Mention, has_cue, words_before
from bot.russian.wording import Cues

# Endings are at most a dozen letters long, and the limits keep the patterns from backtracking.
_OPERATION = re.compile(
    r"(?=[отtпчкiиа])(?:(?:операци|транзакци|transaction|txn)\w{0,12}"
    r"(?:\s{1,3}(?:№|номер|код|ид|id|n\b|под номером))?"
    r"|(?:плат[её]ж|перевод|чек|квитанци|квитанц)\w{0,12}\s{0,3}"
    r"(?:№|номер|ид\b|id\b|n\b|под номером)"
    r"|\b(?:id|ид|айди)(?:\s{1,3}(?:операции|платежа|перевода|транзакции))?)"
    r"[\s:#№=–-]{0,20}+"
    r"(?P<number>(?=(?:[A-Za-z-]{0,26}+\d){5})[A-Za-z0-9][A-Za-z0-9-]{4,30})(?![\w@])",
    re.IGNORECASE,
)
_RECIPIENT = re.compile(
    r"(?i:получател\w{0,12}|на имя|в пользу|в адрес)"
    r"(?i:\s{0,3}(?:указан\w{0,12}|был\w{0,12}|это))?\s{0,3}+[:=–—-]?+\s{0,3}+"
    r"(?P<who>(?:(?:ООО|АО|ПАО|ИП|НКО)\s{1,3}+)?(?:[«\"][^»\"\n]{2,60}[»\"]"
    r"|[А-ЯЁ][а-яё]+(?:[ -][А-ЯЁ](?:[а-яё]+|\.)){0,3}))"
)
_FIRM = re.compile(
    r"\b(?:ООО|ПАО|ИП)\s{1,3}+(?:[«\"][^»\"\n]{2,60}[»\"]|[А-ЯЁ][а-яё]+(?:\s[А-ЯЁ]\.?)*)"
)
_ARROW = re.compile(r"(?:[-=]>|→)\s*$")
_BESIDE = 10  # characters: an arrow is at most this far from what it points at
_OTHER_WALLET = re.compile(r"(?<!\d)(?:41001\d{6,13}|[A-Z]\d{12})(?!\d)")
_WALLET_WORD = re.compile(r"(?i:кош\w{1,12})\D{0,15}$")
_LONGEST_CUE = 31


def emails(text: str, cues: Cues) -> Iterator[Mention]:
    """The person's e-mail addresses; those of the services themselves are left out."""
    for address, match in emails_in(text):
        if not address.endswith(cues.service_mail):
            yield Mention("email", address, *match.span())


def operations(text: str) -> Iterator[Mention]:
    """Operation numbers, recognised by the words before them."""
    for match in _OPERATION.finditer(text):
        yield Mention("operation", match["number"], match.start("number"), match.end("number"))


def wallets(text: str) -> Iterator[Mention]:
    """Wallet numbers that are not phone numbers."""
    for match in _OTHER_WALLET.finditer(text):
        if _WALLET_WORD.search(text, max(0, match.start() - _LONGEST_CUE), match.start()):
            yield Mention("wallet", match[0], *match.span())


def phones(text: str, region: str, cues: Cues) -> Iterator[Mention]:
    """Phone numbers, sorted by the words before them: the receiver's, the wallet's, one's own."""
    for match in phones_in(text, region):
        written = phonenumbers.format_number(
            match.number, phonenumbers.PhoneNumberFormat.INTERNATIONAL
        )
        before = words_before(text, match.start, 3)
        own, wallet = has_cue(before, cues.own_phone), has_cue(before, cues.wallet)
        to_it = set(before) & set(cues.receiver) or _ARROW.search(
            text[max(0, match.start - _BESIDE) : match.start]
        )
        field = "wallet" if wallet else "phone"
        if to_it and not own:
            field = "recipient"
        yield Mention(field, written, match.start, match.end)


def recipients(text: str) -> Iterator[Mention]:
    """People and firms the money went to, as written in the text."""
    for match in _RECIPIENT.finditer(text):
        yield Mention("recipient", match["who"], match.start("who"), match.end("who"))
    for match in _FIRM.finditer(text):
        yield Mention("recipient", match[0], *match.span())
