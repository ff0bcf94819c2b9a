"""Hot paths beside what somebody would take instead, one part a file."""
