(ns ^:figwheel app.ui)

(do
  (def in-do 1)
  (defn in-do-too [] (def odd 2)))

(let [counter (atom 0)]
  (defn next-id []
    (swap! counter inc)))

(when-not false
  (defn conditional [] nil))

(extend-type js/Date
  Floats
  (weight [this] 1))

(letfn [(twice [x] (* 2 x))]
  (def four (twice 2)))

#?(:clj (defn only-jvm [] 1)
   :cljs (defn only-js [] 2))
