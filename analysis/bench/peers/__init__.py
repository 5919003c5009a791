"""The model of sim/ODD.md once more, in NumPy and in Mesa: peers in speed and a test of correctness."""
