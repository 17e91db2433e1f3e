module Outer
  module Inner
    class Deep
      LIMIT = 5

      def run
        items = [1, 2]
        items.each do |item|
          total = item
          @total = total
        end

        def defined_late
          :late
        end

        handler = lambda { |x| x * 2 }
        handler.call(1)
      end

      class Nested
        def self.build; new; end

        module Helpers
          def help
            text = 'help'
            text
          end
        end
      end
    end
  end

  extend self

  if RUBY_VERSION >= "3"
    def modern
      true
    end
    FAST = true
  else
    def modern
      false
    end
  end
end

if ARGV.any?
  option = ARGV.first
  def from_option; end
end

Outer::Inner::Deep.class_eval do
  def patched
    local = 1
    local
  end
end

describe "Deep" do
  let(:subject) { Outer::Inner::Deep.new }
  it "runs" do
    outcome = subject.run
    expect(outcome).to eq(1)
  end
end

__END__
def not_code; end
