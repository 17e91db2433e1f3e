package broken.code;

public class Before {
    private int count = ;

    public int fine(int a) {
        return a + count;
    }

    public void torn(String text, ) {
        if (text.isEmpty( {
            return;
        }
    }

    public String stillThere() {
        return "here";
    }
}

class Half {
    void open() {
        for (int i = 0; i < 3 {
            System.out.println(i);
        }
    }

    int field = 4;
}

interface After {
    String name();

    int size()
}

enum Colour { RED, GREEN BLUE }
