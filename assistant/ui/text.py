"""Values to HTML for the pages: every word from a person, a model or a document is escaped here.

Plain functions without state; they know nothing of Gradio.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import quote, urlencode

from assistant.app import ModelStatus
from assistant.ask import NOT_COVERED, in_quotes
from assistant.ui.exchange import Exchange
from assistant.ui.markdown import draw_markdown, escape, plain_markdown
from assistant.values import Document, Passage, Sentence, Side, Source
from ingest.build import GUIDES

OWN_GROUP = "Your documents"
LONG_QUESTION = 60  # Words of a question that are shown before the rest is folded away.

_PAGES = (("Ask", "/"), ("Library", "/library"))

STARTERS: Mapping[Side, tuple[str, ...]] = {
    "mentor": (
        "How do I tell my PhD student that the thesis is in trouble?",
        "My trainee hardly says anything when we meet. What can I do?",
        "How can mentors and trainees build trust?",
        "What part does emotional intelligence play?",
        "How can a mentor help a trainee reach professional goals?",
        "What are the core elements of successful mentoring?",
    ),
    "trainee": (
        "How do I take harsh feedback without getting defensive?",
        "How do I tell my mentor that I am behind?",
        "My mentor never answers my messages. What now?",
        "How can mentors and trainees build trust?",
        "Which communication habits matter most between a mentor and a trainee?",
        "How do we get over the common difficulties?",
    ),
}

WHO_COULD_HELP = (
    "For this, ask a colleague who knows the subject, or the office that deals with it, "
    "such as human resources, finance, IT or student services."
)

_STRENGTHS = {
    "strong": "Strong evidence: many studies taken together, or several trials.",
    "moderate": "Moderate evidence: a trial, or several studies that agree.",
    "limited": "Limited evidence: small or early studies.",
    "practice": "From practice: experienced people advise it; hardly tested.",
}


# -- every page -----------------------------------------------------------------------


def draw_header(page: str, skip_to: str, skip_words: str) -> str:
    """The skip link, the name and the navigation."""
    links = "".join(f'<a href="{path}"{_current(name == page)}>{name}</a>' for name, path in _PAGES)
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
    kept = (
        "<p>If you say whether an answer helped, a file on this computer keeps which passages it cited, "
        "and none of your words.</p>"
    )
    hint = f'<p class="advice">{escape(advice)}</p>' if advice else ""
    return (
        f'<p class="state"><span class="dot {status.phase}" aria-hidden="true"></span>{escape(line)}</p>{hint}'
        f'<details id="leaves"><summary>What leaves this computer</summary>{leaves}{kept}</details>'
    )


def is_settled(status: ModelStatus) -> bool:
    """Whether what answers will stay as it is until somebody does something."""
    return status.phase not in ("starting", "fetching")


def name_tier(status: ModelStatus, tier: str) -> str:
    """Who wrote an answer, in words."""
    if tier == "embedded":
        return f"Written on this computer by {status.title}, from the guidance"
    if tier == "endpoint":
        return f"Written by {status.title}, from the guidance"
    return "In the guidance's own words, without a language model"


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


# -- Ask ------------------------------------------------------------------------------


def draw_exchange(exchange: Exchange, status: ModelStatus, *, latest: bool = True) -> str:
    """One question with its answer, as far as it has come.

    Args:
        exchange: what to draw.
        status: names the model.
        latest: whether it can be voted on, and its nearest topics asked about.
    """
    parts = [_draw_question(exchange)]
    if exchange.sources is None and not exchange.stopped:
        parts.append('<p class="waiting">Looking in the guidance …</p>')
    elif not exchange.covered:
        parts.append(_draw_not_covered(exchange, latest))
    else:
        parts.append(_draw_points(exchange))
        parts.append(_draw_told(exchange))
        parts += [_draw_line(exchange, number, line) for number, line in enumerate(exchange.lines)]
    parts.append(_draw_foot(exchange, status, latest))
    busy = "" if exchange.finished else ' aria-busy="true"'
    name = f"e{exchange.number}"
    return f'<article class="exchange" id="{name}" aria-labelledby="{name}-q"{busy}>{"".join(parts)}</article>'


def draw_sources(exchanges: Sequence[Exchange]) -> str:
    """The panel of passages: the latest answer's, and those of earlier ones hidden until a mark opens them."""
    shown = [exchange for exchange in exchanges if exchange.passages]
    if not shown:
        return (
            '<section aria-labelledby="where-title" class="none"><h2 id="where-title">Where this comes from</h2>'
            '<p class="quiet">The passages that an answer rests on appear here.</p></section>'
        )
    latest = exchanges[-1]
    groups = "".join(_draw_group(exchange, hidden=exchange is not latest) for exchange in shown)
    none = "" if latest.passages else '<p class="quiet" data-none>Nothing in the guidance fits the last question.</p>'
    hint = '<p class="quiet">Each number in the answer opens its passage here.</p>' if latest.passages else ""
    return (
        '<section aria-labelledby="where-title"><h2 id="where-title">Where this comes from</h2>'
        f"{hint}{none}{groups}</section>"
    )


