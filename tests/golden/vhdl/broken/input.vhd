entity open is
  port (a : in
architecture second of open is
  signal s :
begin
  end process;
end;
end;
end;
package last is
end last;
