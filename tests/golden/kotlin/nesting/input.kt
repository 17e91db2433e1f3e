package nesting

class Outer { class Tiny { val depth = 1 }
    private object Hidden { const val SECRET = "}" }

    sealed interface Event {
        data class Opened(val at: Long) : Event
        object Closed : Event
        companion object { fun parse(text: String): Event? = null }
    }

    fun run(events: List<Event>) {
        class Local(val size: Int) {
            fun double() = size * 2
        }
        events.forEach { event ->
            val seen = event.hashCode()
            when (event) { is Event.Opened -> println("{ $seen }") else -> {} }
        }
    }

    val handlers = listOf<(Int) -> Int>({ x -> val y = x; y }, { it })

    enum class Mode { ON, OFF }
}

fun outer() {
    fun inner() {
        fun innermost() { val deep = 1 }
    }
    var local = object { val field = 2 }
}

interface Node<T> {
    val next: Node<T>?
        get() = null

    interface Visitor<T> {
        fun visit(node: Node<T>)
    }
}

@Retention(AnnotationRetention.RUNTIME)
annotation class Marked(val why: String)

@Target(AnnotationTarget.CLASS)
@Repeatable
public annotation class Plain

@SinceKotlin("1.1") public actual typealias Fault = java.lang.Error

@Serializable
data object Home

@Serializable
@Immutable
private sealed interface Route

context(log: Log)
fun logged() {}
