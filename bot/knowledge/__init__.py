"""What the guides say, typed: YAML in, frozen values out, every problem named by file and line."""