def announce(exchange: Exchange) -> str:
    """What a screen reader says now."""
    if exchange.answer is not None:
        if not exchange.covered:
            return f"{exchange.text} {WHO_COULD_HELP}"
        lines = [f"You could say: {line.text}" for line in exchange.lines]
        points = " ".join([*(point.text for point in exchange.key_points), *lines])
        return f"Answer: {exchange.text if exchange.told else points}"
    if exchange.stopped:
        return "Stopped."
    if exchange.sources is None:
        return "Looking in the guidance."
    return f"{len(exchange.key_points)} key points are there. The answer is being written." if exchange.covered else ""


def draw_questions(questions: Sequence[str]) -> str:
    """Questions as buttons that ask them."""
    safe = [escape(question) for question in questions]
    items = "".join(f'<li><button type="button" data-ask="{question}">{question}</button></li>' for question in safe)
    return f'<ul class="questions">{items}</ul>'


def draw_starters(side: Side) -> str:
    """What stands on the page before the first question."""
    title = '<h2 id="start-title">You could start with</h2>'
    return f'<section aria-labelledby="start-title">{title}{draw_questions(STARTERS[side])}</section>'


def draw_trouble(message: str) -> str:
    """An error, beside the question box."""
    return f'<p role="alert">{escape(message)}</p>' if message else ""


def _draw_question(exchange: Exchange) -> str:
    words = exchange.question.split()
    name = f"e{exchange.number}-q"
    who = f'<span class="who">You, as a {exchange.side}</span>'
    if len(words) <= LONG_QUESTION:
        return f'<h3 id="{name}">{who}<span class="asked" dir="auto">{escape(exchange.question)}</span></h3>'
    short = " ".join(words[:LONG_QUESTION])
    return (
        f'<h3 id="{name}">{who}<span class="asked" dir="auto">{escape(short)} …</span></h3>'
        f'<details id="{name}-all"><summary>All {len(words):,} words of your question</summary>'
        f'<div class="whole" dir="auto">{escape(exchange.question)}</div></details>'
    )


def _draw_not_covered(exchange: Exchange, latest: bool) -> str:
    topics = exchange.sources.nearest_topics if exchange.sources and latest else ()
    nearest = f"<p>The nearest topics that it does cover:</p>{draw_questions(topics)}" if topics else ""
    return f'<p class="uncovered">{escape(NOT_COVERED)}</p><p>{escape(WHO_COULD_HELP)}</p>{nearest}'


def _draw_points(exchange: Exchange) -> str:
    items = "".join(
        f"<li>{escape(point.text)}{_cite(exchange, point.passage_id, point.text)}</li>" for point in exchange.key_points
    )
    return f'<h4>Key points</h4><ul class="points">{items}</ul>' if items else ""


def _draw_told(exchange: Exchange) -> str:
    told = exchange.told
    waiting = not exchange.finished
    if not told and not exchange.words:
        return '<p class="waiting">Writing the answer …</p>' if waiting else ""
    body = " ".join(_draw_sentence(exchange, sentence) for sentence in told)
    words = f' <span class="writing">{escape(exchange.words)}</span>' if exchange.words and waiting else ""
    return f'<h4>Answer</h4><p class="told" dir="auto">{body}{words}</p>'


