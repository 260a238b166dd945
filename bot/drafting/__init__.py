"""From a career guide in any common format to a draft of a role file, with a list of what a person should look at."""
