"""What `unlatch record` does: look at a real site through the one guarded client, and keep it under invented names."""
