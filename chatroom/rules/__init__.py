"""Who may, who waits, what follows. Commands come in, events go out; time is an argument and nobody here knows a wire."""
