"""Let only the browser that was opened by this program in, and only to what it may do.

Other users of a shared machine reach the same address, and a page of any site can send requests to
it or, by a name of its own that leads here, read the answers. So each request has to name this
machine as its host, to carry the cookie that the one-time token was exchanged for, and, where it
changes anything, to come from a page of this program.
"""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qs

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from cpreport.limits import limit

#: Bytes of a form; a case file has some ten thousand.
MOST_OF_A_FORM = 2_000_000
#: Where files are sent to, with the limit of one of them; pictures may come together.
_WITH_FILES = {"/pictures/add": "CPREPORT_MAX_PICTURE_MB", "/import": "CPREPORT_MAX_DOCUMENT_MB"}
#: Characters of an address with its query.
_LONGEST_ADDRESS = 2_000
_METHODS = {"GET", "HEAD", "POST"}
_HEADERS = {
    "cache-control": "no-store",
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        "font-src 'self'; connect-src 'self'; frame-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), usb=()",
    # With `no-referrer` a browser would not say that its own page sends a form.
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}


@dataclass(slots=True)
class Keys:
    """The secrets of one run: a token that is spent once, what stands for it then, and the proof.

    token : str
        In the address that opens the page; empty once it is spent.
    cookie : str
        What the browser gets for it, and sends with each request.
    proof : str
        What every form carries.
    """

    port: int
    token: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    cookie: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    proof: str = field(default_factory=lambda: secrets.token_urlsafe(32))

    @property
    def cookie_name(self) -> str:
        """Another program of this machine may set cookies, too: they know no ports."""
        return f"cpreport-{self.port}"

    @property
    def hosts(self) -> set[str]:
        """What this machine calls itself."""
        return {f"{name}:{self.port}" for name in ("127.0.0.1", "localhost", "[::1]")}

    def spend(self, token: str) -> bool:
        """Whether this is the token, which is worth nothing from then on."""
        if not self.token or not _alike(token, self.token):
            return False
        self.token = ""
        return True


class Guard:
    """Answer for the whole program whatever it may not be asked."""

    def __init__(self, app: ASGIApp, keys: Keys) -> None:
        self.app, self.keys = app, keys

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse a request, exchange the token for the cookie, or hand the request on."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self.app(scope, receive, send)
            else:
                await send({"type": "websocket.close", "code": 1008})
            return
        headers = _one_of_each(scope["headers"])
        refused = _why_refused(scope, headers, self.keys)
        if refused is not None:
            await _answer(send, *refused)
            return
        query = parse_qs(scope["query_string"].decode("latin-1"))
        if scope["path"] == "/" and "token" in query:
            if self.keys.spend(query["token"][0]):
                await _answer(send, 303, "", [("location", "/"), _cookie(self.keys)])
            else:
                await _answer(send, 403, _SPENT)
            return
        if not _has_cookie(headers, self.keys):
            await _answer(send, 403, _SPENT)
            return
        await self.app(scope, _Bounded(receive, _most_of(scope["path"])), _with_headers(send))


_SPENT = (
    "This page belongs to the browser in which cpreport opened it. "
    "Close it, and start `cpreport open` again."
)


def _most_of(path: str) -> int:
    """Find how many bytes may be sent to an address."""
    named = next((name for end, name in _WITH_FILES.items() if path.endswith(end)), "")
    return limit(named) * 1_000_000 + MOST_OF_A_FORM if named else MOST_OF_A_FORM


def _why_refused(
    scope: Scope, headers: dict[str, str] | None, keys: Keys
) -> tuple[int, str] | None:
    """Say why a request is no request of this program's own page."""
    if headers is None:
        return 400, "A header stands twice."
    if headers.get("host", "") not in keys.hosts:
        return 421, "This is not the address of the page."
    if len(scope["path"]) + len(scope["query_string"]) > _LONGEST_ADDRESS:
        return 414, "The address is too long."
    if scope["method"] not in _METHODS:
        return 405, "Nothing here answers to this."
    site = headers.get("sec-fetch-site", "none")
    if site not in ("none", "same-origin"):
        return 403, "Another page may not ask for this."
    if scope["method"] == "POST":
        origin = headers.get("origin")
        own = {f"http://{host}" for host in keys.hosts}
        if origin not in own and not (origin is None and site == "same-origin"):
            return 403, "Another page may not send this."
        length = headers.get("content-length", "0")
        if not length.isascii() or not length.isdigit():
            return 400, "The length is no number."
        if int(length[:12]) > _most_of(scope["path"]):
            return 413, "This is more than a form can hold."
    return None


def _one_of_each(headers: Iterable[tuple[bytes, bytes]]) -> dict[str, str] | None:
    """Read the headers by name; None where one that decides stands twice."""
    found: dict[str, str] = {}
    for name, value in headers:
        key = name.decode("latin-1").lower()
        if key in found and key in ("host", "origin", "content-length", "sec-fetch-site"):
            return None
        found[key] = (
            f"{found[key]}; {value.decode('latin-1')}" if key in found else value.decode("latin-1")
        )
    return found


def _has_cookie(headers: dict[str, str] | None, keys: Keys) -> bool:
    try:
        cookies = SimpleCookie((headers or {}).get("cookie", ""))
    except CookieError:
        return False
    sent = cookies.get(keys.cookie_name)
    return sent is not None and _alike(sent.value, keys.cookie)


def _alike(one: str, other: str) -> bool:
    return secrets.compare_digest(one.encode("utf-8", "replace"), other.encode())


def _cookie(keys: Keys) -> tuple[str, str]:
    value = f"{keys.cookie_name}={keys.cookie}; HttpOnly; SameSite=Strict; Path=/"
    return "set-cookie", value


class _Bounded:
    """Hand on what a request holds, up to a size, whatever length it names."""

    def __init__(self, receive: Receive, most: int) -> None:
        self.receive, self.left = receive, most

    async def __call__(self) -> Message:
        message = await self.receive()
        if message["type"] == "http.request":
            self.left -= len(message.get("body", b""))
            if self.left < 0:
                raise HTTPException(413)
        return message


def _with_headers(send: Send) -> Callable[[Message], Awaitable[None]]:
    """Add what every answer says, but for what an answer says itself."""

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            own = {name.lower() for name, _ in message["headers"]}
            more = [(k.encode(), v.encode()) for k, v in _HEADERS.items()]
            message["headers"] = [
                *message["headers"], *(pair for pair in more if pair[0] not in own)
            ]  # fmt: skip
        await send(message)

    return sending


async def _answer(send: Send, status: int, text: str, more: Iterable[tuple[str, str]] = ()) -> None:
    """Answer in plain text, without a word of what was asked."""
    body = text.encode()
    headers = {
        **_HEADERS,
        "content-type": "text/plain; charset=utf-8",
        "content-length": str(len(body)),
    }
    pairs = [(k.encode(), v.encode()) for k, v in (*headers.items(), *more)]
    await send({"type": "http.response.start", "status": status, "headers": pairs})
    await send({"type": "http.response.body", "body": body})
