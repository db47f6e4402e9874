"""Take HTML made of somebody's text, and hold that it shows it and does nothing."""

from __future__ import annotations

from html.parser import HTMLParser

_TAGS = frozenset((
    "a", "bdi", "blockquote", "br", "cite", "code", "dd", "del", "div", "dl", "dt", "em", "figure",
    "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "li", "ol", "p", "pre", "q", "s", "small",
    "span", "strong", "sub", "sup", "table", "tbody", "td", "th", "thead", "tr", "ul",
))  # fmt: skip
_ATTRIBUTES = frozenset((
    "aria-label", "class", "data-result", "dir", "href", "id", "lang", "role", "scope", "start",
    "style", "title",
))  # fmt: skip
_SCHEMES = ("#", "http://", "https://", "mailto:")


def assert_harmless(html: str) -> None:
    """Hold that there is no element, attribute or address that could act."""
    _Reader().feed(html)


class _Reader(HTMLParser):
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in _TAGS, tag
        for name, value in attrs:
            assert name in _ATTRIBUTES, (tag, name)
            if name == "href":
                assert not value or value.startswith(_SCHEMES), value
            if name == "style":
                assert value in ("text-align:left", "text-align:right", "text-align:center"), value

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)

    def handle_pi(self, data: str) -> None:
        raise AssertionError(data)

    def handle_decl(self, decl: str) -> None:
        raise AssertionError(decl)
