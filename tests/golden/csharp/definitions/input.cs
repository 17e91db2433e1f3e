#define TRACE_ORDERS
using System;
using System.Collections.Generic;

namespace Shop.Orders
{
    /// <summary>What a customer wants.</summary>
    [Serializable]
    public sealed class Order : IEquatable<Order>
    {
        public const int MaxLines = 99, MinLines = 1;
        private static readonly string Prefix = "ord-", Suffix = @"\end";
        internal int total;

        public event EventHandler<Order> Paid, Sent;
        event Action Cancelled { add { total++; } remove { total--; } }

        public Order(int id) => Id = id;
        ~Order() { total = 0; }

        public int Id { get; private set; } = 7;
        string Label => $"{Prefix}{Id} of {total}";

        public string this[int line]
        {
            get { var at = line; return lines[at]; }
            set => lines[line] = value;
        }

        private readonly List<string> lines = new();

        public static Order operator +(Order a, Order b) => new Order(a.Id + b.Id);
        public static implicit operator int(Order o) => o.Id;

        public bool Equals(Order other)
        {
            int Compare(int x, int y) { return x - y; }
            var c = 'q';
            return Compare(Id, other.Id) == 0 && c == 'q';
        }

        [Obsolete("use Total")]
        public T Sum<T>(Func<int, T> map) where T : struct
        {
            const int local = 3;
            return map(local);
        }

        void IDisposable.Dispose() { }
    }

    public delegate bool Rule(Order order);

    public interface IStore
    {
        int Count { get; }
        void Save(Order order);
        event Action Saved;
    }

    public record Customer(string Name, int Age)
    {
        public bool Adult => Age >= 18;
    }

    public readonly record struct Money(decimal Amount);

    internal struct Point
    {
        public int X, Y;
        public static int operator -(Point p) => p.X;
    }

    [Flags]
    public enum Status : byte
    {
        None = 0,
        Paid = 1 << 0,
        [Obsolete] Lost = 2,
    }
}
