"""Cards: a resource of the API."""
