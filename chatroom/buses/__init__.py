"""Between houses: how a question reaches the node that decides, and how what happened reaches everybody."""
