"""`python -m chatroom`."""

from chatroom.cli import main

main()
