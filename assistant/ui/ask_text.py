"""Values to HTML, for the Ask page: a question, its answer as far as it has come, and its sources."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby

from assistant.app import ModelStatus
from assistant.ask import NOT_COVERED, in_quotes
from assistant.safety import Alarm
from assistant.ui.exchange import Exchange
from assistant.ui.markdown import draw_markdown, escape
from assistant.ui.rehearse_text import rehearse_address
from assistant.ui.text import guide_address, guide_id, name_place
from assistant.values import Passage, Sentence, Side

LONG_QUESTION = 60  # Words of a question that are shown before the rest is folded away.

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


def draw_exchange(exchange: Exchange, status: ModelStatus, *, latest: bool = True) -> str:
    """One question with its answer, as far as it has come.

    Args:
        exchange: what to draw.
        status: names the model.
        latest: whether it can be voted on, and its nearest topics asked about.
    """
    parts = [_draw_question(exchange)]
    if exchange.alarm is not None:
        parts.append(_draw_alarm(exchange.alarm))
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


def _draw_alarm(alarm: Alarm) -> str:
    """What needs a person and not a program, and who that could be."""
    people = "".join(
        f"<li><strong>{escape(contact.name)}</strong> {escape(contact.how)}"
        f"{f' <span class=quiet>({escape(contact.when)})</span>' if contact.when else ''}</li>"
        for contact in alarm.contacts
    )
    return (
        f'<section class="alarm" role="alert"><p>{escape(alarm.beside)}</p><ul class="contacts">{people}</ul></section>'
    )


def draw_sources(exchanges: Sequence[Exchange]) -> str:
    """The panel of passages: the latest answer's, and those of earlier ones hidden until a mark opens them."""
    shown = [exchange for exchange in exchanges if exchange.cited or exchange.nearby]
    if not shown:
        return (
            '<section aria-labelledby="where-title" class="none"><h2 id="where-title">Where this comes from</h2>'
            '<p class="quiet">The passages that an answer rests on appear here.</p></section>'
        )
    latest = exchanges[-1]
    groups = "".join(_draw_group(exchange, hidden=exchange is not latest) for exchange in shown)
    found = latest.cited or latest.nearby
    none = "" if found else '<p class="quiet" data-none>Nothing in the guidance fits the last question.</p>'
    hint = '<p class="quiet">Each number in the answer opens its passage here.</p>' if found else ""
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


def name_tier(status: ModelStatus, tier: str) -> str:
    """Who wrote an answer, in words."""
    if tier == "embedded":
        return f"Written on this computer by {status.title}, from the guidance"
    if tier == "endpoint":
        return f"Written by {status.title}, from the guidance"
    return "In the guidance's own words, without a language model"


