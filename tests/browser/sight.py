"""What is seen of pages from outside: every request, what the browser keeps, and errors of their script."""

from __future__ import annotations

from types import TracebackType

from playwright.sync_api import BrowserContext, Locator, Page, expect

STARTER = "How do I tell my PhD student that the thesis is in trouble?"
KEPT = {"counterpart-side"}  # Who the person is; nothing else stays in the browser.


class Sight:
    """Holds the pages of a browser profile to what is promised: nothing leaves, nothing is kept, nothing breaks."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.context = context
        self.address = address
        self.requests: list[str] = []
        self.errors: list[str] = []
        context.on("request", lambda request: self.requests.append(request.url))
        context.on("weberror", lambda error: self.errors.append(str(error.error)))

    def __enter__(self) -> Sight:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if kind is None:
            self.check()

    def check(self) -> None:
        """Fail if a promise was broken."""
        ours = (self.address + "/", "data:", "blob:" + self.address)
        assert [url for url in self.requests if not url.startswith(ours)] == []
        assert any(url.startswith(self.address) for url in self.requests)
        assert self.errors == []
        for page in self.context.pages:
            assert set(page.evaluate("Object.keys(localStorage)")) <= KEPT
            assert page.evaluate("[sessionStorage.length, document.cookie]") == [0, ""]


def box(page: Page) -> Locator:
    """Where questions are written."""
    return page.get_by_label("Your question")


def ask(page: Page, question: str) -> None:
    """Write a question and send it with the button."""
    box(page).fill(question)
    page.get_by_role("button", name="Ask", exact=True).click()


def answer(page: Page, number: int = 1) -> Locator:
    """The answer to a question, once it is whole."""
    found = page.locator(f"#e{number}")
    expect(found).to_be_visible()
    expect(found).not_to_have_attribute("aria-busy", "true")
    return found


def helpful(page: Page) -> Locator:
    """The question whether the latest answer helped: only a whole answer has it."""
    return page.get_by_role("group", name="Was this helpful?")
