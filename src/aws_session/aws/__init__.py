"""Calls to AWS through boto3, and what its answers mean."""
