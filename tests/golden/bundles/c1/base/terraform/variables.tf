variable "region" {
  description = "The AWS region to build in. The prices in cost/ are for the default"
  type        = string
  default     = "us-east-1"

  validation {
    condition     = can(regex("^[a-z]{2}-[a-z]+-[0-9]$", var.region))
    error_message = "The region must be a code such as us-east-1."
  }
}

variable "office_cidrs" {
  description = "CIDR blocks that may connect: SSH from allow-listed addresses"
  type        = list(string)

  validation {
    condition     = alltrue([for block in var.office_cidrs : can(cidrhost(block, 0)) && !endswith(block, "/0")])
    error_message = "Each entry must be a CIDR block such as 203.0.113.10/32, and never the whole internet."
  }
}
