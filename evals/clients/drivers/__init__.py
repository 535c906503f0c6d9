"""Small programs that use a public client as its documentation shows; each runs in that client's own environment."""
