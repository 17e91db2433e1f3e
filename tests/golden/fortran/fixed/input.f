C     SUBROUTINE FAKE(X)
* also a comment
c
      PROGRAM TIDE
      INTEGER I, J
C---- loop
      DO 10 I = 1, 10
      CALL LEVEL(I)
 10   CONTINUE
      END

      SUBROUTINE LEVEL(N)
      INTEGER N
      CHARACTER*8 NAME
      RETURN
      END

      DOUBLE PRECISION FUNCTION DEPTH(X)
      DEPTH = X
      END FUNCTION
      INTEGER FUNCTION IFUN(X, Y)
      IFUN = 1
      END
C last
      c = 3
