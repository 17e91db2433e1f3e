module M where
type a ~> b = TyFun a b -> Type
data a :* b = a :* b
data a `Arrow` b = Arrow' (a -> b)
class a :<: b where
  up :: a -> b
type family a ! b
newtype (f :.: g) a = Comp (f (g a))
instance a :<: b where up = id
