variable "region" {
  description = "The AWS region to build in. The prices in cost/ are for the default"
  type        = string
  default     = "us-east-1"

  validation {
    condition     = can(regex("^[a-z]{2}-[a-z]+-[0-9]$", var.region))
    error_message = "The region must be a code such as us-east-1."
  }
}

variable "image_tag" {
  description = "Tag of your own images: the commit that they were built from."
  type        = string
}
