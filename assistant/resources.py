"""Where the product's own texts lie: prompts and guides. Not where a person's data lies.

In a checkout they are folders at its root; in an installed wheel they travel inside the package.
"""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).parent


def resource_folder(name: str) -> Path:
    """The folder ``prompts`` or ``knowledge``.

    Raises:
        FileNotFoundError: the installation is damaged.
    """
    for folder in (_PACKAGE / "resources" / name, _PACKAGE.parent / name):
        if folder.is_dir():
            return folder
    raise FileNotFoundError(f"The folder {name!r} is missing from this installation; install Counterpart again.")
