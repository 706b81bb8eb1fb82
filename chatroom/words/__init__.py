"""What can be said in this house: names, commands, events, refusals. Values only; nothing here does anything."""
