"""The outbound guard: which addresses may be connected to, and how a connection is bounded."""
