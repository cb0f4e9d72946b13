"""The lens: ``get``, ``put`` and ``create``, and the laws that hold between them."""
