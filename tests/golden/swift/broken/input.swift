import Foundation

class Before {
    var id: Int = 0

    func fine() -> Int { return id }

    func torn(a: Int) {
        if a > {
            return
        }
        let text = 
    }

    func stillHere() -> String { "here" }

    var count: Int =

    var after = 2
}

struct Half {
    let good: Int
    let bad: [
    let next: Int
}

func typing(_ b: Before) {
    b.fine(
}

enum Level { case low, mid high }

func last() -> Int {
    return 0
}
