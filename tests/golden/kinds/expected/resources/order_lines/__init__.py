"""Order lines: A line of an order."""
