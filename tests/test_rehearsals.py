"""Rehearsals as the doors use them: where a guide can be tried, one's own scenarios, going on without the model."""

from __future__ import annotations

import asyncio
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from assistant.app import App
from assistant.cards import Card
from assistant.embeddings import MiniLM
from assistant.models.store import ModelStore
from assistant.rehearsals import MODEL_GONE, MODEL_SILENT
from assistant.rehearse import begin
from assistant.scenarios import scenario_folder
from assistant.settings import Settings
from assistant.store.sessions import Session
from assistant.ui.rehearse import _open  # What the page shows at an address, without a browser.
from assistant.values import Side, Tier
from tests.command import run
from tests.conftest import SMALL_MODEL
from tests.endpoint import Endpoint, refuse, say, serving

SAID = "You came at twenty to eight today. What got in the way?"
Make = Callable[..., App]
CardOf = Callable[[str, Side], Card]


@pytest.fixture
def app_with(home: Path, models: Path, sentence_model: MiniLM, card_of: CardOf) -> Iterator[Make]:
    """Makes applications with a model that is set and a folder of model files."""
    made = []

    def app_with(model: str, folder: Path = models) -> App:
        app = App(Settings(home=home, models=folder, model=model))
        app.__dict__["sentence_model"] = sentence_model
        app.rehearsals._cards["first-late", "trainee"] = card_of("first-late", "trainee")  # Made once for all tests.
        made.append(app)
        return app

    yield app_with
    for app in made:
        app.close()


@pytest.fixture
def endpoint(monkeypatch: pytest.MonkeyPatch) -> Iterator[Endpoint]:
    """A model server that is set, as every OpenAI tool reads it."""
    with serving(say("I was late, yeah.")) as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        monkeypatch.setenv("OPENAI_API_KEY", "test")
        yield server


def keep(app: App, card: Card, tier: Tier) -> Session:
    """A rehearsal that was begun while that tier answered."""
    return app.sessions.create(begin(card, "easy", 7, tier))


def go_on(app: App, session: Session) -> Session:
    """Say something in it, as the page does."""
    return asyncio.run(app.rehearsals.say(session.id, session.leaf, SAID))


# -- where a guide can be tried --------------------------------------------------------


@pytest.mark.parametrize(
    ("guide", "scenario"),
    [
        ("bad-news", "bad-news-project"),
        ("behind-schedule", "missed-deadlines"),  # Another one names it earlier, and has none of its skills.
        ("listening-well", "first-late"),  # Of equals the shortest.
        ("what-mentoring-is", None),
    ],
)
def test_scenario_for_a_guide(app: App, guide: str, scenario: str | None) -> None:
    """It is one that names the guide and shares its skills; where none names it, there is none."""
    document = next(d for d in app.documents() if d.source == f"knowledge/{guide}.md")
    found = app.rehearsals.scenario_for(document)
    assert (found and found.id) == scenario


# -- one's own scenarios ---------------------------------------------------------------


def test_own_scenarios_are_offered_and_played(app_with: Make, home: Path) -> None:
    """One in the home folder is on the page like the others and can be begun; a broken one is told below them."""
    app = app_with("none")
    own = home / "scenarios"
    own.mkdir(parents=True)
    source = (scenario_folder() / "first-late.yaml").read_text("utf-8").replace("id: first-late", "id: my-late")
    (own / "my-late.yaml").write_text(source.replace("title: Ten minutes late", "title: <b>Late</b> again"), "utf-8")
    (own / "broken.yaml").write_text("id: broken\nminutes: <i>ten</i>\n", "utf-8")
    drawn = _open(app, "", None).stage
    assert "scenario=my-late" in drawn and "&lt;b&gt;Late&lt;/b&gt; again" in drawn and "<b>Late" not in drawn
    assert f"{own / 'broken.yaml'}, line " in drawn and "Ten minutes late" in drawn
    assert "You are Beatriz Nunes" in _open(app, "?scenario=my-late&side=mentor", None).stage
    session = app.rehearsals.start("my-late", "mentor", "easy", seed=7)
    assert go_on(app, session).transcript.scenario == "my-late"


def test_a_partner_who_was_rewritten_says_the_new_lines(app_with: Make, home: Path) -> None:
    """The next talk is with the person of the file as it is now."""
    app = app_with("none")
    path = home / "scenarios" / "my-late.yaml"
    path.parent.mkdir(parents=True)
    source = (scenario_folder() / "first-late.yaml").read_text("utf-8").replace("id: first-late", "id: my-late")
    path.write_text(source, "utf-8")
    assert app.rehearsals.card("my-late", "trainee").part.opening.startswith("Is this about this morning?")
    path.write_text(source.replace("Is this about this morning?", "Is it about this morning, then?"), "utf-8")
    assert app.rehearsals.start("my-late", "mentor", "easy").transcript.opening.startswith("Is it about")


# -- without the model that it began with ----------------------------------------------


