-- entity fake is
library ieee;
use ieee.std_logic_1164.all;

package tide_pkg is
  constant WIDTH : integer := 8;
  type state_t is (idle, run, done);
  subtype byte is std_logic_vector(7 downto 0);
  type point is record
    x : integer;
    y, z : integer;
  end record;
  function depth(level : integer; unit : string := ";")
    return integer;
  component counter is
    port (clk : in std_logic);
  end component;
end package tide_pkg;

package body tide_pkg is
  function depth(level : integer; unit : string := ";")
    return integer is
    variable result : integer;
  begin
    if level > 0 then
      result := 1;
    end if;
    return result;
  end function depth;
end package body;

entity tide is
  generic (
    N : integer := 4
  );
  port (
    clk, rst : in  std_logic;
    data     : out byte -- the end
  );
end entity tide;

ARCHITECTURE rtl OF tide IS
  signal count, next_count : unsigned(3 downto 0);
  signal flag : std_logic := '0';
begin
  main : process (clk)
    variable v : integer;
  begin
    if rising_edge(clk) then
      case count is
        when others => report "end process";
      end case;
    end if;
  end process main;

  process (rst)
  begin
  end process;

  gen : for i in 0 to 3 generate
    u : entity work.counter port map (clk => clk);
  end generate;
  /* block
     comment */
end rtl;

package wrapped is
  type pair is
    record
      first, second : integer;
    end record;
  alias is_less is "<" [pair, pair return boolean];
  alias couple is pair;
  constant behind : integer := 1;
end package wrapped;
