"""Tickets: a resource of the API."""
