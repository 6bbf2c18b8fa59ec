"""Methods that send a file, alone or in an album, and the part of a message that a file is."""

import io
import mimetypes
from typing import Any

import imagesize  # type: ignore[import-untyped]

from telegram_sandbox.chats import Json, StoredFile
from telegram_sandbox.keyboards import reply_markup
from telegram_sandbox.limits import (
    ALBUM_MESSAGES,
    PHOTO_BYTES,
    PHOTO_RATIO,
    PHOTO_SIDES,
    THUMBNAIL_BYTES,
    THUMBNAIL_SIDE,
    UPLOAD_BYTES,
)
from telegram_sandbox.parameters import Parameters, Upload
from telegram_sandbox.refused import Refused, bad_request
from telegram_sandbox.sending import message_caption, new_message
from telegram_sandbox.world import World

TYPE_NAMES = {
    "document": "Document",
    "photo": "Photo",
    "sticker": "Sticker",
    "thumbnail": "Thumbnail",
    "video": "Video",
    "voice": "VoiceNote",
}
"""What Telegram calls the kinds of files when it refuses one."""
JPEG = b"\xff\xd8\xff"
"""How a file in this format begins."""
IN_ALBUMS = ("photo", "video", "document")


def content_of(file: StoredFile, **stated: Any) -> Json:
    """The part of a message that this file is, in the Bot API's form.

    `stated` is what only the sender can say of it: `duration` in seconds, `width`, `height`,
    `length`, `emoji`.
    """
    told = file.as_json() | ({"thumbnail": file.thumbnail} if file.thumbnail else {})
    match file.kind:
        case "photo":
            width, height = dimensions(file.content)
            return {"photo": [{"width": width, "height": height, **told}]}
        case "sticker":
            width, height = dimensions(file.content)
            shape = {"type": "regular", "width": width, "height": height}
            return {"sticker": {**shape, "is_animated": False, "is_video": False, **stated, **told}}
        case "video" | "voice":
            return {file.kind: {"mime_type": file.mime_type, **stated, **told}}
        case "video_note":
            return {"video_note": {**stated, **told}}
    return {"document": {"file_name": file.name, "mime_type": file.mime_type, **told}}


def dimensions(content: bytes) -> tuple[int, int]:
    """Width and height of an image in pixels; -1 and -1 if it cannot be read as one."""
    width, height = imagesize.get(io.BytesIO(content))
    return int(width), int(height)


def send_document(world: World, parameters: Parameters) -> Any:
    """sendDocument, with an uploaded file or the file_id of an earlier one, as all of these."""
    return _send(world, parameters, "document")


def send_photo(world: World, parameters: Parameters) -> Any:
    """sendPhoto; the photo keeps its bytes and has one size."""
    return _send(world, parameters, "photo")


def send_video(world: World, parameters: Parameters) -> Any:
    """sendVideo; the video is not inspected: its length and size are what the call says."""
    return _send(world, parameters, "video")


def send_voice(world: World, parameters: Parameters) -> Any:
    """sendVoice."""
    return _send(world, parameters, "voice")


def send_sticker(world: World, parameters: Parameters) -> Any:
    """sendSticker: one by itself, of no set. A sticker has no caption."""
    markup = reply_markup(parameters)
    chat = world.chat_of(parameters)
    content = _content(world, parameters, "sticker", "sticker")
    return new_message(world, chat, parameters, markup=markup, content=content).as_json()


def _send(world: World, parameters: Parameters, kind: str) -> Any:
    caption, entities = message_caption(parameters)
    markup = reply_markup(parameters)
    chat = world.chat_of(parameters)
    content = _content(world, parameters, kind, kind)
    parts: Json = {"caption": caption, "entities": entities, "content": content, "markup": markup}
    return new_message(world, chat, parameters, **parts).as_json()


def send_media_group(world: World, parameters: Parameters) -> Any:
    """sendMediaGroup: all of it or nothing; a single item is a message outside any album.

    The documentation asks for 2 to 10 items; Telegram takes one, too.
    """
    items = parameters.array("media", "InputMedia")
    if not items:
        raise bad_request("there are no messages to send")
    if len(items) > ALBUM_MESSAGES:
        raise bad_request("too many messages to send as an album")
    chat = world.chat_of(parameters)
    parts = [_album_part(world, parameters, item, at) for at, item in enumerate(items, start=1)]
    kinds = {kind for part in parts for kind in part["content"]}
    if "document" in kinds and len(kinds) > 1:
        raise bad_request("document can't be mixed with other media types")
    if len(parts) > 1:
        album = str(world.next_number())
        for part in parts:
            part["content"]["media_group_id"] = album
    return [new_message(world, chat, parameters, **part).as_json() for part in parts]


