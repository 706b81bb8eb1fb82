"""Tells `twistd` that there is a `chatroom`. Imports nothing of ours: twistd reads every plugin at every start."""

from twisted.application.service import ServiceMaker

chatroom = ServiceMaker("chatroom", "chatroom.tap", "Multi-channel chat server with seats and a waiting line", "chatroom")
