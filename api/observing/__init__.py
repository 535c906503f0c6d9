"""Seeing the service run: log lines, metrics, traces and the operator's overview. Never what people wrote."""
