"""Files: uploads in the data folder under random names; the right to one is the right to the field that holds it.

Uses the ground. Public: store, open_file, use, uses_of.
"""
