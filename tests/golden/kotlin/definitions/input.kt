/* Recipes and what goes into them. */
package org.example.kitchen

import kotlin.math.max

const val MAX_STEPS = 40
private val defaults = mapOf("oven" to 180, "fridge" to 4)
var verbose: Boolean = false
val (first, second) = Pair(1, 'x')
val <T> List<T>.middle: T
    get() {
        val at = size / 2
        return this[at]
    }

typealias Taste = (Ingredient) -> Int

/** One thing on the table. */
data class Ingredient(val name: String, private var grams: Int = 0, unit: String)

enum class Course(val order: Int) {
    STARTER(1),
    MAIN(2) {
        override fun greet() = "hungry?"
    },
    DESSERT(3);

    val label = name.lowercase()

    open fun greet(): String = "enjoy the ${label}"
}

interface Cook {
    val stars: Int
    fun cook(recipe: Recipe): Boolean
    fun rest() {}
}

fun interface Timer { fun ring() }

@JvmInline
value class Minutes(val count: Int)
annotation class Tested(val by: String)
object Pantry : Storage() { var full = false; fun close() { full = true } }

abstract class Recipe(private val title: String) : Comparable<Recipe>, Cook {
    constructor(title: String, steps: Int) : this(title) {
        val counted = steps
        this.steps = counted
    }

    init {
        val warm = 3
        println("""made $warm of "$title" """)
    }

    internal var steps: Int = 0
        private set(value) {
            val capped = max(value, MAX_STEPS)
            field = capped
        }
    lateinit var author: String
    private val index by lazy { val start = 1; start + 1 }

    operator fun plus(other: Recipe): Recipe = this
    protected abstract fun check(): Int

    @Deprecated("use check")
    fun inspect() {
        fun deeper(level: Int) = level + 1
        val handler = object : Cook {
            override val stars = 1
            override fun cook(recipe: Recipe) = true
        }
        deeper(handler.stars)
    }

    companion object {
        const val KIND = "recipe"
        fun empty(): Recipe? = null
    }

    inner class Step {
        val number = 1
    }
}

class Registry {
    companion object Shared {
        private val known = HashMap<String, Recipe>()
    }
}

suspend fun <T : Any> Recipe.time(taste: Taste, block: suspend () -> T): Minutes {
    val minutes = 3 // of work
    return Minutes(minutes)
}

internal fun `a name with spaces`() = Unit
