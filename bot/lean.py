"""aiogram imported with each of its models built when it is first used, not all at once, and with
a shorter way to bind an object to its bot.

aiogram marks its 400 types `defer_build`, and then builds every one of them at the end of its own
import, because their annotations name each other: most of the time and the memory of a start, for
types that no bot meets. Here that last step is put off. What cannot be put off is built as usual:
without this module everything works, only later and in more memory.
"""

import importlib
import logging
import re
import sys
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel

log = logging.getLogger(__name__)

Names = Mapping[str, Any]

_ORDINARY = BaseModel.__dict__["model_rebuild"]
_WORD = re.compile(r"[A-Za-z_]\w*")


def import_aiogram() -> bool:
    """Import aiogram without building its models; to be called before anything imports it.

    Gives whether that was done. Where aiogram is not made as expected it is imported as usual, with
    a warning in the log; where it is imported already nothing is done. Raises ImportError when
    there is no aiogram.
    """
    if "aiogram" in sys.modules:
        return False
    try:
        put_off = _import_unbuilt()
    except Exception:  # whatever it is, the ordinary import is not affected by it
        log.warning("aiogram cannot be imported without its models", exc_info=True)
        _import_anew()
        return False
    if _can_be_built_later(put_off):
        return True
    log.warning("aiogram's models cannot be built one by one, so all of them were at the start")
    for model, names in put_off.items():
        model.model_rebuild(_types_namespace=names)
    return False


def _import_unbuilt() -> dict[type[BaseModel], Names]:
    """Import aiogram; give the models that it wanted built, each with the names it gave for that.

    `model_rebuild` is pydantic's public method for "build this now", and aiogram calls it for each
    type. It is replaced for the duration of this import only.
    """
    put_off: dict[type[BaseModel], Names] = {}

    def put_off_building(cls: type[BaseModel], *, _types_namespace: Names) -> None:
        put_off[cls] = _types_namespace

    BaseModel.model_rebuild = classmethod(put_off_building)  # type: ignore[assignment, method-assign]
    try:
        importlib.import_module("aiogram")
    finally:
        BaseModel.model_rebuild = _ORDINARY  # type: ignore[method-assign]
    return put_off


def _import_anew() -> None:
    """The ordinary import, after one that broke off half-way."""
    for name in [name for name in sys.modules if name.partition(".")[0] == "aiogram"]:
        del sys.modules[name]
    importlib.import_module("aiogram")


def _can_be_built_later(put_off: Mapping[type[BaseModel], Names]) -> bool:
    """Prepare the models to be built later, and try it with the one that every bot needs."""
    try:
        from aiogram.types import Update

        names = put_off[Update]
        for model in put_off:
            _let_find(model, names)
        _let_build(names)
        _bind_directly()
        return bool(Update.model_rebuild())
    except Exception:  # another aiogram, another pydantic: the caller has a fallback
        log.warning("a model of aiogram cannot be built by itself", exc_info=True)
        return False


def _let_find(model: type[BaseModel], names: Names) -> None:
    """Put what the model's annotations name into its module.

    The modules import each other's names for type checkers only (at run time that would be
    circular), and a module is where pydantic looks when one model is built as a part of another.
    Inherited fields are looked up there as well, so the parents' annotations count. Only names that
    occur: all names in all modules would take 7 MiB.
    """
    module = vars(sys.modules[model.__module__])
    for parent in model.__mro__:
        annotations = vars(parent).get("__annotations__", {})
        for word in _WORD.findall(" ".join(map(str, annotations.values()))):
            if word in names:
                module.setdefault(word, names[word])


def _let_build(names: Names) -> None:
    """Have aiogram's models built with aiogram's names, whoever uses one first.

    Left alone, pydantic looks names up among the local variables of the function that happens to
    use a model first, before the model's own module: one called `Message` there, and every later
    update would be read wrongly.
    """
    from aiogram.client.context_controller import BotContextController

    def model_rebuild(cls: type[BaseModel], /, **given: Any) -> bool | None:
        if cls.__module__.startswith("aiogram."):
            given.setdefault("_types_namespace", names)
        rebuilt: bool | None = _ORDINARY.__func__(cls, **given)
        return rebuilt

    BotContextController.model_rebuild = classmethod(model_rebuild)  # type: ignore[assignment, method-assign]


def _bind_directly() -> None:
    """Have each object of aiogram bound to its bot in one step.

    The bot is the only private attribute that aiogram's models have. pydantic sets it to its
    default and then to the bot, once more for each class on the way up to the one that declares it:
    a third of the time to make an object, and an update makes a dozen.
    """
    from aiogram.client.context_controller import BotContextController

    def model_post_init(self: BotContextController, context: Any, /) -> None:
        bound = {"_bot": context.get("bot") if context else None}
        object.__setattr__(self, "__pydantic_private__", bound)

    for model in _heirs(BotContextController):
        if model.__private_attributes__.keys() == {"_bot"}:
            model.model_post_init = model_post_init  # type: ignore[assignment, method-assign]


def _heirs(model: type[BaseModel]) -> Iterator[type[BaseModel]]:
    for heir in model.__subclasses__():
        yield heir
        yield from _heirs(heir)
