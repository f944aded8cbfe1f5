"""Boards: a resource of the API."""
