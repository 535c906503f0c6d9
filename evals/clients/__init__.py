"""Public Confluence clients, run against the lab: do they meet what a real site would show them?"""
