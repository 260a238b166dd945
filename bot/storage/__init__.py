"""What must outlive a restart. Nothing does yet: the bot keeps no data of its members on disk."""
