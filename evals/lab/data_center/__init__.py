"""A Confluence Data Center on loopback that answers by rules: who calls, what may they see, who answers."""
