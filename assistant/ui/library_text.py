"""Values to HTML, for the Library page: topics, results of a search, and a guide with its sources."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import quote, urlencode

from assistant.scenarios import Scenario
from assistant.ui.markdown import draw_markdown, escape, plain_markdown
from assistant.ui.rehearse_text import rehearse_address
from assistant.ui.text import guide_address, guide_id, mark_current, name_place
from assistant.values import Document, Passage, Side, Source

OWN_GROUP = "Your documents"

_GROUP_ORDER = (
    "The relationship",
    "Starting well",
    "Listening and talking",
    "Feelings and limits",
    "Feedback",
    "Hard conversations",
    "Fairness and power",
    "Growing and ending",
)

_STRENGTHS = {
    "strong": "Strong evidence: many studies taken together, or several trials.",
    "moderate": "Moderate evidence: a trial, or several studies that agree.",
    "limited": "Limited evidence: small or early studies.",
    "practice": "From practice: experienced people advise it; hardly tested.",
}


def group_address(group: str) -> str:
    """The address of a group of guides."""
    return "/library?" + urlencode({"group": group}, quote_via=quote)


def draw_topics(groups: Mapping[str, Sequence[Document]], group: str, guide: str) -> str:
    """The two levels at the left: groups, and the guides of the one that is open."""
    items = []
    for name, documents in groups.items():
        inside = "".join(
            f'<li><a href="{escape(guide_address(guide_id(d.source)))}"{mark_current(guide_id(d.source) == guide)}>'
            f"{escape(d.title)}</a></li>"
            for d in documents
        )
        is_open = " open" if name == group else ""
        items.append(
            f'<li><details id="g-{escape(quote(name, safe=""))}"{is_open}><summary>{escape(name)} '
            f'<span class="count">{len(documents)}</span></summary><ul>{inside}</ul></details></li>'
        )
    title = '<h2 id="topics-title">Topics</h2>'
    return f'<nav aria-labelledby="topics-title">{title}<ul class="topics">{"".join(items)}</ul></nav>'


def draw_groups(groups: Mapping[str, Sequence[Document]], only: str = "") -> str:
    """The guides with their summaries, group by group."""
    if not groups:
        return '<p class="quiet">There is no guide for this choice.</p>'
    parts = []
    for name, documents in groups.items():
        if only and name != only:
            continue
        items = "".join(_draw_card(document) for document in documents)
        kind = "cards only" if only else "cards"
        parts.append(f'<section><h2>{escape(name)}</h2><ul class="{kind}">{items}</ul></section>')
    back = '<p class="actions"><a href="/library">All topics</a></p>' if only else ""
    return back + "".join(parts)


def draw_results(typed: str, titles: Sequence[Document], passages: Sequence[Passage], *, covered: bool) -> str:
    """What a search found: guides by title first, then passages."""
    count = len(titles) + len(passages)
    if not count:
        return f'<h2>Nothing found</h2><p class="quiet">No guide speaks of “{escape(typed)}”. Try another word.</p>'
    guides = "".join(_draw_card(document) for document in titles)
    head = f'<h2>Guides</h2><ul class="cards">{guides}</ul>' if guides else ""
    found = "".join(_draw_found(passage) for passage in passages)
    name = "Passages" if covered else "Nothing fits well; these come nearest"
    tail = f'<h2>{name}</h2><ul class="cards">{found}</ul>' if found else ""
    return f'<p class="quiet" data-announce>{count} found for “{escape(typed)}”</p>{head}{tail}'


def draw_guide(
    document: Document,
    passage: Passage | None = None,
    *,
    own: bool = False,
    scenario: Scenario | None = None,
    side: Side | None = None,
) -> str:
    """A guide at reading width; a passage of it is lit up.

    Args:
        document: the guide.
        passage: the one to light up.
        own: whether the person added it.
        scenario: where what it says can be tried, if there is such a conversation.
        side: whose guides are looked at; without one, the Rehearse page goes by who the person said they are.
    """
    ask = "/?" + urlencode({"about": guide_id(document.source)}, quote_via=quote)
    who = _name_audience(document.audience)
    group = OWN_GROUP if own else document.group
    summary = f'<p class="summary">{escape(document.summary)}</p>' if document.summary else ""
    sections = "".join(_draw_section(heading, text, passage) for heading, text in _headed(document))
    reviewed = f" · reviewed {escape(document.reviewed)}" if document.reviewed else ""
    rehearse = ""
    if scenario is not None:
        address = escape(rehearse_address(scenario=scenario.id, side=side or ""))
        rehearse = f'<a href="{address}">Rehearse this: “{escape(scenario.title)}”</a>'
    return (
        f'<article class="guide"><p class="trail"><a href="/library">All topics</a> › '
        f'<a href="{escape(group_address(group))}">{escape(group)}</a></p>'
        f'<h2 class="guide-title" tabindex="-1">{escape(document.title)}</h2><p class="quiet">{who}{reviewed}</p>'
        f'{summary}<p class="actions"><a class="button" href="{escape(ask)}">Ask about this</a>{rehearse}</p>'
        f"{sections}{_draw_references(document.sources)}</article>"
    )


def draw_missing_guide() -> str:
    """What stands in the place of a guide that is not there."""
    return (
        "<h2>That guide is not here</h2><p>It may have been renamed or removed. "
        '<a href="/library">See all topics</a>, or search above.</p>'
    )


def group_documents(documents: Iterable[Document], own: Iterable[str], side: Side | None) -> dict[str, list[Document]]:
    """Documents by group, own ones in a group of their own at the end; one side's only, if one is given."""
    mine = set(own)
    groups: dict[str, list[Document]] = {}
    for document in documents:
        if side is None or side in document.audience:
            name = OWN_GROUP if document.source in mine else document.group or OWN_GROUP
            groups.setdefault(name, []).append(document)
    order = [*_GROUP_ORDER, *sorted(set(groups) - {*_GROUP_ORDER, OWN_GROUP}), OWN_GROUP]
    return {name: sorted(groups[name], key=lambda d: d.title.lower()) for name in order if name in groups}


