/* Ledgers /* nested */ and their lines. */
package org.example.ledger

import scala.collection.mutable
import java.time.{LocalDate => Day}

package object syntax {
  type Amount = BigDecimal
  val Zero: Amount = BigDecimal(0)
}

/** Something that can be booked. */
sealed trait Entry[T] extends Ordered[Entry[T]] with Serializable {
  type Unit
  def amount: BigDecimal
  val day: Day
  var note: String
  def booked(by: String): Boolean = {
    val lower = by.toLowerCase
    def inner = lower.nonEmpty
    inner
  }
}

final case class Line(account: String, private val cents: Long)(implicit clock: Clock)
    extends Entry[Line] {
  def this(account: String) = this(account, 0L)
  lazy val (left, right) = (1, 'x')
  private[this] var seen, marked = false
  override def compare(that: Entry[Line]): Int = ???
  def +(that: Line): Line = copy(cents = cents + that.cents)
  @deprecated("use amount", "2.0") def value = s"cents $cents of ${account}"
}

object Line {
  implicit val ordering: Ordering[Line] = Ordering.by(_.account)
  private val Pattern = """(\d+) "quoted"""".r
  def apply(): Line = new Line("none")
  case object Empty
}

class Book(val title: String, var pages: Int, hidden: Int) {
  private class Page(number: Int)
  protected def turn(): Unit = ()
  val printer = new Runnable {
    val copies = 2
    def run(): Unit = { val n = copies; println(n) }
  }
}

enum Currency(val code: String):
  case Euro extends Currency("EUR")
  case Dollar, Pound
  case Other(name: String, digits: Int)
  def symbol: String = code.take(1)

enum Side { case Debit, Credit }

given bookOrdering: Ordering[Book] with
  def compare(a: Book, b: Book): Int = a.pages - b.pages

extension (line: Line)
  def doubled: Line = line + line
  def tripled: Line = line.doubled + line

extension [T](list: List[T]) def second: T = list(1)

opaque type Id = Long
type Handler = Line => Unit

val first, last = Line()
var counter = 0
inline val Limit = 10

def total(lines: Seq[Line]): Long =
  val sums = lines.map(_.hashCode)
  var acc = 0L
  for s <- sums do acc += s
  acc

@main def run(args: String*): Unit = println("done")
