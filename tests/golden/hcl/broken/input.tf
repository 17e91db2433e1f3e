resource "cloud_instance" "first" {
  name = 
}

variable "second" {
  type = string

output "third" {
  value = "unclosed
}

locals {
  last = 1
}
