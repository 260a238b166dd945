"""The terminal front: chat, single questions and batches."""
