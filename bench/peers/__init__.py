"""Servers of the same four requests, each written as its users would write it.

They wear nothing but what they need to answer: no CORS, request ids, deadlines or limits, except
where they say so. Each has ten connections to the database, but for one, which says why it needs
more.
"""
