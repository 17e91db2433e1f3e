pragma solidity ^0.8.0;

contract Before {
    uint256 public id;

    function fine() public view returns (uint256) {
        return id;
    }

    function torn(uint256 a) public {
        if (a > ) {
            return;
        }
        uint256 x = ;
    }

    function stillHere() external pure returns (string memory) {
        return "here";
    }

    uint256 count = ;
    uint256 after_;

    function typing() public {
        fine(
    }
}

enum Level { Low, Mid High }

contract Last {
    event Done(uint256 at);
    function last() public {}
}
