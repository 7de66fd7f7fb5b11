"""Shapes of documents as pydantic models, for the answers and for a stored result; nothing is made by them."""