def matching_titles(documents: Iterable[Document], typed: str, side: Side | None) -> list[Document]:
    """Documents whose title has all the words that were typed, as beginnings of words."""
    wanted = typed.lower().split()
    found = []
    for document in documents:
        words = document.title.lower().replace("(", " ").split()
        if (side is None or side in document.audience) and all(any(w.startswith(t) for w in words) for t in wanted):
            found.append(document)
    return found


def _name_audience(audience: Sequence[Side]) -> str:
    return "For mentors and trainees" if len(audience) != 1 else f"For {audience[0]}s"


def _draw_card(document: Document) -> str:
    summary = f"<p>{escape(document.summary)}</p>" if document.summary else ""
    return (
        f'<li><a href="{escape(guide_address(guide_id(document.source)))}">{escape(document.title)}</a>'
        f'<span class="for">{_name_audience(document.audience)}</span>{summary}</li>'
    )


def _draw_found(passage: Passage) -> str:
    words = plain_markdown(passage.text).split()
    excerpt = " ".join(words[:34]) + (" …" if len(words) > 34 else "")
    address = guide_address(guide_id(passage.source), passage.id)
    return (
        f'<li><a href="{escape(address)}">{name_place(passage)}</a>'
        f'<span class="for">{_name_audience(passage.audience)}</span><p>{escape(excerpt)}</p></li>'
    )


def _headed(document: Document) -> list[tuple[str, str]]:
    return [(section.heading, section.text) for section in document.sections]


def _draw_section(heading: str, text: str, passage: Passage | None) -> str:
    title = f"<h3>{escape(heading)}</h3>" if heading else ""
    at = text.find(passage.text) if passage is not None and passage.section in (heading, passage.title) else -1
    if passage is None or at < 0:
        return f"<section>{title}{draw_markdown(text)}</section>"
    end = at + len(passage.text)
    lit = (
        '<div class="lit-passage" id="passage" tabindex="-1" role="group" aria-label="The passage you came for">'
        f"{draw_markdown(passage.text)}</div>"
    )
    return f"<section>{title}{draw_markdown(text[:at])}{lit}{draw_markdown(text[end:])}</section>"


def _draw_references(sources: Sequence[Source]) -> str:
    items = []
    for source in sources:
        year = f" ({escape(source.year)})" if source.year else ""
        author = f"{escape(source.author)}{year}. " if source.author else ""
        strength = _STRENGTHS.get(source.strength, escape(source.strength))
        note = f' <span class="note">{escape(source.note)}</span>' if source.note else ""
        weight = f'<span class="strength {escape(source.strength)}">{strength}</span>' if strength else ""
        items.append(f"<li>{author}<cite>{escape(source.title)}</cite>. {weight}{note}</li>")
    if not items:
        return ""
    return f'<section class="references"><h3>What this rests on</h3><ul>{"".join(items)}</ul></section>'
