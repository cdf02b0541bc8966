# What a host does when it starts for the first time. The files of its stack travel in it,
# compressed, so that a new host needs nobody to bring it up.
locals {
  user_data_app_host = templatefile("${path.module}/user-data/app-host.sh.tftpl", {
    name   = local.name
    region = var.region
    files = {
      "compose.yaml"     = base64gzip(file("${path.module}/../compose/compose.yaml"))
      "fetch-secrets.sh" = base64gzip(file("${path.module}/../compose/fetch-secrets.sh"))
      "stack.sh"         = base64gzip(file("${path.module}/../compose/stack.sh"))
    }
  })
}
