locals {
  name = "reptidex"

  tags = {
    project     = local.name
    managed-by  = "terraform"
    application = "reptidex"
  }
}