def _album_part(world: World, parameters: Parameters, item: Any, position: int) -> Json:
    """One message of an album; what Telegram finds in the file itself it says with its position."""
    if isinstance(item, dict) and item.get("type") not in IN_ALBUMS:
        raise _unparsed(f'type "{item.get("type")}" can\'t be used in sendMediaGroup')
    try:
        return input_media(world, parameters, item)
    except Refused as refused:
        words = refused.description.removeprefix("Bad Request: ")
        if words.isupper():
            raise bad_request(
                f'failed to send message #{position} with the error message "{words}"'
            ) from refused
        raise


def input_media(world: World, parameters: Parameters, item: Any) -> Json:
    """An InputMedia as parts of a `Message`: its caption with the entities, its content."""
    if not isinstance(item, dict):
        raise _unparsed("expected an Object")
    kind = item.get("type")
    if kind not in IN_ALBUMS:
        raise Refused(501, f"Not Implemented: the sandbox does not know InputMedia of type {kind}")
    read = Parameters(item, parameters.files)
    if not read.text("media"):
        raise _unparsed("media not found")
    caption, entities = message_caption(read)
    content = _content(world, read, kind, "media")
    return {"caption": caption, "entities": entities, "content": content}


def _unparsed(why: str) -> Refused:
    return bad_request(f"can't parse InputMedia: {why}")


def _content(world: World, parameters: Parameters, kind: str, name: str) -> Json:
    """The content of a message with the file that the parameter `name` gives."""
    given = parameters.upload(name)
    if given is None:
        raise bad_request(f"there is no {kind} in the request")
    stated: Json = {}
    if kind in ("video", "voice"):
        stated["duration"] = parameters.integer("duration") or 0
    if kind == "video":
        stated["width"] = parameters.integer("width") or 0
        stated["height"] = parameters.integer("height") or 0
    if kind == "sticker" and (emoji := parameters.text("emoji")):
        stated["emoji"] = emoji
    if isinstance(given, str):
        file = _known(world, kind, given)
    else:
        small = _thumbnail(world, parameters) if kind in ("document", "video") else None
        file = _kept(world, kind, given, small)
    return content_of(file, **stated)


def _known(world: World, kind: str, file_id: str) -> StoredFile:
    file = world.files.get(file_id)
    if file is not None and file.kind != kind:
        used, wanted = TYPE_NAMES[file.kind], TYPE_NAMES[kind]
        raise bad_request(f"can't use file of type {used} as {wanted}")
    if file is not None:
        return file
    if file_id.startswith(("http://", "https://")):  # there is no network here
        raise bad_request("failed to get HTTP URL content")
    raise bad_request("wrong file identifier/HTTP URL specified")


def _thumbnail(world: World, parameters: Parameters) -> Json | None:
    """The PhotoSize of the picture that goes with a file; one that was sent earlier is ignored.

    Telegram passes over a picture that is no thumbnail without a word; here it is refused.
    """
    given = parameters.upload("thumbnail")
    if given is None or isinstance(given, str):
        return None
    _, content = given
    width, height = dimensions(content)
    if not content.startswith(JPEG) or width < 1:
        raise bad_request("thumbnail must be in JPEG format")
    if len(content) >= THUMBNAIL_BYTES:
        raise bad_request(f"thumbnail must be less than {THUMBNAIL_BYTES} bytes in size")
    if max(width, height) > THUMBNAIL_SIDE:
        raise bad_request(f"thumbnail's sides must not exceed {THUMBNAIL_SIDE} pixels")
    file = world.keep_file("thumbnail", "thumbnail.jpg", "image/jpeg", content)
    return {"width": width, "height": height, **file.as_json()}


def _kept(world: World, kind: str, upload: Upload, thumbnail: Json | None = None) -> StoredFile:
    name, content = upload
    if not content:
        raise bad_request("file must be non-empty")
    if len(content) > UPLOAD_BYTES:
        raise Refused(413, "Request Entity Too Large")
    if kind == "photo":
        _check_photo(content)
    mime_type = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return world.keep_file(kind, name, mime_type, content, thumbnail)


def _check_photo(content: bytes) -> None:
    if len(content) > PHOTO_BYTES:
        raise bad_request(
            f"file of size {len(content)} bytes is too big for a photo; "
            f"the maximum size is {PHOTO_BYTES} bytes"
        )
    width, height = dimensions(content)
    if min(width, height) < 1:
        raise bad_request("IMAGE_PROCESS_FAILED")
    if width + height > PHOTO_SIDES or max(width, height) > PHOTO_RATIO * min(width, height):
        raise bad_request("PHOTO_INVALID_DIMENSIONS")