def _draw_question(exchange: Exchange) -> str:
    words = exchange.question.split()
    name = f"e{exchange.number}-q"
    who = f'<span class="who">You, as a {exchange.side}</span>'
    if len(words) <= LONG_QUESTION:
        return f'<h2 id="{name}">{who}<span class="asked" dir="auto">{escape(exchange.question)}</span></h2>'
    short = " ".join(words[:LONG_QUESTION])
    return (
        f'<h2 id="{name}">{who}<span class="asked" dir="auto">{escape(short)} …</span></h2>'
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
    return f'<h3>Key points</h3><ul class="points">{items}</ul>' if items else ""


def _draw_told(exchange: Exchange) -> str:
    told = exchange.told
    waiting = not exchange.finished
    writing = exchange.words if waiting else ""
    if not told and not writing:
        return '<p class="waiting">Writing the answer …</p>' if waiting else ""
    runs = groupby(told, key=lambda sentence: sentence.citation is None)
    body = " ".join(_draw_run(exchange, list(run), unsupported=unsupported) for unsupported, run in runs)
    words = f' <span class="writing">{escape(writing)}</span>' if writing else ""
    return f'<h3>Answer</h3><p class="told" dir="auto">{body}{words}</p>'


def _draw_run(exchange: Exchange, run: Sequence[Sentence], *, unsupported: bool) -> str:
    """Sentences that are all from the guidance, each with its mark, or all not: those are marked once, together."""
    if unsupported:
        words = " ".join(escape(sentence.text) for sentence in run)
        return f'<span class="unsupported"><em>Not from the guidance:</em> {words}</span>'
    return " ".join(
        f"<span>{escape(sentence.text)}{_cite(exchange, sentence.citation or '', sentence.quote)}</span>"
        for sentence in run
    )


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
        kept = "What was written so far is kept." if exchange.sentences else "The key points are above."
        parts.append(f'<p class="stopped">Stopped. {kept if exchange.key_points else ""}</p>')
    if exchange.answer is not None and exchange.covered:
        name = f"e{exchange.number}-text"
        cited = next(iter(exchange.cited), None)
        parts.append(
            f'<p class="tier">{escape(name_tier(status, exchange.tier))}.</p><div class="actions">'
            f'<button type="button" class="small" id="{name}-copy" data-copy="{name}">Copy the answer</button>'
            f"{_guide_link(cited) if cited else ''}{_rehearse_link(exchange)}</div>"
            f'<div id="{name}" hidden>{escape(_to_copy(exchange))}</div>{_draw_vote(exchange) if latest else ""}'
        )
    return f'<div class="foot">{"".join(parts)}</div>' if parts else ""


def _to_copy(exchange: Exchange) -> str:
    """The answer with its sources as plain text, for a note or a mail."""
    points = [f"- {point.text}" for point in exchange.key_points] if not exchange.told else []
    told = [_told_plainly(sentence) for sentence in exchange.told]
    lines = [f"You could say: {in_quotes(line.text)}" for line in exchange.lines]
    names = dict.fromkeys(f"{passage.title} > {passage.section}" for passage in exchange.cited)
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


def _rehearse_link(exchange: Exchange) -> str:
    """To try it with somebody; in a new tab, because this conversation lives as long as its own."""
    scenario = exchange.scenario
    if scenario is None:
        return ""
    address = escape(rehearse_address(scenario=scenario.id, side=exchange.side))
    return f'<a href="{address}" target="_blank" rel="noopener">Rehearse this: “{escape(scenario.title)}” (new tab)</a>'


def _cite(exchange: Exchange, passage_id: str, piece: str) -> str:
    """The mark behind a sentence: a link to the piece of the passage that it rests on."""
    for number, passage in enumerate(exchange.cited, 1):
        if passage.id == passage_id:
            pieces = exchange.quotes(passage.id)
            where = pieces.index(piece) if piece in pieces else 0
            name, label = f"e{exchange.number}-p{number}", f"Source {number}: {escape(passage.title)}"
            # The mark stays on the line of the word before it.
            link = f'<a class="cite" href="#{name}-{where}" data-passage="{name}" aria-label="{label}">[{number}]</a>'
            return f"&#8288;{link}"
    return ""


def _draw_group(exchange: Exchange, *, hidden: bool) -> str:
    """The passages of one answer: those that it rests on, numbered, then what else was found."""
    cited = [_draw_passage(exchange, passage, number) for number, passage in enumerate(exchange.cited, 1)]
    nearby = [_draw_passage(exchange, passage, 0, at) for at, passage in enumerate(exchange.nearby, 1)]
    label = f"for question {exchange.number}"
    more = (
        f'<h3>Also near your question</h3><ul class="sources" aria-label="Passages near by, {label}">'
        f"{''.join(nearby)}</ul>"
    )
    used = f'<ul class="sources" aria-label="Passages {label}">{"".join(cited)}</ul>' if cited else ""
    away = " hidden" if hidden else ""
    return f'<div class="group" data-exchange="e{exchange.number}"{away}>{used}{more if nearby else ""}</div>'


def _draw_passage(exchange: Exchange, passage: Passage, number: int, at: int = 0) -> str:
    name = f"e{exchange.number}-p{number}" if number else f"e{exchange.number}-n{at}"
    text = draw_markdown(passage.text, exchange.quotes(passage.id), f"{name}-{{}}".format)
    address = escape(guide_address(guide_id(passage.source), passage.id))
    mark = f'<span class="number">{number}</span> ' if number else ""
    back = f'<a href="#e{exchange.number}-q" class="back">Back to the answer</a>' if number else ""
    return (
        f'<li><details id="{name}"><summary>{mark}<span>{name_place(passage)}</span></summary>'
        f'<div class="passage">{text}</div><p class="actions"><a href="{address}" target="_blank" '
        f'rel="noopener">Read it in the guide (new tab)</a>{back}</p></details></li>'
    )
