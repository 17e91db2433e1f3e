%% tide: -module(fake).
-module(tide).
-export([level/1, 'quoted fun'/0]).
-include("tide.hrl").

-define(LIMIT, 10).
-define(MAX(A, B), case A > B of
    true -> A;
    false -> B
  end).
-record(station, {id :: integer(),
                  name = "x." :: string()}).
-type level() :: high | low.
-opaque handle() :: pid().
-callback init(Args :: term()) -> ok.

-spec level(term()) -> integer().
level({high, N}) when N > 0 ->
    case N of
        1 -> one;
        _ -> helper(N)
    end;
level(low) ->
    0.

helper(N) ->
    F = fun(X) -> X + 1 end,
    F(N).

'quoted fun'() -> "not % a comment; fake() -> ".

chars() -> [$", $%, $\\, "a\"b"].

-ifdef(TEST).
level_test() ->
    ?assertEqual(0, level(low)).
-endif.

-type(age() :: non_neg_integer()).

quoted([Q | _]) when Q =:= $\"; Q =:= $\' ->
    true;
quoted(_) ->
    false.

after_quoted($\\) -> $".
