"""What people call a paper: whether the words under a photo name it or just talk."""

import re

from bot.russian.written_days import capitalize_first

_MOST_WORDS = 5

_PAPER = re.compile(
    r"(?:акт|выписк|договор|заказ|заявлени|квитанци|накладн|отказ|ответ|оферт|переписк|письмо"
    r"|платежк|постановлени|претензи|расписк|решени|скан|скрин|смс|снимок|снимк|справк|счет"
    r"|талон|тариф|уведомлени|чек)\w*\b"
)


def paper_named(text: str) -> str:
    """The name of a paper that the text is: "чек терминала" gives "Чек терминала"; "" for talk,
    which would read badly in the list of what a letter encloses: "вот смотрите"."""
    said = " ".join(text.split()).strip(" .,:;")
    named = _PAPER.match(said.lower().replace("ё", "е"))
    if not named or len(said.split()) > _MOST_WORDS or re.search("[?!]", said):
        return ""
    return capitalize_first(said)
