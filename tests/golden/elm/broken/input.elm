module Broken exposing (..)


good : Int
good =
    1


bad =
    = 2


type Half
    = First
    |


after x =
    "closed"
