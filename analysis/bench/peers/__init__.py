"""The model of sim/ODD.md once more, in NumPy and in Mesa: peers in speed and a test of correctness."""

import os

# One worker is one core: the few small matrix products are not worth threads, which would
# spin beside the other worker. To be set before NumPy is imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
