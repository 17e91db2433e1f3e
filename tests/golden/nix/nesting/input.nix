let
  mk = { name, ... }@attrs: {
    inherit name;
    drv = attrs.drv;
    run = input: input;
  };
  a.b.c = 1;
in
{
  outputs = { self, nixpkgs }: {
    packages.x86_64-linux.default = mk { name = "tide"; };
    nixosModules = {
      tide = { config, ... }: {
        options.services = { };
      };
    };
  };
  set = with builtins; {
    inside = length [ 1 2 ];
  };
}
