# Half-typed code: what stands around the errors must still be found.
LIMIT = 10


class Ledger:
    currency = "EUR"

    def open(self, path):
        self.path = path
        with open(path as stream:
            return stream.read()

    def close(self):
        self.path = None


def transfer(source, target, amount:
    source.balance -= amount


def audit(ledger):
    for entry in ledger.entries
        print(entry)
    return sum(e.amount for e in ledger)


class Report(
    title = "monthly"


class Summary:
    def render(self):
        return "total: %d" % (self.total,)

    def 

def after():
    return ')('


print(after(
