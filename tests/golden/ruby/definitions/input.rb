# frozen_string_literal: true

require "set"

$verbose = false
started, finished = Time.now, nil
queue = []
queue = [1]

=begin
A block of words.
=end
module Library
  VERSION = "1.4"
  MIN, MAX = 1, 99
  FORMATS ||= %w[epub pdf].freeze

  class Error < StandardError; end

  Loan = Struct.new(:book, :reader, keyword_init: true) do
    def overdue?
      due = Date.today
      due > book.due
    end
  end

  Point = Data.define(:x, :y)
  Missing = Class.new(Error)

  class Book
    include Comparable
    attr_reader :title, :author
    attr_accessor "pages"
    @@count = 0
    @registry = {}

    class << self
      attr_writer :default

      def create(*args)
        book = new(*args)
        book
      end
    end

    def self.count = @@count

    def initialize(title, author)
      @title = title
      @author, @year = author, 1900
      @copies ||= 0
      note = "#{title} by #{@author}"
      @title = note
    end

    def ==(other)
      title == other.title
    end

    def pages=(number)
      @pages = number
    end

    def [](index) = @pages[index]

    alias size pages
    alias_method :name, :title

    define_method(:lend) do |reader|
      loan = Loan.new(book: self, reader: reader)
      loan
    end

    private

    def secret
      <<~TEXT
        A heredoc, with #{title}.
      TEXT
    end

    private_class_method def self.hidden; end
  end

  def self.open(path)
    yield path
  end
end

class Library::Shelf < Library::Book
  Library::SIZE = 12
end

def helper(value)
  result = value.to_s
  result
end

def helper.special; end

task :build => :clean do
  puts 'done'
end

task clean: [] do
end

class Aliases
  alias :full? :complete?
  define_method("skip_#{name}") { }
end
