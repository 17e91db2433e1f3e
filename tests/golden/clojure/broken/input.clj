(ns broken)
(def good 1)
(defn open [x
(defn inside [] 1)
(def "text" 2)
(defn)
)))
(def last 3)
