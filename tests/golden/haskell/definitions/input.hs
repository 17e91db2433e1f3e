{-# LANGUAGE GADTs #-}
-- | Tides, and how to tell them.
module Data.Tide
  ( Tide (..)
  , level
  ) where

import qualified Data.Map as Map

-- | One measurement.
data Tide = High Int | Low { depth :: Int, place, region :: String }
  deriving (Show, Eq)

newtype Station a = Station { runStation :: Int -> a }

type Name = String
type family Elem c

data Shape where
  Circle :: Double -> Shape
  Square :: { side :: Double } -> Shape

class Monoid a => Floats a where
  buoyancy :: a -> Double
  buoyancy _ = 1
  weight, volume :: a -> Double
  type Medium a

instance Floats Tide where
  buoyancy (High n) = fromIntegral n
  buoyancy (Low n _ _) = negate (fromIntegral n)

level :: Tide -> Int
level (High n) = n
level (Low n _ _)
  | n > limit = n
  | otherwise = go 0
  where
    go :: Int -> Int
    go 0 = extra
    go k = go (k - 1)
    extra = 3

limit :: Int
limit = 10

greeting = "hello {- not a comment -}"

(<+>) :: Int -> Int -> Int
a <+> b = a + b
infixl 6 <+>

first, second :: Int
first = 1
second = 2

pattern Zero :: Int
pattern Zero = 0

foreign import ccall "math.h sin" c_sin :: Double -> Double

{- A block
   comment. -}
main :: IO ()
main = do
  let local = 5
      helper x = x + local
  print (helper 'c')

pattern Pair :: a -> b -> (a, b)
pattern Pair x y = (x, y)
pattern Point {px, py} = (px, py)
pattern h :> t = (h, t)

!eager = length names
