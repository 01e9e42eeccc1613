"""The AWS config files and this program's own settings."""
