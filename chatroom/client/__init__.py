"""The classic client, `chatclient`: what is typed goes up, what the server says is shown, and files travel beside the talk."""
