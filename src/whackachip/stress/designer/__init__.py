"""The designer who plays against a rule: the best chip that it misses, and what limits that chip."""
