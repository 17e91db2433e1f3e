defmodule Bank.Account do
  @moduledoc """
  An account, with its balance.
  """

  use GenServer
  import Bank.Money, only: [format: 1]
  alias Bank.{Ledger, Transfer}

  @currency "EUR"
  @limits [daily: 1_000, monthly: 10_000]
  @after_compile __MODULE__
  @enforce_keys [:owner]

  @type t :: %__MODULE__{owner: String.t(), balance: integer}
  @typep amount :: non_neg_integer
  @opaque token(kind) :: {kind, binary}

  defstruct [:owner, :iban, balance: 0, history: []]

  @callback authorise(t, amount) :: :ok | {:error, term}
  @callback audit(a) :: a when a: term
  @macrocallback rule(atom) :: Macro.t()

  defguard is_positive(n) when is_integer(n) and n > 0
  defguardp is_small(n) when n < 10

  @doc "Opens an account."
  @spec open(String.t()) :: t
  def open(owner) do
    account = %__MODULE__{owner: owner}
    account
  end

  def deposit(%__MODULE__{} = account, amount) when is_positive(amount) do
    %{account | balance: account.balance + amount}
  end

  def deposit(_account, _amount), do: {:error, :amount}

  def currency, do: @currency
  def empty?(%{balance: 0}), do: true
  def empty?(_), do: false

  defp log(message, level \\ :info) do
    text = ~s(#{level}: #{message})
    IO.puts(text)
  end

  defdelegate total(accounts), to: Ledger, as: :sum

  def left <> right, do: Ledger.join(left, right)

  defmacro transaction(do: block) do
    quote do
      unquote(block)
    end
  end

  defmacrop trace(expr) when is_atom(expr), do: expr

  defmacro __using__(_opts) do
    quote do
      def injected, do: 'chars'
    end
  end

  @impl true
  def handle_call(:balance, _from, state) do
    {:reply, state.balance, state}
  end
end

defmodule Bank.Error do
  defexception [:message, code: 1]
end

defprotocol Bank.Printable do
  # How it looks on paper.
  def print(value)
  @fallback_to_any true
end

defimpl Bank.Printable, for: Bank.Account do
  def print(account), do: "#{account.owner}"
end

default = Bank.Account.open("nobody")
IO.inspect(default, label: ~r/account/)
