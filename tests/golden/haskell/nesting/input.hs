module Main where

data Expr a
  = Lit a
  | Add (Expr a) (Expr a)   -- both sides
  | a :+: a

eval :: Num a => Expr a -> a
eval (Lit n) = n
eval (Add x y) = eval x + eval y

eval' (Lit n) = n
eval (a :+: b) = a + b

instance Show a => Show (Expr a) where
  show (Lit n) = show n
  show _ = other
    where other = "?"

instance Num () where
  _ + _ = ()
  fromInteger _ = ()

class Shape s where
  area :: s -> Double
  default area :: s -> Double
  area = const 0

data family Vec a
data instance Vec Int = IntVec
deriving instance Eq (Expr Int)
x = case y of { Just z -> z; Nothing -> w } where w = 1
(p, q) = (1, 2)
