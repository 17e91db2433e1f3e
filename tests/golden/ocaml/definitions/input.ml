(* Tides, and how to tell them. (* nested *) *)
open Printf

exception Too_deep of int

type level = float
and place = { name : string; mutable depth : int }
type 'a tide =
  | High of 'a
  | Low
type t = ..
type t += Spring

let limit = 10
let rec count n = if n = 0 then 0 else rest (n - 1)
and rest n = count n
let area = fun x y -> x * y
let classify = function High _ -> "high" | Low -> "low"
let (a, b) = (1, 2)
let ( +! ) x y = x + y
let () = printf "%d\n" limit
let _ = ignore limit
let {name; depth = d} = here

external sin : float -> float = "caml_sin" "sin"

module Station = struct
  type t = int
  let make x = x
  module Inner = struct
    let deep = 1
  end
end

module type FLOATS = sig
  type t
  val weight : t -> float
  exception Sunk
end

module Make (F : FLOATS) : FLOATS with type t = F.t = struct
  include F
  let weight t = let w = F.weight t in w *. 2.0
end

class virtual boat (n : string) = object (self)
  val mutable speed = 0
  method name = n
  method private secret x = x + speed
  method virtual sink : unit -> unit
  initializer ignore self
end

class type floating = object
  method float : bool
end

let quoted = {|raw "text"|}
let local () =
  let inner = 3 in
  let helper x = x + inner in
  helper 'c'
let%test "named" = true
