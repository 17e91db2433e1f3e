// A garden and its plants.
import Foundation

public let version = "1.2", build = 7
var watched: Int {
    get {
        let counted = plants.count
        return counted
    }
    set {}
}
let (rows, columns) = (3, 4)

public typealias Watering = (Plant) -> Void
typealias Pair<T> = (T, T)

/* What grows. */
public protocol Growing: AnyObject {
    associatedtype Season
    var height: Double { get }
    func grow(by amount: Double) -> Bool
    init(height: Double)
    static func seed() -> Self
    subscript(leaf: Int) -> Leaf { get }
}

open class Plant<Soil>: Thing, Growing where Soil: Ground {
    public static let shared = Plant()
    private(set) var age = 0 {
        didSet {
            let grown = age - oldValue
            print(grown)
        }
    }
    lazy var label: String = {
        let text = #"a "plant""#
        return text
    }()
    var (width, depth) = (1, 2)
    @objc weak var parent: Plant?

    public init?(height: Double) {
        let checked = max(height, 0)
        self.height = checked
    }

    convenience init() { self.init(height: 1) }

    deinit {
        print("gone")
    }

    @available(*, deprecated, message: "use grow")
    func stretch() {}

    class func named(_ name: String) -> Plant? { nil }

    public subscript(leaf: Int) -> Leaf {
        let found = leaves[leaf]
        return found
    }

    static func == (left: Plant, right: Plant) -> Bool {
        left === right
    }

    struct Leaf {
        let number: Int
        var area: Double { Double(number) * 2 }
    }
}

enum Weather: String, CaseIterable {
    case sun = "☀", rain
    case storm(wind: Int, Bool)
    indirect case after(Weather)

    static let usual = Weather.rain
    var wet: Bool { self == .rain }
    func describe() -> String { rawValue }
}

extension Plant: Codable {
    enum Keys { case age }
    func water(_ how: Watering) { how(self) }
    var thirsty: Bool { true }
}

extension Array where Element == Plant {
    func tallest() -> Element? { nil }
}

extension Garden.Bed<Rose> {
    func dig() {}
}

actor Gardener {
    private var hours = 0
    func work() async throws -> Int { hours += 1; return hours }
}

infix operator <+>: AdditionPrecedence
func <+> (left: Plant, right: Plant) -> [Plant] { [left, right] }

@discardableResult
public func plant<T: Growing>(_ thing: T, in row: Int = 1) -> T {
    func inner(_ x: Int) -> Int { x * 2 }
    let text = """
        planted \(thing) in "\(row)"
        """
    var copy = thing
    return copy
}
