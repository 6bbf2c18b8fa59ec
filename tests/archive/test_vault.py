"""What is carried away is locked by five words."""

import pytest

from bot.archive.carried import NotACaseError, unpacked
from bot.archive.vault import (
    MAGIC,
    NoVaultError,
    WrongPhraseError,
    _words,
    is_phrase,
    locked,
    new_phrase,
    normal,
    unlocked,
)

PHRASE = "маяк кедр чайник роса порог"


def test_five_words_open_it_however_they_are_typed() -> None:
    file = locked("тайна".encode(), PHRASE)
    assert "тайна".encode() not in file
    for typed in (PHRASE, PHRASE.upper(), " маяк,  кедр. Чайник роса\nпорог! "):
        assert unlocked(file, typed).decode() == "тайна"


@pytest.mark.parametrize("typed", ["", "маяк кедр чайник роса", f"{PHRASE} ещё", PHRASE[::-1]])
def test_no_other_words_do(typed: str) -> None:
    with pytest.raises(WrongPhraseError):
        unlocked(locked(b"{}", PHRASE), typed)


def test_a_changed_file_does_not_open() -> None:
    file = bytearray(locked(b"{}", PHRASE))
    file[-1] ^= 1
    with pytest.raises(WrongPhraseError):
        unlocked(bytes(file), PHRASE)


@pytest.mark.parametrize("file", [b"", MAGIC, MAGIC + bytes(28), b"PK" + bytes(100)])
def test_another_file_is_none(file: bytes) -> None:
    with pytest.raises(NoVaultError):
        unlocked(file, PHRASE)


def test_the_words_are_five_by_chance_of_a_list_without_twins() -> None:
    assert len(_words()) == len({normal(word) for word in _words()}) == 512
    assert new_phrase() != new_phrase()
    assert len(new_phrase().split()) == 5


@pytest.mark.parametrize(
    "data", [b"", b"{", b"[]", b"{}", b'{"form":1}', b"[" * 5000, b'{"form":"1"}' + b" " * 4096]
)
def test_what_is_no_case_is_refused(data: bytes) -> None:
    with pytest.raises(NotACaseError):
        unpacked(data)


def test_a_word_with_its_two_dots_is_known_with_and_without_them() -> None:
    assert {"клён", "щётка"} <= set(_words())
    for said in ("клён щётка кедр чайник роса", "КЛЕН щетка кедр чайник роса"):
        assert is_phrase(said)
    assert not is_phrase("клён щётка кедр чайник росомаха")
