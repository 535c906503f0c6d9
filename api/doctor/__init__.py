"""What `unlatch doctor` looks at, one module per part of an installation. Nothing here prints."""
