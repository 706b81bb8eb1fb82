"""How fast the house is, beside others: `make bench` (the rows that decide) and `make bench-full` (all of them).

It starts servers as a user would and looks at them from outside; it imports nothing of chatroom.
"""
