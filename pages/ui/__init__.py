"""What the pages share: the frame around them, the server under them, their parts."""
