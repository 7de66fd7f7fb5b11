"""Many stress tests at once: tasks that any number of workers share, kept so that what was done is not done again."""
