"""The programme as files: values in, bytes out."""
