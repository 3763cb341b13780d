"""Tables that people bring and take, without a server."""
