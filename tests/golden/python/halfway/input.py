def before():
    return 1

def broken(a:
    return a

class After:
    def ok(self):
        pass
    def half(self, 
    def next(self):
        pass

<<<<<<< HEAD
def ours():
    pass
=======
def theirs():
    pass
>>>>>>> branch

x = [1, 2
def after_bracket():
    pass

def
class Last(
class VeryLast:
    def m(self): pass
