{
  good = 1;
  bad = ;
  f = x: {
    inner = x
  };
  last = "unclosed;
}
