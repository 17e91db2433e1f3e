module Broken where

good :: Int
good = 1

bad = = 2

data T = A | | B

after :: Int -> Int
after x = let in
last = 3
