val good : int
val bad :
type t = { a : int
module M : sig
  val inside : int
val after : string
