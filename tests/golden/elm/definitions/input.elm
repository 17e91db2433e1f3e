port module Tide exposing (Model, Msg(..), view)

{-| Tides, and how to tell them.
-}

import Html exposing (Html, text)


-- MODEL


type alias Model =
    { depth : Int
    , place : String
    }


type Msg
    = Rise Int
    | Fall
    | Named { name : String }


type Opaque a
    = Opaque a


port send : String -> Cmd msg


port receive : (String -> msg) -> Sub msg


limit : Int
limit =
    10


update : Msg -> Model -> Model
update msg model =
    case msg of
        Rise n ->
            let
                local =
                    n + 1

                helper x =
                    x * local
            in
            { model | depth = helper n }

        _ ->
            model


view model =
    text """several
-- not a comment
lines"""


letter =
    'c'


infix left 6 (|=) = keeper
