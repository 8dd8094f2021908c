"""``python -m assistant.cli`` is the command ``counterpart``."""

from assistant.cli import main

main()
