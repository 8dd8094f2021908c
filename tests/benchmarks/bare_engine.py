"""llama.cpp's server with the settings that Counterpart gives it, and nothing of Counterpart's. Run as a script.

Prints its address and ends with standard input.
"""

import json
import os
import sys


def main() -> None:
    """Serve until standard input ends."""
    wanted = json.loads(sys.argv[1])
    os.environ["GOMP_SPINCOUNT"] = "1000"
    answer = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    import xllamacpp

    params = xllamacpp.CommonParams()
    params.model.path = wanted["path"]
    params.n_parallel = wanted["slots"]
    params.n_ctx = wanted["context"] * wanted["slots"]
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = wanted["threads"]
    params.verbosity = -1
    params.cache_ram_mib = 256
    server = xllamacpp.Server(params)
    print(server.listening_address, file=answer, flush=True)
    sys.stdin.read()
    os._exit(0)


if __name__ == "__main__":
    main()
