"""From the model to files: pure rendering, then formatting, then writing."""
