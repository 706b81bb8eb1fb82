"""The classic client: its conversation alone, its files on temporary folders, and the whole program as a process."""
