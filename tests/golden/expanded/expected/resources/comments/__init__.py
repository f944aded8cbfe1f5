"""Comments: a resource of the API."""
