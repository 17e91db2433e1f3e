namespace Broken
{
    public class Before
    {
        private int count = ;

        public int Fine(int a)
        {
            return a + count;
        }

        public void Torn(string text, int)
        {
            if (text.Length > {
                return;
            }
        }

        public string StillThere()
        {
            return "here";
        }
    }

    public struct Half
    {
        public int A
        public int B;
    }

    public enum Colour { Red, Green Blue }

    public interface IAfter
    {
        string Name { get; }
        int Size(;
    }
}
