"""Values to HTML, for every page: every word from a person, a model or a document is escaped.

Plain functions without state; they know nothing of Gradio. What one page alone draws is in
``ask_text`` and ``library_text``.
"""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote, urlencode

from assistant.app import ModelStatus
from assistant.ui.markdown import escape
from assistant.values import Passage
from ingest.build import GUIDES

_PAGES = (("Ask", "/"), ("Rehearse", "/rehearse"), ("Review", "/review"), ("Library", "/library"))


def draw_header(page: str, skip_to: str, skip_words: str) -> str:
    """The skip link, the name and the navigation."""
    links = "".join(f'<a href="{path}"{mark_current(name == page)}>{name}</a>' for name, path in _PAGES)
    return (
        f'<a class="skip" href="#{skip_to}">{escape(skip_words)}</a>'
        '<div class="bar"><a class="brand" href="/">Counterpart</a>'
        f'<nav aria-label="Pages">{links}</nav></div>'
    )


def draw_title(title: str, promise: str) -> str:
    """The heading of a page, and one line on what it is for."""
    return f'<h1>{escape(title)}</h1><p class="promise">{escape(promise)}</p>'


def draw_status(status: ModelStatus, destinations: Sequence[str]) -> str:
    """What answers now, what to do about it, and, folded, what leaves this computer.

    Args:
        status: of the application.
        destinations: one sentence for each place that something is sent to.
    """
    line, advice = _state_words(status)
    leaves = "".join(f"<p>{escape(sentence)}</p>" for sentence in destinations) or (
        "<p>Nothing. What you ask and the answers stay in this computer's memory and are gone when you close or reload "
        "the page.</p>"
    )
    rehearsed = "<p>What you say in a rehearsal is kept with Counterpart’s files until you delete it under Review.</p>"
    kept = (
        "<p>If you say whether an answer helped, a file on this computer keeps which passages it cited, "
        "and none of your words.</p>"
    )
    percent = int(status.progress * 100)
    bar = f'<progress max="100" value="{percent}" aria-label="Downloaded"></progress>'
    hint, stop = (f'<p class="advice">{escape(advice)}</p>', ".") if advice else ("", "")
    return (
        f'<p class="state"><span class="dot {status.phase}" aria-hidden="true"></span>{escape(line)}{stop}</p>'
        f"{bar if status.phase == 'fetching' else ''}{hint}"
        f'<details id="leaves"><summary>What leaves this computer</summary>{leaves}{rehearsed}{kept}</details>'
    )


def is_settled(status: ModelStatus) -> bool:
    """Whether what answers will stay as it is until somebody does something."""
    return status.phase not in ("starting", "fetching")


def _state_words(status: ModelStatus) -> tuple[str, str]:
    """The line on what answers, and what to do if it is not what was set."""
    if status.phase == "none":
        return "Guidance only", ""
    if status.tier == "endpoint":
        return f"Endpoint: {status.title}", ""
    if status.phase == "ready":
        return f"On this computer: {status.title}", ""
    if status.phase == "fetching":
        percent = int(status.progress * 100)
        return f"Guidance only, for now: {status.title} is being downloaded, {percent} %", "You can ask meanwhile."
    if status.phase == "starting":
        return f"Guidance only, for now: {status.title} is starting", "You can ask meanwhile."
    detail = status.detail and status.detail.rstrip(".") + "."
    if status.phase == "missing":
        return (
            f"Guidance only: {status.title} is not on this computer",
            f"{detail} For answers in whole sentences, run `counterpart models fetch` and start again.".strip(),
        )
    return (
        f"Guidance only: {status.title} did not start",
        f"{detail} `counterpart doctor` says what is wrong and how to mend it.".strip(),
    )


def draw_trouble(message: str) -> str:
    """An error, beside the question box."""
    return f'<p role="alert">{escape(message)}</p>' if message else ""


def guide_id(source: str) -> str:
    """What a guide is called in addresses."""
    return source.removeprefix(f"{GUIDES}/").removesuffix(".md")


def is_guide(source: str) -> bool:
    """Whether it is one of the product's own guides, not a document that the person added."""
    return source.startswith(f"{GUIDES}/")


def guide_address(guide: str, passage_id: str = "") -> str:
    """The address of a guide, and of a passage in it."""
    values = {"guide": guide} | ({"passage": passage_id} if passage_id else {})
    return "/library?" + urlencode(values, quote_via=quote)


def name_place(passage: Passage) -> str:
    """What a passage is called: its guide, and its section there."""
    section = f' <span class="section">› {escape(passage.section)}</span>' if passage.section != passage.title else ""
    return escape(passage.title) + section


def mark_current(here: bool) -> str:
    """The attribute that tells a reader of the page where they are."""
    return ' aria-current="page"' if here else ""
