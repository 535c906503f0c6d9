"""What leaves after a diagnosis came to rest: notes on tickets and callbacks, at least once and never twice."""
