"""How the pages look and the little script that they need: system fonts, one accent, light and dark."""

from __future__ import annotations

import inspect
from pathlib import Path

import gradio as gr

_FONTS = ["system-ui", "-apple-system", "Segoe UI", "Roboto", "Noto Sans", "Liberation Sans", "sans-serif"]
_MONO = ["ui-monospace", "Menlo", "Consolas", "Liberation Mono", "monospace"]


def make_theme() -> gr.themes.Base:
    """The theme for Gradio's own controls; the rest is in ``pages.css``."""
    theme = gr.themes.Base(font=_FONTS, font_mono=_MONO, text_size="lg", radius_size="md")
    both = {
        "body_text_color_subdued": "var(--cp-quiet)",
        "background_fill_primary": "var(--cp-paper)",
        "background_fill_secondary": "var(--cp-ground)",
        "block_background_fill": "transparent",
        "block_label_background_fill": "transparent",
        "block_label_text_color": "var(--cp-quiet)",
        "block_title_text_color": "var(--cp-ink)",
        "block_info_text_color": "var(--cp-quiet)",
        "border_color_primary": "var(--cp-line)",
        "border_color_accent": "var(--cp-accent)",
        "block_border_color": "var(--cp-line)",
        "panel_background_fill": "transparent",
        "input_background_fill": "var(--cp-paper)",
        "input_border_color": "var(--cp-edge)",
        "input_border_color_focus": "var(--cp-accent)",
        "input_placeholder_color": "var(--cp-quiet)",
        "link_text_color": "var(--cp-accent)",
        "link_text_color_hover": "var(--cp-accent)",
        "link_text_color_visited": "var(--cp-accent)",
        "color_accent": "var(--cp-accent)",
        "color_accent_soft": "var(--cp-soft)",
        "button_primary_background_fill": "var(--cp-accent)",
        "button_primary_background_fill_hover": "var(--cp-accent-strong)",
        "button_primary_text_color": "var(--cp-on-accent)",
        "button_primary_text_color_hover": "var(--cp-on-accent)",
        "button_primary_border_color": "var(--cp-accent)",
        "button_secondary_background_fill": "var(--cp-paper)",
        "button_secondary_background_fill_hover": "var(--cp-soft)",
        "button_secondary_text_color": "var(--cp-ink)",
        "button_secondary_text_color_hover": "var(--cp-ink)",
        "button_secondary_border_color": "var(--cp-edge)",
        "checkbox_background_color": "var(--cp-paper)",
        "checkbox_border_color": "var(--cp-edge)",
        "checkbox_border_color_selected": "var(--cp-accent)",
        "checkbox_background_color_selected": "var(--cp-accent)",
        "checkbox_label_background_fill": "transparent",
        "checkbox_label_background_fill_hover": "var(--cp-soft)",
        "checkbox_label_background_fill_selected": "transparent",
        "checkbox_label_text_color": "var(--cp-ink)",
        "checkbox_label_text_color_selected": "var(--cp-ink)",
        "checkbox_label_border_color": "transparent",
    }
    known = inspect.signature(theme.set).parameters
    # The colours change with the theme by themselves, so both of Gradio's sets name the same ones.
    dark = {f"{name}_dark": value for name, value in both.items() if f"{name}_dark" in known}
    plain = {"block_border_width": "0px", "block_shadow": "none", "input_shadow": "none", "block_padding": "0px"}
    # Written out, because the window has these colours before the style sheet is there.
    early = {"body_background_fill": "#f8f7f3", "body_background_fill_dark": "#141917"}
    early |= {"body_text_color": "#1f2624", "body_text_color_dark": "#e4e8e3"}
    return theme.set(**both, **dark, **plain, **early)


def make_head() -> str:
    """What goes into the head of every page: its style sheet and its script.

    Gradio would rewrite a style sheet that it is given: it prefixes every rule and breaks lists in ``:is()``.
    """
    colours = '<meta name="color-scheme" content="light dark">'
    return f"{colours}<style>{_read('pages.css')}</style><script>{_read('pages.js')}</script>"


def _read(name: str) -> str:
    return Path(__file__).with_name(name).read_text("utf-8")
