"""A session for somebody other than this shell: a program, a tool, a browser, a terminal."""
