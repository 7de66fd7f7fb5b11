"""What stands between the network and the pages: host, token, origin, sizes, and the headers of every answer."""

from __future__ import annotations

import hmac
import json
import secrets
from collections.abc import Awaitable, Callable, MutableMapping
from http.cookies import SimpleCookie
from time import perf_counter
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from .settings import Settings, is_loopback

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

TOKEN_COOKIE = "whackachip_token"
# No script but our files, nothing inline, nothing from elsewhere, no frame around us.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
# A report is one file with its style inside; it has no script, and gets no rights beyond being read.
REPORT_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'self'; sandbox allow-same-origin allow-top-navigation-by-user-activation"
)
HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",  # with none at all, our own forms would come from the origin "null"
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}
SAFE = ("GET", "HEAD", "OPTIONS")


class TooLarge(Exception):
    """A body beyond the bound."""


class Guard:
    """Refuses what should not reach the pages, and puts the security headers on what leaves them."""

    def __init__(self, app: App, settings: Settings) -> None:
        self.app, self.settings = app, settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun = perf_counter()
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        answer = self._with_headers(send, begun)
        refusal = self._refusal(scope, headers)
        if refusal:
            await _plain(answer, *refusal, api=scope["path"].startswith("/api/"))
            return
        moved = self._enter(scope)
        if moved:
            await _plain(answer, 303, "see the address without the token", moved)
            return
        try:
            await self.app(scope, self._bounded(scope, receive), answer)
        except TooLarge:
            text = f"at most {self._most(scope):,} bytes are taken here"
            await _plain(answer, 413, text, api=scope["path"].startswith("/api/"))

    def _refusal(self, scope: Scope, headers: dict[str, str]) -> tuple[int, str] | None:
        limits = self.settings.limits
        host = headers.get("host", "")
        if not self.settings.token and not self._known(host):
            return 421, "this server answers only under its own address"
        if len(scope["query_string"]) > limits.query_bytes:
            return 414, f"the address is too long: at most {limits.query_bytes:,} bytes of question are read"
        if self.settings.token and not self._entered(scope, headers):
            return 401, "add ?token=... to the address; the operator of this server has the token"
        if scope["method"] not in SAFE and not _same_origin(headers, host):
            return 403, "this form was sent from another site"
        if headers.get("sec-fetch-site") == "cross-site" and headers.get("sec-fetch-mode", "navigate") != "navigate":
            return 403, "another site may link here, and not load from here"
        length = headers.get("content-length", "0")
        if not length.isdigit() or int(length) > self._most(scope):
            return 413, f"at most {self._most(scope):,} bytes are taken here"
        return None

    def _known(self, host: str) -> bool:
        """Whether the Host header names this server: a page elsewhere could else reach it under a name of its own."""
        name = urlsplit(f"//{host}").hostname if host else None
        return bool(name) and (is_loopback(str(name)) or name == self.settings.host)

    def _entered(self, scope: Scope, headers: dict[str, str]) -> bool:
        given = [value for key, value in parse_qsl(scope["query_string"].decode("latin-1")) if key == "token"]
        cookie: SimpleCookie = SimpleCookie()
        try:
            cookie.load(headers.get("cookie", ""))
        except Exception:  # a broken cookie header is no token
            cookie = SimpleCookie()
        if TOKEN_COOKIE in cookie:
            given.append(cookie[TOKEN_COOKIE].value)
        given.append(headers.get("authorization", "").removeprefix("Bearer "))
        expected = str(self.settings.token).encode()
        return any(hmac.compare_digest(text.encode(), expected) for text in given)

    def _enter(self, scope: Scope) -> dict[str, str] | None:
        """The headers that move a token from the address into a cookie, so that it is not passed on with a link."""
        if not self.settings.token or scope["method"] != "GET" or scope["path"].startswith("/api/"):
            return None
        pairs = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        rest = [(key, value) for key, value in pairs if key != "token"]
        if len(rest) == len(pairs):
            return None
        target = "/" + scope["path"].lstrip("/") + (f"?{urlencode(rest)}" if rest else "")
        cookie = f"{TOKEN_COOKIE}={self.settings.token}; Path=/; HttpOnly; SameSite=Strict"
        return {"location": target, "set-cookie": cookie}

    def _most(self, scope: Scope) -> int:
        limits = self.settings.limits
        return limits.upload_bytes if scope["path"] == "/investigate" else limits.body_bytes

    def _bounded(self, scope: Scope, receive: Receive) -> Receive:
        seen, most = 0, self._most(scope)

        async def bounded() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > most:
                raise TooLarge
            return message

        return bounded

    def _with_headers(self, send: Send, begun: float) -> Send:
        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                present = {name.lower() for name, _ in message["headers"]}
                spent = f"app;dur={(perf_counter() - begun) * 1000:.1f}"
                more = {
                    "content-security-policy": POLICY,
                    **HEADERS,
                    "server-timing": spent,
                    "cache-control": "no-cache",
                }
                message["headers"] = list(message["headers"]) + [
                    (name.encode(), value.encode()) for name, value in more.items() if name.encode() not in present
                ]
            await send(message)

        return sending


def _same_origin(headers: dict[str, str], host: str) -> bool:
    """Whether a request that changes something comes from our own pages, or from no browser at all."""
    if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return False
    origin = headers.get("origin")
    return origin is None or urlsplit(origin).netloc == host


async def _plain(send: Send, status: int, text: str, more: dict[str, str] | None = None, api: bool = False) -> None:
    """An answer of one line, for what never reaches the pages; for programs as a document."""
    body = (json.dumps({"error": text, "nearest": []}) if api else f"{text}\n").encode()
    kind = "application/json" if api else "text/plain; charset=utf-8"
    headers = {"content-type": kind, "content-length": str(len(body)), **(more or {})}
    pairs = [(name.encode(), value.encode()) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": status, "headers": pairs})
    await send({"type": "http.response.body", "body": body})


class Forms:
    """Marks our own forms: a random cookie and a number in the form that only we can make from it."""

    COOKIE = "whackachip_form"

    def __init__(self) -> None:
        self._secret = secrets.token_bytes(32)

    def mark(self, cookie: str) -> str:
        """What the form carries for a visitor with this cookie."""
        return hmac.new(self._secret, cookie.encode("utf-8", "replace"), "sha256").hexdigest()

    def genuine(self, cookie: str | None, mark: str) -> bool:
        """Whether a form came from us, to this visitor, since the server began."""
        return bool(cookie) and hmac.compare_digest(self.mark(str(cookie)).encode(), mark.encode("utf-8", "replace"))
