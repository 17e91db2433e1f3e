module open_module
  type :: t
    integer :: a
subroutine s(
end subroutine
end if
end function
  integer :: after
function f(x
subroutine last
end
