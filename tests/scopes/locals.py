import os.path as <=1>path
from x import <0>name, other as <=2>renamed

<0>total = 0

def outer(<=10>a, b=<0>total, *<=11>args, **kwargs):
    <=12>x = <10>a
    print(<12>x, <11>args)
    def inner(<=13>a, c=<12>x):
        nonlocal <12>x
        <12>x = <13>a
        global <0>total
        <0>total = 1
        return <1>path.join(<2>renamed.path, <0>name)
    for <=14>i, (<=15>j, *k) in <0>enumerate(<10>a):
        <14>i += <15>j
        <10>a.i = <14>i
    <=16>squares = [<17>v * <17>v for <=17>v in <16>squares if <17>v]
    with open(<12>x) as <=18>handle, other() as (m, <=19>n):
        <18>handle.x(<19>n, handle=<18>handle)
    try:
        pass
    except ValueError as <=20>error:
        raise <20>error
    if (<=21>found := <10>a.find(f"{<12>x!r} x")):
        return <21>found
    <=22>f = lambda <=23>q, w=<12>x: <23>q + <10>a
    match <12>x:
        case [<=24>head, *<=25>tail] if <24>head:
            return <25>tail
        case Point(x=0, y=<=26>py) as <=27>whole:
            return <26>py, <27>whole
    return <22>f, inner, <0>total

class Thing:
    <0>size = 3
    <0>other_size = <0>size

    def method(<=30>self, value):
        <30>self.size = <0>size
        return <0>Thing

    def reads(self):
        return x, "<0>x"

def generic[<=40>T](value: <40>T) -> <40>T:
    return value
