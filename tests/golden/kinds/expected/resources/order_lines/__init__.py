"""Order lines: a resource of the API."""