@pytest.mark.parametrize(
    ("tier", "model"),
    [
        ("embedded", SMALL_MODEL),  # Its file was deleted.
        ("embedded", "none"),  # Somebody chose to do without.
        ("endpoint", "one"),  # The variables that named it are unset.
        ("endpoint", "none"),
        ("endpoint", SMALL_MODEL),
    ],
)
def test_a_kept_talk_goes_on_without_its_model(
    app_with: Make, card_of: CardOf, tmp_path: Path, tier: Tier, model: str
) -> None:
    """The scenario's own lines answer, and one quiet sentence under the box says so; it is kept as it was begun."""
    app = app_with(model, tmp_path / "no-models")
    session = keep(app, card_of("first-late", "trainee"), tier)
    assert app.rehearsals.goes_on_with(session.transcript) == "guidance"
    assert _open(app, f"?session={session.id}", None).foot.count(MODEL_GONE) == 1
    after = go_on(app, session)
    assert after.transcript.turns[-1].source == "bank" and after.transcript.turns[-1].partner
    assert after.transcript.tier == tier
    assert _open(app, f"?session={session.id}", None).foot.count(MODEL_GONE) == 1


def test_nothing_is_sent_once_the_endpoint_is_not_chosen_any_more(
    app_with: Make, card_of: CardOf, endpoint: Endpoint
) -> None:
    """Other tools read the same variables: that they are set is no wish that Counterpart sends anything."""
    app = app_with("none")
    session = keep(app, card_of("first-late", "trainee"), "endpoint")
    go_on(app, session)
    assert endpoint.seen == [] and MODEL_GONE in _open(app, f"?session={session.id}", None).foot


def test_with_its_model_it_goes_on_as_before(app_with: Make, card_of: CardOf, endpoint: Endpoint) -> None:
    """The endpoint is asked, and there is nothing to say."""
    app = app_with("one")
    session = keep(app, card_of("first-late", "trainee"), "endpoint")
    assert app.rehearsals.goes_on_with(session.transcript) == "endpoint"
    go_on(app, session)
    assert endpoint.seen and MODEL_GONE not in _open(app, f"?session={session.id}", None).foot


def test_an_endpoint_that_does_not_answer_is_told(app_with: Make, card_of: CardOf, endpoint: Endpoint) -> None:
    """The scenario's line stands, and one sentence under the box says whose it is; once it answers again, none."""
    app = app_with("one")
    session = keep(app, card_of("first-late", "trainee"), "endpoint")
    endpoint.reply = refuse(500)
    after = go_on(app, session)
    assert after.transcript.turns[-1].source == "bank"
    assert _open(app, f"?session={session.id}", None).foot.count(MODEL_SILENT) == 1


def test_a_talk_of_the_guidance_has_nothing_to_say(app_with: Make, card_of: CardOf) -> None:
    """It misses no model."""
    app = app_with("none")
    session = keep(app, card_of("first-late", "trainee"), "guidance")
    assert MODEL_GONE not in _open(app, f"?session={session.id}", None).foot


def test_a_model_that_is_there_and_does_not_start(
    app_with: Make, card_of: CardOf, tmp_path: Path, store: ModelStore
) -> None:
    """The turn is answered all the same, and the sentence stands there from then on."""
    for file in store.asset(SMALL_MODEL).files:
        path = ModelStore(tmp_path).path(file)
        path.parent.mkdir(parents=True)
        with path.open("wb") as damaged:
            damaged.truncate(file.size)
    app = app_with(SMALL_MODEL, tmp_path)
    session = keep(app, card_of("first-late", "trainee"), "embedded")
    assert MODEL_GONE not in _open(app, f"?session={session.id}", None).foot
    assert go_on(app, session).transcript.turns[-1].source == "bank"
    assert MODEL_GONE in _open(app, f"?session={session.id}", None).foot


# -- in the terminal -------------------------------------------------------------------


@pytest.fixture
def kept(
    home: Path,
    guidance_home: Path,
    monkeypatch: pytest.MonkeyPatch,
    app_with: Make,
    card_of: CardOf,
) -> Callable[[Tier], str]:
    """The id of a rehearsal that was begun with a model, in a home whose settings name none."""
    shutil.copytree(guidance_home, home, dirs_exist_ok=True)
    monkeypatch.setenv("COUNTERPART_MODEL", "none")

    def keep_one(tier: Tier) -> str:
        return keep(app_with("none"), card_of("first-late", "trainee"), tier).id

    return keep_one


@pytest.mark.parametrize("tier", ["embedded", "endpoint"])
def test_resume_without_the_model(kept: Callable[[Tier], str], tier: Tier) -> None:
    """The command says it once, beside the talk, and goes on to the look back."""
    talk = run("rehearse", "--resume", kept(tier), given=f"{SAID}\n")
    assert talk.exit_code == 0 and talk.stderr.count(MODEL_GONE) == 1 and MODEL_GONE not in talk.stdout
    assert len(re.findall(r"^Ollie: ", talk.stdout, re.M)) == 2 and "What worked" in talk.stdout


def test_resume_with_a_tier_that_is_asked_for(kept: Callable[[Tier], str], endpoint: Endpoint) -> None:
    """Who asks for a tier gets it, whatever is set; then there is nothing to say."""
    talk = run("rehearse", "--resume", kept("endpoint"), "--tier", "endpoint", given=f"{SAID}\n")
    assert talk.exit_code == 0 and MODEL_GONE not in talk.stderr and endpoint.seen
