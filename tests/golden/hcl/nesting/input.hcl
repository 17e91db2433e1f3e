job "tide" {
  datacenters = ["north"]

  group "web" {
    count = 2

    task "server" {
      driver = "exec"
      config {
        command = "tide"
      }
    }
  }
}
region   = "north"
machines = { web = 2 }
