class Before
  def ok; end
  def broken
    if x
      y
  def after; end
<<<<<<< HEAD
  def ours; end
=======
  def theirs; end
>>>>>>> branch
  def half(a,
  def next_one; end
end
module Last
  def m; end
end
