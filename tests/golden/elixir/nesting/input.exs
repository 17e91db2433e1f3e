defmodule Outer do
  defmodule Inner do
    @depth 2

    defmodule Deepest do
      defstruct name: nil, size: 0

      def reach do
        deeper = fn x ->
          y = x + 1
          y
        end

        deeper.(1)
      end
    end

    def depth, do: @depth

    defimpl String.Chars do
      def to_string(_), do: "inner"
    end
  end

  if Mix.env() == :test do
    def only_in_test, do: :ok
  end

  for name <- [:red, :green] do
    def unquote(name)(), do: unquote(name)
  end
end

defmodule OuterTest do
  use ExUnit.Case
  @moduletag :slow

  setup do
    {:ok, value: 1}
  end

  describe "inner" do
    test "reaches", %{value: value} do
      result = Outer.Inner.Deepest.reach()
      assert result == value
    end
  end

  defp helper(x), do: x
end

defmodule Walk.MonoidTest do
  use ExUnit.Case
  require Record
  Record.defrecord(:pair, left: nil, right: nil)
  Record.defrecordp :triple, [:a]

  test "an empty file reads as nothing", %{path: path} do
    assert path
  end

  describe "joining" do
    test "keeps the order" do
      assert true
    end
  end

  defmacro left ~>> right do
    quote do: unquote(left) && unquote(right)
  end

  def a <|> b when is_list(a), do: a ++ b
  defp a &&& b, do: {a, b}
end
