defmodule Half do
  @limit 10

  def before(x), do: x + 1

  def broken(x do
    x |> 
  end

  def middle(list) do
    Enum.map(list, &(&1 * ))
  end

  defp after_it(x) do
    case x do
      1 -> :one
      _ -> 
    end
  end
end

defmodule Whole do
  def last, do: :last
end
