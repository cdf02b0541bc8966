provider "aws" {
  region = var.region

  default_tags {
    tags = local.tags
  }
}

# CloudFront takes its certificates and firewalls from this region only.
provider "aws" {
  alias  = "us_east_1"
  region = "us-east-1"

  default_tags {
    tags = local.tags
  }
}
