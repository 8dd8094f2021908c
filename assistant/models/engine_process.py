"""The child process that holds the local model. Run as a script; it imports nothing of ours.

It reads its settings as one JSON line from standard input, starts llama.cpp's
OpenAI-compatible server on a free loopback port, prints one JSON line with the address,
and ends when standard input ends: a parent that dies takes it along.
"""

import json
import os
import sys
import threading


def main() -> None:
    """Serve until standard input ends."""
    wanted = json.loads(sys.stdin.readline())
    # A spinning barrier would bring writing to a crawl when another process is busy:
    # 0.6 instead of 13.5 tokens a second on two cores. Read when OpenMP is loaded.
    os.environ.setdefault("GOMP_SPINCOUNT", "1000")
    # llama.cpp writes to standard output here and there; the address must be alone on it.
    answer = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    try:
        import xllamacpp

        params = xllamacpp.CommonParams()
        params.model.path = wanted["path"]
        params.n_parallel = wanted["slots"]
        params.n_ctx = wanted["context"] * wanted["slots"]
        params.cpuparams.n_threads = params.cpuparams_batch.n_threads = wanted["threads"]
        params.verbosity = -1
        params.ui = False
        params.cors_origins = ""
        params.api_keys = [wanted["secret"]]
        params.cache_ram_mib = 256
        server = xllamacpp.Server(params)
    except (ImportError, RuntimeError, OSError) as error:
        print(json.dumps({"error": str(error)}), file=answer, flush=True)
        sys.exit(1)
    print(json.dumps({"address": server.listening_address}), file=answer, flush=True)
    sys.stdin.read()
    # The server stops when it is released; a request that hangs must not keep the process.
    threading.Timer(3, os._exit, [0]).start()
    del server
    os._exit(0)


if __name__ == "__main__":
    main()
