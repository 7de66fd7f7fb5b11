"""Floor 9.5: one module a question, each with what it is asked with and the answer as plain data.

from whackachip.answers import QUESTIONS, ask
ask("classify", {"chip": "h20", "on": "2024-11-05", "to": "CN"})["transaction"]["verdict"]
"""

from .registry import QUESTIONS, Question, ask, find_question, table

__all__ = ["QUESTIONS", "Question", "ask", "find_question", "table"]
