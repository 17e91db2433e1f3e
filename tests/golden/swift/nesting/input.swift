struct Outer {
    class Middle {
        enum Inner: Int {
            case first = 1
            struct Deep {
                var value = 0
                mutating func bump() {
                    let by = 1
                    struct Local {
                        var hidden = 2
                        func twice() -> Int { hidden * 2 }
                    }
                    value += Local().twice() + by
                }
            }
        }

        private var handlers: [(Int) -> Int] = [
            { number in
                let doubled = number * 2
                return doubled
            },
        ]
    }

    #if DEBUG
    func trace() {}
    var traced = 0
    #endif

    var body: some View {
        let padding = 3
        return Text("x").padding(padding)
    }
}

extension Outer.Middle {
    static func make() -> Outer.Middle {
        let made = Outer.Middle()
        func configure(_ m: Outer.Middle) { let step = 1 }
        configure(made)
        return made
    }

    struct Options: OptionSet {
        let rawValue: Int
        static let quick = Options(rawValue: 1 << 0)
    }
}

func run() async {
    let task = Task {
        var result = 0
        result += 1
    }
    await task.value
}

if let found = Outer.find() {
    let inBlock = found
}

for item in 0..<3 {
    var each = item
}

@Suite("Reading")
struct ReadingTests {
  nonisolated(unsafe) static var shared = 1

  func `an empty file reads as nothing`() throws(ReadError) {
    let size = unsafe buffer.count
  }

  func verify(_ text: sending String, at location: SourceLocation = #_sourceLocation) {}
}
