"""Tasks: a resource of the API."""
