"""The rules, without sockets: commands in, events out, time by hand."""
