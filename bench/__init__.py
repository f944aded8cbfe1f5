"""The benchmark: the emitted application beside servers that do the same, in one run."""
