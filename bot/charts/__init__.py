"""Charts as pictures: laid out for a phone, drawn as PNG, kept by their content."""
