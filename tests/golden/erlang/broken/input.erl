-module(broken
-export([a/0).
open(X) ->
    X +
after_open() -> ok.
-record(
last() ->
    "unclosed.
