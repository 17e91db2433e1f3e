package broken

class Before(val id: Int) {
    fun fine() = id

    fun torn(a: Int) {
        if (a > ) {
            return a
        }
    }

    fun stillHere(): Boolean {
        return true
    }

    val count: Int =

    val after = 2
}

fun typing(x: Int) {
    x.let { y ->
        y + 
    }
}

enum class Level { LOW, MID }

fun last() {
    println("the end")
}
