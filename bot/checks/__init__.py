"""What `python -m bot check` looks for in data/ and templates/, beyond what loading refuses."""
