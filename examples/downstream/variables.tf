# What terraform.tfvars fills: tofu plan -var-file=<project>/terraform.tfvars
# Sensitive as a whole: it holds one API token for each cluster.
variable "proxmox" {
  description = "The Proxmox VE clusters that this workspace manages, as prepared by cdktf-proxmox-access."
  type = map(object({
    name         = string # the PVE node's name
    cluster_name = string
    endpoint     = string # https://host:8006
    insecure     = bool
    username     = string # the SSH user of the provider
    api_token    = string # user@realm!tokenid=secret
  }))
  sensitive = true
}
