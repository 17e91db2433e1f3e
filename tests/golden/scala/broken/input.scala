package broken

class Before(val id: Int) {
  def fine: Int = id

  def torn(a: Int): Int = {
    if (a > ) {
      a
    }
  }

  def stillHere: String = "here"

  val count: Int =

  val after = 2
}

case class Half(good: Int, bad: , next: Int)

object Typing {
  def call(b: Before) = {
    b.fine.
  }

  def afterCall = 1
}

trait Last {
  def last: Int
  def other = {
    val x = (1 + 
  }
}

def end(): Unit = println("end")
