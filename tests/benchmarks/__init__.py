"""The benchmarks of `make bench`: how fast and how large, beside the bare parts in the same run.

Machines are noisy, so each figure that has something to be compared with is measured in
turn with it (A B, B A, A B ...), and the ratio says more than the figure. Nothing here
tests anything; what is right is told by the tests.
"""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # As the command sets it, before numpy is imported.