def _draw_sentence(exchange: Exchange, sentence: Sentence) -> str:
    if sentence.citation is None:
        return f'<span class="unsupported"><em>Not from the guidance:</em> {escape(sentence.text)}</span>'
    return f"<span>{escape(sentence.text)}{_cite(exchange, sentence.citation, sentence.quote)}</span>"


def _draw_line(exchange: Exchange, number: int, line: Sentence) -> str:
    name = f"e{exchange.number}-say{number}"
    cite = _cite(exchange, line.citation or "", line.quote)
    return (
        f'<figure class="aloud"><figcaption>You could say</figcaption><blockquote><p><span id="{name}">'
        f"{escape(in_quotes(line.text))}</span>{cite}</p></blockquote>"
        f'<button type="button" class="small" id="{name}-copy" data-copy="{name}">Copy this line</button></figure>'
    )


def _draw_foot(exchange: Exchange, status: ModelStatus, latest: bool) -> str:
    if not exchange.finished:
        return ""
    parts = []
    if exchange.answer is not None and exchange.answer.notice:
        parts.append(f'<p class="notice">{escape(exchange.answer.notice)}</p>')
    if exchange.stopped:
        parts.append('<p class="notice">Stopped. What was written so far is kept above.</p>')
    if exchange.answer is not None and exchange.covered:
        name = f"e{exchange.number}-text"
        cited = next((passage for passage in exchange.passages if exchange.quotes(passage.id)), None)
        parts.append(
            f'<p class="tier">{escape(name_tier(status, exchange.tier))}.</p><div class="actions">'
            f'<button type="button" class="small" id="{name}-copy" data-copy="{name}">Copy the answer</button>'
            f"{_guide_link(cited) if cited else ''}</div>"
            f'<div id="{name}" hidden>{escape(_to_copy(exchange))}</div>{_draw_vote(exchange) if latest else ""}'
        )
    return f'<div class="foot">{"".join(parts)}</div>' if parts else ""


def _to_copy(exchange: Exchange) -> str:
    """The answer with its sources as plain text, for a note or a mail."""
    points = [f"- {point.text}" for point in exchange.key_points] if not exchange.told else []
    told = [_told_plainly(sentence) for sentence in exchange.told]
    lines = [f"You could say: {in_quotes(line.text)}" for line in exchange.lines]
    used = [p for p in exchange.passages if exchange.quotes(p.id)]
    names = dict.fromkeys(f"{p.title} > {p.section}" for p in used)
    blocks = ["\n".join(points), " ".join(told), *lines, "From: " + "; ".join(names)]
    return "\n\n".join(block for block in blocks if block)


def _told_plainly(sentence: Sentence) -> str:
    return sentence.text if sentence.citation else f"(Not from the guidance: {sentence.text})"


def _draw_vote(exchange: Exchange) -> str:
    buttons = "".join(
        f'<button type="button" class="small" id="e{exchange.number}-{word}" data-vote="{word}" '
        f'aria-pressed="{str(exchange.helpful is helpful).lower()}">{word.capitalize()}</button>'
        for word, helpful in (("yes", True), ("no", False))
    )
    thanks = '<span class="quiet">Thank you. Kept on this computer, without your words.</span>'
    return (
        '<div class="vote" role="group" aria-label="Was this helpful?">'
        '<span aria-hidden="true">Was this helpful?</span>'
        f"{buttons}{thanks if exchange.helpful is not None else ''}</div>"
    )


def _guide_link(passage: Passage) -> str:
    address = escape(guide_address(guide_id(passage.source), passage.id))
    return f'<a href="{address}" target="_blank" rel="noopener">Read the guide “{escape(passage.title)}” (new tab)</a>'


def _cite(exchange: Exchange, passage_id: str, piece: str) -> str:
    """The mark behind a sentence: a link to the piece of the passage that it rests on."""
    for number, passage in enumerate(exchange.passages, 1):
        if passage.id == passage_id:
            pieces = exchange.quotes(passage.id)
            where = pieces.index(piece) if piece in pieces else 0
            name, label = f"e{exchange.number}-p{number}", f"Source {number}: {escape(passage.title)}"
            return f'<a class="cite" href="#{name}-{where}" data-passage="{name}" aria-label="{label}">[{number}]</a>'
    return ""


