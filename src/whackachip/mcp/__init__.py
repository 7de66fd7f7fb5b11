"""Floor 11: tools for assistants, over the Model Context Protocol; read-only, and each answer says what it rests on."""
