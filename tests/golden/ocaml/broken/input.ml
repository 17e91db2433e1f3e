let good = 1
let bad = = 2
type t = { a : int; b }
module M = struct
  let inside x = x
  let unfinished =
end
let after x = "closed"
