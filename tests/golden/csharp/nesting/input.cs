using System;

namespace Acme.Tools;

public static class Extensions
{
    public static int Twice(this int value) => value * 2;

    private static class Cache<TKey>
    {
        internal static readonly Func<TKey, int> Size = key =>
        {
            int length = key.ToString().Length;
            return length;
        };

        internal enum Mode { Cold, Warm }

        public struct Entry
        {
            public TKey Key;
            public Action OnDrop { get; init; }

            public override string ToString()
            {
                string text = """
                    a "raw" string
                    """;
                bool Empty()
                {
                    bool result = text == "";
                    return result;
                }
                return Empty() ? "-" : text;
            }
        }
    }
}

public partial class Widget
{
    private int width = 3;

    public partial class Part
    {
        public Part() : base() { var made = true; }
        public int Width { get { int w = 1; return w; } }
    }

    partial void OnChange(string name);
}

interface INode
{
    INode Next { get; }

    class Holder
    {
        INode held;
    }
}

static class Words
{
    extension(string text)
    {
        public void Print() { }
    }
}
