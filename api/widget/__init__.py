"""The chat widget: static modules, served with versioned addresses."""
