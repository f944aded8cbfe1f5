"""Notes: a resource of the API."""
