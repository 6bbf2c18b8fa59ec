"""Photos, albums, videos, voice and stickers: what Telegram makes of them and what it refuses."""

import json
from typing import Any

import pytest
from images import jpeg, png
from telegram_sandbox.people import Person
from telegram_sandbox.refused import Refused
from telegram_sandbox.telegram import Telegram

PHOTO = ("кот.png", png(40, 30))
VIDEO = ("кот.mp4", b"\0\0\0\x18ftypmp42")
FILE = ("кот.txt", b"mew")


pytestmark = pytest.mark.usefixtures("anna")


async def sent(telegram: Telegram, kind: str, upload: Any, **params: Any) -> dict[str, Any]:
    method = f"send{kind.capitalize()}"
    told = await telegram.call(method, {"chat_id": "7", **params}, {kind: upload})
    assert isinstance(told, dict)
    return told


async def album(
    telegram: Telegram, *items: dict[str, Any], files: dict[str, Any] | None = None
) -> list[dict[str, Any]]:
    params = {"chat_id": "7", "media": json.dumps(items)}
    told = await telegram.call(
        "sendMediaGroup", params, files or {"one": PHOTO, "film": VIDEO, "file": FILE}
    )
    assert isinstance(told, list)
    return told


def item(kind: str, media: str, **more: Any) -> dict[str, Any]:
    return {"type": kind, "media": f"attach://{media}", **more}


async def test_a_photo_has_its_size_and_a_caption(telegram: Telegram) -> None:
    told = await sent(telegram, "photo", PHOTO, caption="<b>Кот</b>", parse_mode="HTML")
    (size,) = told["photo"]
    assert (size["width"], size["height"], size["file_size"]) == (40, 30, len(PHOTO[1]))
    assert told["caption"] == "Кот"
    assert told["caption_entities"] == [{"type": "bold", "offset": 0, "length": 3}]
    file = await telegram.call("getFile", {"file_id": size["file_id"]})
    assert file["file_path"].startswith("photos/")
    stored = telegram.file_at(file["file_path"])
    assert stored is not None
    assert stored.content == PHOTO[1]


async def test_a_video_and_a_voice_last_as_long_as_the_bot_says(telegram: Telegram) -> None:
    video = await sent(telegram, "video", VIDEO, duration="12", width="640", height="480")
    about = {name: video["video"][name] for name in ("duration", "width", "height", "mime_type")}
    assert about == {"duration": 12, "width": 640, "height": 480, "mime_type": "video/mp4"}
    voice = await sent(telegram, "voice", ("а.ogg", b"OggS"), duration="3", caption="Слушайте")
    assert (voice["voice"]["duration"], voice["caption"]) == (3, "Слушайте")


async def test_a_sticker_has_no_caption(telegram: Telegram) -> None:
    told = await sent(telegram, "sticker", ("а.webp", png(512, 512)), caption="нет", emoji="😀")
    assert (told["sticker"]["emoji"], told["sticker"]["width"]) == ("😀", 512)
    assert "caption" not in told
    again = await telegram.call(
        "sendSticker", {"chat_id": "7", "sticker": told["sticker"]["file_id"]}
    )
    assert again["sticker"]["file_unique_id"] == told["sticker"]["file_unique_id"]


@pytest.mark.parametrize(
    ("kind", "upload", "words"),
    [
        ("photo", ("а.png", b"no image"), "IMAGE_PROCESS_FAILED"),
        ("photo", ("а.png", png(9_000, 1_001)), "PHOTO_INVALID_DIMENSIONS"),
        ("photo", ("а.png", png(210, 10)), "PHOTO_INVALID_DIMENSIONS"),
        (
            "photo",
            ("а.png", png(9, 9) + bytes(10 * 1024 * 1024)),
            "is too big for a photo; the maximum size is 10485760 bytes",
        ),
        ("video", ("а.mp4", b""), "file must be non-empty"),
    ],
    ids=["no image", "too wide", "too narrow", "too heavy", "empty"],
)
async def test_files_that_are_refused(
    telegram: Telegram, kind: str, upload: Any, words: str
) -> None:
    with pytest.raises(Refused, match=words) as refused:
        await sent(telegram, kind, upload)
    assert refused.value.code == 400


