"""``ingest`` and ``library``: documents in, and the guidance to read."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from assistant.cli.input import JsonFlag, SideOption
from assistant.cli.opening import fetch_embedder, open_app, prepare, unwritable
from assistant.cli.output import progress_bar, say, show, show_json
from assistant.errors import InputError

if TYPE_CHECKING:
    from assistant.values import Document
    from ingest.build import Report

library = typer.Typer(help="Read the guidance.", no_args_is_help=True)


def ingest(
    paths: Annotated[
        list[Path] | None, typer.Argument(metavar="PATH...", help="Files or folders of Markdown or plain text.")
    ] = None,
    rebuild: Annotated[bool, typer.Option("--rebuild", help="Build the whole index anew.")] = False,
    json_: JsonFlag = False,
) -> None:
    """Add your own documents to the guidance."""
    with open_app() as app:
        fetch_embedder(app)
        try:
            with progress_bar("Reading") as step:
                report = app.ingest(paths or [], rebuild=rebuild, progress=step)
        except OSError as error:
            raise unwritable(app.settings.home, error) from error
    if json_:
        show_json(asdict(report))
    else:
        _show_report(report)


def _show_report(report: Report) -> None:
    for failure in report.failed:
        say(f"Left out {failure['path']}: {failure['reason']}")
    show(
        f"Documents: {report.added} added, {report.updated} updated, {report.unchanged} unchanged, "
        f"{report.removed} removed, {len(report.failed)} left out."
    )
    show(f"The index holds {report.passages} passages ({report.seconds:.1f} s).")


@library.command("list")
def list_documents(
    side: SideOption = None,
    group: Annotated[str, typer.Option(help="Only this group, such as Feedback.")] = "",
    json_: JsonFlag = False,
) -> None:
    """List the guides and your own documents."""
    with open_app() as app:
        prepare(app)
        documents = app.documents()
    groups = sorted({document.group for document in documents if document.group})
    if group and group.lower() not in [name.lower() for name in groups]:
        raise InputError(f"There is no group {group!r}. Choose one of: {', '.join(groups)}.")
    kept = [d for d in documents if not side or side in d.audience]
    kept = [d for d in kept if not group or d.group.lower() == group.lower()]
    if json_:
        show_json({"documents": [_line_form(document) for document in kept]})
        return
    for name in [*groups, ""]:
        some = [document for document in kept if document.group == name]
        if some:
            show(f"{name or 'Your own documents'}")
        for document in some:
            show(f"  {document_id(document):28} {document.title}")


@library.command("show")
def show_document(
    id_: Annotated[str, typer.Argument(metavar="ID", help="As `library list` names it, such as bad-news.")],
    json_: JsonFlag = False,
) -> None:
    """Read one guide, with its sources."""
    with open_app() as app:
        prepare(app)
        document = _find(app.documents(), id_)
    if json_:
        show_json(_whole_form(document))
    else:
        _show_whole(document)


def document_id(document: Document) -> str:
    """What a person calls a document: the name of its file without the ending."""
    return Path(document.source).stem


def _find(documents: Sequence[Document], id_: str) -> Document:
    """A document by its id, or by its source where two have the same id.

    Raises:
        InputError: there is none, or there are several.
    """
    found = [d for d in documents if d.source == id_] or [d for d in documents if document_id(d) == id_]
    if not found:
        close = difflib.get_close_matches(id_, [document_id(document) for document in documents], n=1, cutoff=0.5)
        hint = f"Did you mean {close[0]!r}?" if close else "`counterpart library list` names them all."
        raise InputError(f"There is no document {id_[:60]!r}. {hint}")
    if len(found) > 1:
        names = ", ".join(document.source for document in found)
        raise InputError(f"Several documents are called {id_!r}. Give one of: {names}.")
    return found[0]


def _line_form(document: Document) -> dict[str, Any]:
    names = ("title", "summary", "group", "source")
    lists = {name: list(getattr(document, name)) for name in ("audience", "skills", "topics")}
    return {"id": document_id(document), **{name: getattr(document, name) for name in names}, **lists}


def _whole_form(document: Document) -> dict[str, Any]:
    return {
        **_line_form(document),
        "frameworks": list(document.frameworks),
        "reviewed": document.reviewed,
        "sources": [asdict(source) for source in document.sources],
        "sections": [asdict(section) for section in document.sections],
    }


def _show_whole(document: Document) -> None:
    show(f"# {document.title}\n")
    if document.summary:
        show(f"{document.summary}\n")
    for section in document.sections:
        show(f"## {section.heading}\n" if section.heading else "")
        show(f"{section.text}\n")
    if document.sources:
        show("## Sources\n")
    for source in document.sources:
        strength = f" ({source.strength})" if source.strength else ""
        show(f"- {source.author} {source.year}. {source.title}{strength}. {source.note}".rstrip())
