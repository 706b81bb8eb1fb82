"""The measuring tools: they see what goes wrong, and nothing goes wrong in a short round. Never how fast anything is."""
