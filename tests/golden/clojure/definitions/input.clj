(ns tide.core
  "Tides, and how to tell them."
  (:require [clojure.string :as str]))

;; the deepest we go
(def limit 10)
(def ^:private secret "hidden")
(def ^{:doc "with a map"} documented 1)
(defonce state (atom {}))
(declare later)

(defn level
  "How high it is; (defn fake [])."
  [tide]
  (let [local 1
        helper (fn inner [x] x)]
    (+ local (:depth tide))))

(defn- hidden [x] x)
(defn ^String typed [x] (str x))
(defmacro unless [test & body] `(if ~test nil (do ~@body)))

(defmulti area :shape)
(defmethod area :circle [c] (* 3 (:r c)))
(defmethod area :square [s] (:side s))

(defprotocol Floats
  "What floats."
  (weight [this] "how heavy")
  (sink! [this depth]))

(defrecord Boat [name length]
  Floats
  (weight [this] length)
  (sink! [this depth] nil))

(deftype Raft [logs])
(definterface Shape (area []))

(deftest level-test
  (is (= 1 (level {:depth 0}))))

#_(defn ignored [] nil)
(comment
  (defn scratch [] 1))
(def pattern #"a.*b")
(def letter \a)
(s/def ::name string?)
(defn later [] nil)
