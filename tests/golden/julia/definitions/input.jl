#!/usr/bin/env julia
#= Shapes,
   and what they measure. =#
module Shapes

export area, Circle
using LinearAlgebra: norm
import Base: show, length

const TAU = 2π
const EPS::Float64 = 1e-9
const (LOW, HIGH) = (0, 100)
const square = x -> x^2
registry = Dict{Symbol,Any}()
first_id, last_id = 1, 10
scale::Float64 = 1.0
global verbose = false
half = x -> x / 2

"""
    Shape

What has an area.
"""
abstract type Shape end
abstract type Round{T} <: Shape end
primitive type Tiny <: Integer 8 end

struct Circle{T<:Real} <: Round{T}
    radius::T
    label
    Circle(r::T) where {T} = new{T}(r, "circle")
    function Circle{T}(r) where {T<:Real}
        checked = abs(r)
        return new{T}(checked, "")
    end
end

mutable struct Counter
    hits::Int
    const name::String
end

Base.@kwdef struct Options
    depth::Int = 3
    title = "none"
end

@enum Colour red green=2 blue
@enum Size::UInt8 begin
    small
    large = 5
end

function area(c::Circle; exact::Bool = true)
    local r = c.radius
    factor = exact ? TAU / 2 : 3
    return factor * r^2
end

function area(s::T)::Float64 where {T<:Shape}
    0.0
end

perimeter(c::Circle) = TAU * c.radius
width(c::Circle)::Float64 = 2c.radius
identity_of(x::T) where {T} = x

Base.show(io::IO, c::Circle) = print(io, "Circle($(c.radius))")
function Base.length(c::Counter)::Int
    total = c.hits
    total
end
Base.:(==)(a::Circle, b::Circle) = a.radius == b.radius

+(a::Circle, b::Circle) = Circle(a.radius + b.radius)
(c::Circle)(x) = x * c.radius
function (o::Options)(x, y)
    sum = x + y
    sum
end

function declared end

macro logged(expr)
    text = string(expr)
    quote
        println($text)
    end
end

const PATTERN = r"^\d+$"
const COMMAND = `ls -l`
letter = 'x'

end # module
