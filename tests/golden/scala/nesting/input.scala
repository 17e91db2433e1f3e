package outer {
  package inner {
    object Registry {
      private val items = mutable.Map.empty[String, Item]

      trait Item {
        def name: String
        class Part(val size: Int) {
          def grow(by: Int): Part = {
            class Local(n: Int) { def twice = n * 2 }
            val next = new Part(size + by)
            next
          }
        }
      }

      object Item {
        val default = new Item {
          val hidden = 1
          def name = "default"
        }
      }
    }
  }
}

object Indented:
  class Shelf:
    val books = List.empty[String]
    def find(title: String): Option[String] =
      def matches(book: String): Boolean =
        val same = book == title
        same
      books.find(matches)
    object Top:
      var open = false
  end Shelf

  def helper(x: Int) =
    x match
      case 0 => val zero = 0; zero
      case n => n

  val function = (x: Int) => {
    val squared = x * x
    squared
  }

trait Cake { self: Logging with Config =>
  def log: Unit
  protected val level: Int
}
