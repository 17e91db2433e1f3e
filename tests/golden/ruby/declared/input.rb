class Post < ApplicationRecord
  mattr_reader :registry
  belongs_to :author, class_name: "User"
  has_many :comments, -> { order(:id) }, dependent: :destroy
  attribute :rating, :integer
  enum status: [:draft, :public]
  enum :level, { low: 0, high: 1 }
  delegate :name, :email, to: :author, prefix: true
  def_delegators :@list, :size, :each
  def_delegator :@list, :first, :head
  def_delegator :@list, :last
  validates :title, presence: true
  has_one_attached :cover
end
