# The network and one machine in it.
terraform {
  required_version = ">= 1.5"
  required_providers {
    cloud = { source = "example/cloud" }
  }
}

provider "cloud" {
  region = var.region
}

variable "region" {
  type    = string
  default = "north"
}

locals {
  prefix = "tide-${var.region}"
  ports  = [80, 443]
}

// one machine
resource "cloud_instance" "web" {
  name = "${local.prefix}-web"
  tags = {
    role = "web"
  }

  network_interface {
    device = 0
  }

  dynamic "disk" {
    for_each = [1]
    content {
      size = 10
    }
  }

  user_data = <<-EOT
    #!/bin/sh
    echo hello
  EOT
}

data "cloud_image" "base" {
  latest = true
}

module "dns" {
  source = "./dns" /* beside this */
}

output "address" {
  value = cloud_instance.web.address
}

resource cloud_disk bare {
  size = 1
}
