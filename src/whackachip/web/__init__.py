"""Floor 11: the web pages; each asks the floors below what the command line asks, and shows what they answer."""
