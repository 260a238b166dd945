"""What stands between the fronts and the coach: versions, gaps, votes, settings and privacy, in the database."""
