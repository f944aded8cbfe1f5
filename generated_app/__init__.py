"""Task API: a REST API made from resources.yaml."""
