(** Tides. *)

type t
type place = { name : string; depth : int }
type kind = High | Low of int

exception Sunk of string

val make : string -> t
val ( +! ) : int -> int -> int
external sin : float -> float = "caml_sin"

module Station : sig
  type t
  val id : t -> int
end

module type FLOATS = sig
  val weight : float
end

module Make (F : FLOATS) : FLOATS

class boat : string -> object
  method name : string
  val speed : int
end

class type floating = object
  method float : bool
end

val last : unit -> unit
(* the end "of it" *)
