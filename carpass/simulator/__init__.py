"""Car-Pass for the demo and for tests: a process of its own that answers the contract of spec 20 §7.

It keeps its own register, with history that the garage does not know, so that its verdict may differ from
ours. Nothing here reads the database of GarageFlow.
"""
