//// The module. pub fn fake() { }
import gleam/io

/// Deepest. const fake = 1
pub const limit = 10
const hidden: Int = 2

pub type Tide {
  High(level: Int)
  Low(
    level: Int,
    place: String,
  )
  Slack
}

type Alias = List(Tide)

pub opaque type Handle {
  Handle(id: Int)
}

pub fn level(
  tide: Tide,
  otherwise default: Int,
) -> Int {
  case tide {
    High(n) -> n
    Low(..) -> {
      let f = fn(x) { x + 1 }
      f(default)
    }
    Slack -> 0
  }
}

@external(erlang, "tide", "now")
pub fn now() -> Int

fn helper() {
  io.println("fn fake() {")
}
