"""What must outlive a restart: settings of servers, gaps, votes, versions of the knowledge; and files of arrays."""
