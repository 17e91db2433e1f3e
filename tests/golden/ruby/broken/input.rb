module Billing
  RATE = 0.2

  class Invoice
    attr_reader :lines

    def total
      lines.sum { |l| l.price * 
    end

    def tax
      total * RATE
    end

    def print(
      puts "total: #{total}"
    end
  end

  class Receipt
    def number
      @number = [1, 2
    end

    def paid?
      true
    end
  end
end

def after
  if true
end
