"""Floor 6: what a rule denies, what slips under it, and how the moat moves."""
