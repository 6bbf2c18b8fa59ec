"""The session that takes aiogram's calls to Telegram: as JSON, over kept-alive connections."""

import ssl
from http import HTTPStatus
from typing import Any, cast
from urllib.parse import quote, urlsplit

import certifi
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import PRODUCTION, TelegramAPIServer
from aiogram.exceptions import ClientDecodeError, TelegramNetworkError, TelegramServerError
from aiogram.methods import Response, TelegramMethod
from aiogram.methods.base import TelegramType
from aiogram.types import InputFile
from aiohttp import (
    BytesPayload,
    ClientConnectorError,
    ClientError,
    ClientTimeout,
    ConnectionTimeoutError,
    FormData,
)

from bot.http_line import CONNECT_SECONDS, Answer, HttpLine, LineError
from bot.patience import NotArrivedError
from bot.telegram_json import read_answer, read_json, read_result, write_call

ANSWER_SECONDS = 30.0
"""How long a call may take in all, where its caller names no time."""


class JsonSession(AiohttpSession):
    """Sends calls without files over its own line, and parses no answer that nobody reads.
    aiohttp's client, which costs more, takes files, and everything when there is a proxy."""

    def __init__(
        self,
        proxy: str | None = None,
        api: TelegramAPIServer = PRODUCTION,
        timeout: float = ANSWER_SECONDS,
    ) -> None:
        """`proxy` is an address with its port: http://, https:// (TLS as far as the proxy) or
        socks5://, each with user:password@ or without."""
        to_proxy = proxy.replace("https://", "http://", 1) if proxy else None
        super().__init__(proxy=to_proxy, api=api, json_loads=read_json, timeout=timeout)
        aiograms = self._connector_init.get("ssl")  # none when there is a proxy
        self.trust = _trust(aiograms or ssl.create_default_context(cafile=certifi.where()))
        self._connector_init["ssl"] = self.trust
        if to_proxy != proxy:
            self._connector_init["proxy_ssl"] = self.trust
        self._unreached = _UNREACHED + _proxy_errors() if proxy else _UNREACHED
        self._broken: tuple[type[Exception], ...] = (ClientError, OSError, *self._unreached)
        self._line = None if proxy else _line_to(api, self.trust)
        self._heads: dict[tuple[str, str], bytes] = {}

    async def make_request(
        self,
        bot: Bot,
        method: TelegramMethod[TelegramType],
        timeout: float | None = None,  # noqa: ASYNC109  (aiogram's name)
    ) -> TelegramType:
        """The call's result.

        Raises NotArrivedError or TelegramNetworkError, which hold neither the token nor any part
        of the call; TelegramServerError for any status from 500; what aiogram raises for a refusal.
        """
        seconds = self.timeout if timeout is None else timeout
        files: list[InputFile] = []
        body = write_call(method, bot.default, files)
        if files:
            form = self.build_form_data(bot, method)
            status, content = await self._ask_by_aiohttp(bot, method, form, seconds)
        elif self._line is None:
            data = BytesPayload(body, content_type="application/json")
            status, content = await self._ask_by_aiohttp(bot, method, data, seconds)
        else:
            status, content = await self._ask(self._line, bot, method, body, seconds)
        return cast(TelegramType, self._result(bot, method, status, content))

    def check_response(
        self,
        bot: Bot,
        method: TelegramMethod[TelegramType],
        status_code: int,
        content: str | bytes,
    ) -> Response[TelegramType]:
        """For requests made in another way: their answers are read in the same way."""
        result = self._result(bot, method, status_code, content)
        return Response[Any].model_construct(ok=True, result=result)

    def _result(
        self, bot: Bot, method: TelegramMethod[Any], status: int, content: str | bytes
    ) -> Any:
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR:  # often a page of HTML
            raise TelegramServerError(method=method, message=f"HTTP {status}")
        answer = read_answer(content)
        if answer is None:
            why = f"HTTP {status} without an answer of the Bot API"
            raise TelegramNetworkError(method=method, message=why)
        if status == HTTPStatus.OK and answer["ok"]:
            return read_result(bot, method, answer)
        try:
            return super().check_response(bot, method, status, cast(str, content)).result
        except ClientDecodeError:  # it holds the data, which a log would show
            raise TelegramNetworkError(method=method, message=f"HTTP {status}, garbled") from None

    async def _ask(
        self, line: HttpLine, bot: Bot, method: TelegramMethod[Any], body: bytes, seconds: float
    ) -> Answer:
        head = self._head(bot.token, method.__api_method__)
        try:
            return await line.ask(b"%b%d\r\n\r\n%b" % (head, len(body), body), seconds)
        except LineError as error:
            lost = TelegramNetworkError if error.arrived else NotArrivedError
            raise lost(method=method, message=str(error)) from error

    def _head(self, token: str, name: str) -> bytes:
        """The request's first lines up to the length, the same for every call of a method."""
        if (token, name) not in self._heads:
            url = urlsplit(self.api.api_url(token=token, method=name))
            self._heads[token, name] = (
                f"POST {quote(url.path, safe='/:')} HTTP/1.1\r\nHost: {url.netloc}\r\n"
                "Content-Type: application/json\r\nContent-Length: "
            ).encode()
        return self._heads[token, name]

    async def _ask_by_aiohttp(
        self, bot: Bot, method: TelegramMethod[Any], data: FormData | BytesPayload, seconds: float
    ) -> Answer:
        session = await self.create_session()
        url = self.api.api_url(token=bot.token, method=method.__api_method__)
        limits = ClientTimeout(total=seconds, sock_connect=CONNECT_SECONDS)
        try:
            async with session.post(
                url, data=data, timeout=limits, allow_redirects=False
            ) as answer:
                return answer.status, await answer.read()
        except self._broken as error:
            distrust = isinstance(error.__cause__, ssl.SSLCertVerificationError)
            never = distrust or isinstance(error, self._unreached)
            lost = NotArrivedError if never else TelegramNetworkError
            why = f"{type(error).__name__}: {error}".replace(bot.token, "…")  # it may name the URL
            raise lost(method=method, message=why) from None

    async def close(self) -> None:
        """Drop the connections."""
        if self._line is None:
            await super().close()
            return
        await self._line.close()
        if self._session is not None:
            # aiohttp waits until its connections are closed; aiogram would sleep another 250 ms,
            # which only a proxy's need.
            await self._session.close()


_UNREACHED: tuple[type[Exception], ...] = (ClientConnectorError, ConnectionTimeoutError)
"""What aiohttp raises before it has written anything."""


def _proxy_errors() -> tuple[type[Exception], ...]:
    """What a proxy adds to these; imported only where there is one."""
    from aiohttp_socks import ProxyConnectionError, ProxyError, ProxyTimeoutError

    return ProxyConnectionError, ProxyError, ProxyTimeoutError


def _trust(context: ssl.SSLContext) -> ssl.SSLContext:
    """Trusts certifi's authorities, so that a machine without any will do, and the machine's own: a
    company's is among these. SSL_CERT_FILE and SSL_CERT_DIR name others."""
    context.load_default_certs()
    return context


def _line_to(api: TelegramAPIServer, trust: ssl.SSLContext) -> HttpLine:
    url = urlsplit(api.base)
    secure = url.scheme == "https"
    port = url.port or (443 if secure else 80)
    return HttpLine(url.hostname or "", port, trust if secure else None)
