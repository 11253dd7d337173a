"""The judge of typography: French as Québec sets it, English as English is set.

French: a no-break space before a colon, inside guillemets and before a unit or a symbol; none
before ; ! ?; typographic apostrophes, guillemets and ellipses. English: curly quotes, and none of
the spacing of French.
"""

import re
from html.parser import HTMLParser

_FRENCH = re.compile(
    r" :(?!\w)|«[^\u00a0]|[^\u00a0]»|[\s\u00a0][;!?](?![=\w])|[^\W\d_]'[^\W\d_]|\.\.\."
    r"|\d (?:[%$]|(?:h|min|s|km|kg|Ko|Mo)\b)"
)
_ENGLISH = re.compile(r"[\s\u00a0][:;!?](?![=\w])|[«»]|[^\W\d_]'[^\W\d_]|\.\.\.")
_NOT_PROSE = {"script", "style", "code", "pre", "textarea", "svg", "title"}
_VOID = {"input", "meta", "link", "br", "hr", "img", "wbr", "path", "rect", "circle"}
_FENCE = re.compile(r"```.*?```|`[^`\n]*`|^\|?[-:| ]+\|?$", re.DOTALL | re.MULTILINE)


def _around(pattern: re.Pattern[str], text: str) -> list[str]:
    return [text[max(0, m.start() - 12) : m.end() + 12] for m in pattern.finditer(text)]


def wrong_french(text: str) -> list[str]:
    """Each place of a French text that is set wrong, with a few letters around it."""
    return _around(_FRENCH, text)


def wrong_english(text: str) -> list[str]:
    """Each place of an English text that is set wrong, with a few letters around it."""
    return _around(_ENGLISH, text)


def prose(markdown: str) -> str:
    """The words of a text in Markdown, without its code and the rules of its tables."""
    return _FENCE.sub("x", markdown)


class _Parts(HTMLParser):
    """The words of a page, each with the language of the part it stands in."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._open: list[tuple[str, str]] = [("", "")]
        self.words: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Enter a part; its language is its own or that of what it stands in."""
        if tag not in _VOID:
            self._open.append((tag, dict(attrs).get("lang") or self._open[-1][1]))

    def handle_endtag(self, tag: str) -> None:
        """Leave a part."""
        if tag in {name for name, _ in self._open}:
            while self._open.pop()[0] != tag:
                pass

    def handle_data(self, data: str) -> None:
        """Note words that are prose."""
        if not _NOT_PROSE & {name for name, _ in self._open}:
            self.words.append((self._open[-1][1][:2], data))


def wrong_on_page(html: str) -> list[str]:
    """Each place of a page that is set wrong for the language of its part."""
    parts = _Parts()
    parts.feed(html)
    judges = {"fr": wrong_french, "en": wrong_english}
    return [
        wrong
        for lang, words in parts.words
        if lang in judges
        for wrong in judges[lang](" ".join(re.split(r"[ \t\r\n]+", words)))
    ]
