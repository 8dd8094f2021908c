"""An empty Gradio page behind uvicorn, for start and memory. Run as a script; nothing of Counterpart's is in it.

Prints its address and serves until it is ended. With three paths (embedder, tokenizer,
index) it first makes some searches with the bare parts, so that they are in its memory.
"""

import os
import socket
import sys
from pathlib import Path

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"

import gradio as gr
import uvicorn
from fastapi import FastAPI


def main() -> None:
    """Serve until ended."""
    if len(sys.argv) > 1:
        from tests.benchmarks.bare import BareSearch

        parts = BareSearch(*map(Path, sys.argv[1:4]))
        for number in range(20):
            parts.search(f"What shall I say in talk {number}?", ["talk", "feedback"])
    with gr.Blocks(analytics_enabled=False) as pages:
        gr.Textbox(label="Question")
    listener = socket.create_server(("127.0.0.1", 0))
    site = gr.mount_gradio_app(FastAPI(), pages, path="/", ssr_mode=False)
    print(f"http://127.0.0.1:{listener.getsockname()[1]}/", flush=True)
    uvicorn.Server(uvicorn.Config(site, log_level="warning")).run(sockets=[listener])


if __name__ == "__main__":
    main()
