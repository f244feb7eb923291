"""Every select of the agenda: of the working copy, of versions, of who reads them."""
