# What may be shown: everything but the token. A real workspace would hand the values to a provider instead:
#
#   provider "proxmox" {
#     endpoint  = var.proxmox["host3"].endpoint
#     insecure  = var.proxmox["host3"].insecure
#     api_token = var.proxmox["host3"].api_token
#     ssh {
#       agent    = true
#       username = var.proxmox["host3"].username
#     }
#   }
output "clusters" {
  description = "Name and endpoint of each cluster."
  value = nonsensitive({
    for key, cluster in var.proxmox : key => {
      name         = cluster.name
      cluster_name = cluster.cluster_name
      endpoint     = cluster.endpoint
      insecure     = cluster.insecure
      username     = cluster.username
    }
  })
}
