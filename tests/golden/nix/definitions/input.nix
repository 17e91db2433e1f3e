# A package set in the small.
{ pkgs ? import <nixpkgs> { }, lib, ... }@args:

let
  version = "1.2.${toString minor}";
  minor = 3;
  greet = name: "hello ${name}";
  combine = { first, second ? null }: first // second;
  inherit (lib) mkOption types;
in
rec {
  pname = "tidepool";
  inherit version;

  /* How it is
     built. */
  meta = {
    description = "Tide tables";
    license.spdx = "MIT";
    platforms = [ { os = "linux"; } ];
  };

  "quoted attr" = true;
  ${dynamic} = 1;

  services.tide.enable = lib.mkDefault true;

  override = f: x:
    let
      inner = f x;
      helper = y: y + 1;
    in
    inner;

  script = ''
    # shell text, not a comment
    echo ${pname}
  '';
  home = ~/src;
  link = https://example.org/x;
}