async def test_photos_at_the_limit_are_fine(telegram: Telegram) -> None:
    told = await sent(telegram, "photo", ("а.png", png(200, 10)))
    assert told["photo"][0]["width"] == 200


async def test_a_file_stays_of_its_kind_and_addresses_lead_nowhere(telegram: Telegram) -> None:
    photo = (await sent(telegram, "photo", PHOTO))["photo"][0]["file_id"]
    for given, words in (
        (photo, "can't use file of type Photo as Document"),
        ("https://example.org/a.txt", "failed to get HTTP URL content"),
        ("unknown", "wrong file identifier/HTTP URL specified"),
    ):
        with pytest.raises(Refused) as refused:
            await telegram.call("sendDocument", {"chat_id": "7", "document": given})
        assert refused.value.description == f"Bad Request: {words}"


async def test_a_document_keeps_its_thumbnail(telegram: Telegram, anna: Person) -> None:
    small = jpeg(226, 320)
    files = {"document": FILE, "small": ("t.jpg", small)}
    params = {"chat_id": "7", "thumbnail": "attach://small"}
    told = (await telegram.call("sendDocument", params, files))["document"]
    assert (told["thumbnail"]["width"], told["thumbnail"]["height"]) == (226, 320)
    assert telegram.files[told["thumbnail"]["file_id"]].content == small
    again = await telegram.call("sendDocument", {"chat_id": "7", "document": told["file_id"]})
    assert again["document"]["thumbnail"] == told["thumbnail"]
    reused = {"chat_id": "7", "thumbnail": told["thumbnail"]["file_id"]}
    assert "thumbnail" not in (await telegram.call("sendDocument", reused, files))["document"]


@pytest.mark.parametrize(
    ("picture", "words"),
    [
        (png(32, 32), "thumbnail must be in JPEG format"),
        (jpeg(32, 32, 200_000), "thumbnail must be less than 200000 bytes in size"),
        (jpeg(100, 321), "thumbnail's sides must not exceed 320 pixels"),
    ],
    ids=["no JPEG", "too heavy", "too big"],
)
async def test_what_is_no_thumbnail_is_refused(
    telegram: Telegram, picture: bytes, words: str
) -> None:
    files = {"document": FILE, "thumbnail": ("t.jpg", picture)}
    with pytest.raises(Refused, match=words):
        await telegram.call("sendDocument", {"chat_id": "7"}, files)


async def test_an_album_is_several_messages_of_one_group(telegram: Telegram, anna: Person) -> None:
    told = await album(telegram, item("photo", "one", caption="Кот"), item("video", "film"))
    assert len({message["media_group_id"] for message in told}) == 1
    assert [message.get("caption") for message in told] == ["Кот", None]
    assert ["photo" in told[0], "video" in told[1]] == [True, True]
    ids = [message["message_id"] for message in told]
    assert ids == sorted(anna.chat.messages)[-2:]
    other = await album(telegram, item("document", "file"), item("document", "file"))
    assert other[0]["media_group_id"] != told[0]["media_group_id"]


async def test_an_album_of_one_is_a_message(telegram: Telegram) -> None:
    (told,) = await album(telegram, item("photo", "one"))
    assert "media_group_id" not in told


@pytest.mark.parametrize(
    ("items", "words"),
    [
        ([], "there are no messages to send"),
        ([item("photo", "one")] * 11, "too many messages to send as an album"),
        (
            [item("photo", "one"), item("document", "file")],
            "document can't be mixed with other media types",
        ),
        (
            [item("sticker", "one")],
            "can't parse InputMedia: type \"sticker\" can't be used in sendMediaGroup",
        ),
        ([{"type": "photo"}], "can't parse InputMedia: media not found"),
        (["photo"], "can't parse InputMedia: expected an Object"),
        (
            [item("photo", "one"), item("photo", "file")],
            'failed to send message #2 with the error message "IMAGE_PROCESS_FAILED"',
        ),
        ([item("photo", "one", caption="ж" * 1025)], "message caption is too long"),
        ([item("photo", "none")], "wrong file identifier/HTTP URL specified"),
    ],
)
async def test_albums_that_are_refused_leave_nothing(
    telegram: Telegram, anna: Person, items: list[Any], words: str
) -> None:
    before = list(anna.chat.messages)
    with pytest.raises(Refused) as refused:
        await album(telegram, *items)
    assert refused.value.description == f"Bad Request: {words}"
    assert list(anna.chat.messages) == before