def _draw_group(exchange: Exchange, *, hidden: bool) -> str:
    items = []
    for number, passage in enumerate(exchange.passages, 1):
        name = f"e{exchange.number}-p{number}"
        text = draw_markdown(passage.text, exchange.quotes(passage.id), f"{name}-{{}}".format)
        address = escape(guide_address(guide_id(passage.source), passage.id))
        items.append(
            f'<li><details id="{name}"><summary><span class="number">{number}</span> '
            f"<span>{_name_place(passage)}</span></summary>"
            f'<div class="passage">{text}</div><p class="actions"><a href="{address}" target="_blank" '
            'rel="noopener">Read it in the guide (new tab)</a>'
            f'<a href="#e{exchange.number}-q" class="back">Back to the answer</a></p></details></li>'
        )
    away = " hidden" if hidden else ""
    label = f"Passages for question {exchange.number}"
    return f'<ul class="sources" data-exchange="e{exchange.number}" aria-label="{label}"{away}>{"".join(items)}</ul>'


def _name_place(passage: Passage) -> str:
    section = f' <span class="section">› {escape(passage.section)}</span>' if passage.section != passage.title else ""
    return escape(passage.title) + section


# -- Library --------------------------------------------------------------------------


def guide_id(source: str) -> str:
    """What a guide is called in addresses."""
    return source.removeprefix(f"{GUIDES}/").removesuffix(".md")


def guide_address(guide: str, passage_id: str = "") -> str:
    """The address of a guide, and of a passage in it."""
    values = {"guide": guide} | ({"passage": passage_id} if passage_id else {})
    return "/library?" + urlencode(values, quote_via=quote)


def group_address(group: str) -> str:
    """The address of a group of guides."""
    return "/library?" + urlencode({"group": group}, quote_via=quote)


def draw_topics(groups: Mapping[str, Sequence[Document]], group: str, guide: str) -> str:
    """The two levels at the left: groups, and the guides of the one that is open."""
    items = []
    for name, documents in groups.items():
        inside = "".join(
            f'<li><a href="{escape(guide_address(guide_id(d.source)))}"{_current(guide_id(d.source) == guide)}>'
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
        parts.append(f'<section><h2>{escape(name)}</h2><ul class="cards">{items}</ul></section>')
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


def draw_guide(document: Document, passage: Passage | None = None, *, own: bool = False) -> str:
    """A guide at reading width; a passage of it is lit up.

    Args:
        document: the guide.
        passage: the one to light up.
        own: whether the person added it.
    """
    ask = "/?" + urlencode({"about": guide_id(document.source)}, quote_via=quote)
    who = _name_audience(document.audience)
    group = OWN_GROUP if own else document.group
    summary = f'<p class="summary">{escape(document.summary)}</p>' if document.summary else ""
    sections = "".join(_draw_section(heading, text, passage) for heading, text in _headed(document))
    reviewed = f" · reviewed {escape(document.reviewed)}" if document.reviewed else ""
    return (
        f'<article class="guide"><p class="trail"><a href="/library">All topics</a> › '
        f'<a href="{escape(group_address(group))}">{escape(group)}</a></p>'
        f'<h2 class="guide-title" tabindex="-1">{escape(document.title)}</h2><p class="quiet">{who}{reviewed}</p>'
        f'{summary}<p class="actions"><a class="button" href="{escape(ask)}">Ask about this</a></p>'
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


def matching_titles(documents: Iterable[Document], typed: str, side: Side | None) -> list[Document]:
    """Documents whose title has all the words that were typed, as beginnings of words."""
    wanted = typed.lower().split()
    found = []
    for document in documents:
        words = document.title.lower().replace("(", " ").split()
        if (side is None or side in document.audience) and all(any(w.startswith(t) for w in words) for t in wanted):
            found.append(document)
    return found


def _current(here: bool) -> str:
    return ' aria-current="page"' if here else ""


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
        f'<li><a href="{escape(address)}">{_name_place(passage)}</a>'
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
