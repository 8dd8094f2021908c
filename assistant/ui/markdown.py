"""The Markdown of guides and documents as safe HTML.

Everything is escaped first; then the few forms that the guides use are drawn: paragraphs,
lists, tables, quotations, code and emphasis. Links and images become their words: nothing
that a document says can load, run or lead anywhere.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Sequence

_OPEN, _MID, _SHUT = "\ue000", "\ue001", "\ue002"  # Private characters around a sentence to light up.
_PRIVATE = re.compile("[\ue000-\ue002]")
_MARKED = re.compile(f"{_OPEN}(\\d+){_MID}([^{_OPEN}{_SHUT}]*){_SHUT}", re.S)
_BULLET = re.compile(r"\s*[-*+]\s+(?=\S)")
_NUMBER = re.compile(r"\s*\d{1,3}[.)]\s+(?=\S)")
_RULE = re.compile(r"\s*\|?(?:\s*:?-+:?\s*\|)+\s*(?::?-+:?)?\s*")
_IMAGE = re.compile(r"!\[([^\]\n]*)\]\([^)\n]*\)")
_LINK = re.compile(r"(?<!!)\[([^\]\n]+)\]\(([^)\n]*)\)")


def escape(text: str) -> str:
    """Text as HTML that shows just this text.

    Braces and dollar signs are written as references too, because the page fills templates.
    """
    text = "".join(char for char in text if char in "\n\t" or ord(char) >= 32)
    return html.escape(text).replace("{", "&#123;").replace("}", "&#125;").replace("$", "&#36;").replace("`", "&#96;")


def draw_markdown(text: str, lit: Sequence[str] = (), mark_id: Callable[[int], str] = "lit-{}".format) -> str:
    """Markdown as HTML.

    Args:
        text: the Markdown, which nobody needs to trust.
        lit: verbatim pieces of it, which are set in ``<mark>``.
        mark_id: the id of the mark of the piece with this number.
    """
    text = _PRIVATE.sub("", text)
    for number, piece in enumerate(lit):
        at = text.find(piece) if piece else -1
        if at >= 0:
            text = f"{text[:at]}{_OPEN}{number}{_MID}{piece}{_SHUT}{text[at + len(piece) :]}"
    return "\n".join(_draw_block(block, mark_id) for block in _blocks(text))


def plain_markdown(text: str) -> str:
    """Markdown as one line of words, for excerpts."""
    kept = [line for line in text.split("\n") if not _RULE.fullmatch(line)]
    lines = [re.sub(r"^\s*(?:[-*+>#]+|\d{1,3}[.)])\s+", "", line) for line in kept]
    words = " ".join(line.strip().strip("|").replace("|", " · ") for line in lines)
    return " ".join(_LINK.sub(r"\1", _IMAGE.sub(r"\1", words)).replace("**", "").split())


def _blocks(text: str) -> list[list[str]]:
    """Runs of lines of one kind: a paragraph, a list, a table, a quotation, code."""
    blocks: list[list[str]] = []
    kind = ""
    for line in text.split("\n"):
        if kind == "code":
            blocks[-1].append(line)
            kind = "" if line.strip().startswith("```") else "code"
            continue
        now = _kind(line)
        # A line that follows a list item without a mark of its own goes on with the item.
        if now == "text" and kind in ("bullet", "number", "quote"):
            now = kind
        if not line.strip():
            kind = ""
            continue
        if now != kind or now == "code":
            blocks.append([])
        blocks[-1].append(line)
        kind = now
    return blocks


def _kind(line: str) -> str:
    bare = _unmarked(line)
    if bare.lstrip().startswith("```"):
        return "code"
    if bare.lstrip().startswith("|"):
        return "table"
    if bare.lstrip().startswith(">"):
        return "quote"
    if _BULLET.match(bare):
        return "bullet"
    return "number" if _NUMBER.match(bare) else "text"


def _unmarked(line: str) -> str:
    return _PRIVATE.sub("", re.sub(f"{_OPEN}\\d+{_MID}", "", line))


def _draw_block(lines: list[str], mark_id: Callable[[int], str]) -> str:
    kind = _kind(lines[0])
    if kind == "code":
        body = [_unmarked(line) for line in lines[1:] if not line.strip().startswith("```")]
        return f"<pre><code>{escape(chr(10).join(body))}</code></pre>"
    if kind == "table":
        return _draw_table(lines, mark_id)
    if kind == "quote":
        inner = " ".join(line.lstrip().removeprefix(">").strip() for line in lines)
        return f"<blockquote><p>{_inline(inner, mark_id)}</p></blockquote>"
    if kind in ("bullet", "number"):
        tag = "ul" if kind == "bullet" else "ol"
        items = "".join(f"<li>{_inline(item, mark_id)}</li>" for item in _items(lines))
        return f"<{tag}>{items}</{tag}>"
    return f"<p>{_inline(' '.join(line.strip() for line in lines), mark_id)}</p>"


def _items(lines: list[str]) -> list[str]:
    items: list[str] = []
    for line in lines:
        match = _BULLET.match(line) or _NUMBER.match(line)
        if match or not items:
            items.append(line[match.end() :] if match else line)
        else:
            items[-1] += " " + line.strip()
    return items


def _draw_table(lines: list[str], mark_id: Callable[[int], str]) -> str:
    rows = [[_inline(cell.strip(), mark_id) for cell in _cells(line)] for line in lines if not _RULE.fullmatch(line)]
    headed = len(lines) > 1 and bool(_RULE.fullmatch(lines[1]))
    names = rows[0] if headed else []
    titles = "".join(f'<th scope="col">{name}</th>' for name in names)
    head = f"<thead><tr>{titles}</tr></thead>" if headed else ""
    body = []
    for row in rows[1 if headed else 0 :]:
        # On a phone each cell is a line of its own, so it carries the name of its column.
        named = zip([*map(_bare, names), *[""] * len(row)], row, strict=False)
        cells = "".join(f'<td data-name="{name}">{cell}</td>' for name, cell in named)
        body.append(f"<tr>{cells}</tr>")
    return f'<table class="contrast">{head}<tbody>{"".join(body)}</tbody></table>'


def _cells(line: str) -> list[str]:
    return line.strip().removeprefix("|").removesuffix("|").split("|")


def _bare(cell: str) -> str:
    return re.sub(r"<[^>]*>", "", cell)


def _inline(text: str, mark_id: Callable[[int], str]) -> str:
    text = _LINK.sub(r"\1 (\2)", _IMAGE.sub(r"\1", text))
    text = escape(text)
    text = re.sub(r"\*\*(?=\S)(.+?)(?<=\S)\*\*", r"<strong>\1</strong>", text)
    text = re.sub(r"(?<![\w*])\*(?=[^\s*])([^*]+?)(?<=[^\s*])\*(?![\w*])", r"<em>\1</em>", text)
    text = _MARKED.sub(lambda m: f'<mark id="{escape(mark_id(int(m[1])))}" tabindex="-1">{m[2]}</mark>', text)
    # A mark that would cross two blocks is left out rather than drawn half.
    return _PRIVATE.sub("", re.sub(f"{_OPEN}\\d+{_MID}", "", text))
