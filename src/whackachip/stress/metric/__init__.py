"""The 14 metrics of a rule: what it denies, what that costs, how fast and how far it is got round."""
