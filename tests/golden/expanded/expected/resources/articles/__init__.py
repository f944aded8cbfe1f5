"""Articles: a resource of the API."""
