locals {
  name = "connexing-c1"

  tags = {
    project     = local.name
    managed-by  = "terraform"
    environment = "production"
    tenant      = "c1"
  }
}