async def test_a_photo_becomes_another_in_its_place(telegram: Telegram, anna: Person) -> None:
    told = await sent(telegram, "photo", PHOTO, caption="до")
    where = {"chat_id": "7", "message_id": told["message_id"]}
    media = json.dumps(item("photo", "new", caption="после"))
    edited = await telegram.call(
        "editMessageMedia", {**where, "media": media}, {"new": ("б.png", png(20, 20))}
    )
    assert (edited["photo"][0]["width"], edited["caption"]) == (20, "после")
    assert anna.chat.messages[told["message_id"]].marked_edited
    same = {"type": "photo", "media": edited["photo"][0]["file_id"], "caption": "после"}
    with pytest.raises(Refused, match="message is not modified"):
        await telegram.call("editMessageMedia", {**where, "media": json.dumps(same)})


async def test_a_text_becomes_a_photo_and_a_sticker_stays(telegram: Telegram) -> None:
    text = await telegram.call("sendMessage", {"chat_id": "7", "text": "раз"})
    media = {"chat_id": "7", "media": json.dumps(item("photo", "new"))}
    edited = await telegram.call(
        "editMessageMedia", {**media, "message_id": text["message_id"]}, {"new": PHOTO}
    )
    assert "photo" in edited
    assert "text" not in edited
    sticker = await sent(telegram, "sticker", ("а.webp", png(512, 512)))
    with pytest.raises(Refused, match="message can't be edited"):
        await telegram.call(
            "editMessageMedia", {**media, "message_id": sticker["message_id"]}, {"new": PHOTO}
        )


async def test_a_kind_that_the_sandbox_does_not_know_is_said(telegram: Telegram) -> None:
    told = await sent(telegram, "photo", PHOTO)
    media = json.dumps(item("animation", "new"))
    with pytest.raises(Refused, match="does not know InputMedia of type animation") as refused:
        await telegram.call(
            "editMessageMedia",
            {"chat_id": "7", "message_id": told["message_id"], "media": media},
            {"new": PHOTO},
        )
    assert refused.value.code == 501


def test_a_person_s_album_is_several_messages_of_one_group(
    telegram: Telegram, anna: Person
) -> None:
    sent = anna.send_album({"1.jpg": jpeg(30, 20), "2.jpg": jpeg(20, 30)}, "два")
    told = [update["message"] for update in telegram.updates.ready()][-2:]
    assert len({message["media_group_id"] for message in told}) == 1
    assert [message.get("caption", "") for message in told] == ["два", ""]
    assert [message.id for message in sent] == [message["message_id"] for message in told]
    files = anna.send_album({"1.pdf": b"%PDF-1", "2.pdf": b"%PDF-2"}, as_files=True)
    assert [message.content["document"]["mime_type"] for message in files] == [
        "application/pdf"
    ] * 2
    for wrong in ({"1.jpg": b"x"}, {str(n): b"x" for n in range(11)}):
        with pytest.raises(ValueError, match="an album holds"):
            anna.send_album(wrong)


async def test_what_a_person_sent_is_fetched_and_sent_again(
    telegram: Telegram, anna: Person
) -> None:
    content = jpeg(30, 20)
    first = anna.send_photo(content=content).content["photo"][-1]
    again = anna.send_photo(content=content).content["photo"][-1]
    assert first["file_unique_id"] == again["file_unique_id"]
    assert first["file_id"] != again["file_id"]
    found = await telegram.call("getFile", {"file_id": first["file_id"]})
    stored = telegram.file_at(found["file_path"])
    assert stored is not None
    assert stored.content == content
    sent = await telegram.call("sendPhoto", {"chat_id": anna.id, "photo": first["file_id"]})
    assert sent["photo"][-1]["file_unique_id"] == first["file_unique_id"]
