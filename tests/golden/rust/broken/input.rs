pub struct Before {
    pub id: u64,
}

impl Before {
    fn fine(&self) -> u64 {
        self.id
    }

    fn damaged(&self -> u64 {
        let x = ;
        self.id +
    }

    pub fn still_found(&self) -> bool {
        true
    }
}

fn unclosed(list: &[u8]) {
    for item in list {
        println!("{}", item;
    }
}

enum Colour {
    Red,
    Green(,
    Blue,
}

struct Typing { name: String, ag }

pub fn after(colour: &Colour) -> &'static str {
    match colour {
        Colour::Red => "red",
        _ => "other",
    }
}

const LAST: &str = "end";
