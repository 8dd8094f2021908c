"""Texts for property tests: Markdown as people and programs write it, well and badly."""

from __future__ import annotations

from hypothesis import settings
from hypothesis import strategies as st

# The same examples in every run, so that what passes here passes everywhere.
steady = settings(max_examples=150, derandomize=True, deadline=None)

_PIECES = [
    "Say what you saw. ",
    '"I am worried," she said. ',
    '- "Say it aloud."\n',
    "- One thing. And another\n",
    "1. First\n",
    "> quoted\n",
    "## A heading\n",
    "| Instead of | Try | Why |\n| --- | --- | --- |\n",
    "| no | yes | It helps. It does. |\n",
    "| a | b |\n",
    "|",
    "e.g. Dr. Who, i.e. No. 5 ... ",
    "word ",
    "\n",
    "\n\n",
    "\r\n",
    "\t",
    "?! ",
    "…",
    "é 🙂 ",
    "كيف حالك؟ ",
    "\u2028\u0085\x1c",
    "**bold** `code` ",
]

markdown = st.lists(st.sampled_from(_PIECES), max_size=25).map("".join)
texts = markdown | st.text(max_size=120)
