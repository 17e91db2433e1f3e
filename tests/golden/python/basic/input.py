# A comment
class A:
    """Doc"""
    def m(self):
        x = "s"
        return x
