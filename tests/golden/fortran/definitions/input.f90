! module fake
module tide_levels
  use, intrinsic :: iso_fortran_env, only: real64
  implicit none
  private
  public :: level, station

  integer, parameter :: limit = 10, depth(2) = [1, 2]
  real(real64), allocatable :: readings(:), times(:)
  character(len=*), parameter :: greeting = "module fake ! not a comment"

  type :: station
    integer :: id
    real(real64) :: x = 0.0, y
    character(len=20) :: name
  contains
    procedure :: describe => station_describe
    procedure, pass(self) :: move
  end type station

  type, extends(station) :: buoy
    logical :: afloat
  end type

  interface level
    module procedure level_one, level_many
  end interface level

  abstract interface
    subroutine callback(x)
      real, intent(in) :: x
    end subroutine callback
  end interface

contains

  pure function level_one(t) result(r)
    real, intent(in) :: t
    real :: r
    if (t > 0) then
      r = t
    end if
  end function level_one

  RECURSIVE SUBROUTINE LEVEL_MANY(T, N)
    integer, intent(in) :: n
    type(station) :: local
    do i = 1, n
    end do
  END SUBROUTINE

  real(real64) function typed(x)
    typed = x
  end function

  subroutine outer()
  contains
    subroutine inner()
    end subroutine inner
  end subroutine outer
end module tide_levels

program main
  use tide_levels
  integer :: i
  print *, 'it''s a program fake'
end program main
