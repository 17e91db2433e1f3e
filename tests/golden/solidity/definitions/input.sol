// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Base as Root} from "./Base.sol";

uint256 constant SECONDS = 86_400;
type Price is uint128;
error TooLate(uint256 deadline);
event Started(address indexed by);

struct Bid {
    address bidder;
    uint256 amount;
    mapping(address => bool) seen;
}

enum Phase { Open, Closed, Settled }

function clamp(uint256 value, uint256 limit) pure returns (uint256) {
    uint256 smaller = value < limit ? value : limit;
    return smaller;
}

interface IAuction {
    event Placed(address indexed bidder, uint256 amount);
    error NotOpen();
    function bid(uint256 amount) external payable returns (bool);
    function phase() external view returns (Phase);
}

/// @title Arithmetic on prices
library Prices {
    uint256 internal constant SCALE = 1e6;

    function double(Price p) internal pure returns (Price q) {
        uint128 raw = Price.unwrap(p);
        q = Price.wrap(raw * 2);
    }
}

/* The auction itself. */
abstract contract Auction is IAuction, Root(1) {
    using Prices for Price;

    uint256 public deadline;
    uint256 private constant MIN_BID = 10;
    address immutable owner;
    mapping(address => mapping(uint256 => Bid)) internal bids;
    bytes4 public constant SELECTOR = hex"01020304";
    string name = unicode"auction €";

    event Refunded(address indexed to, uint256 amount);
    error Unauthorized(address caller);

    struct Lot {
        uint256 id;
        string title;
    }

    enum State { Draft, Live }

    modifier onlyOwner() {
        require(msg.sender == owner, "not the owner");
        _;
    }

    constructor(uint256 length) Root(length) {
        uint256 start = block.timestamp;
        owner = msg.sender;
        deadline = start + length;
    }

    receive() external payable {}

    fallback() external {
        revert NotOpen();
    }

    function bid(uint256 amount) public payable virtual override onlyOwner returns (bool ok) {
        uint256 fee = amount / 100;
        (uint256 a, ) = split(amount);
        assembly {
            let x := mload(0x40)
            function twice(v) -> r {
                r := mul(v, 2)
            }
            mstore(x, twice(fee))
        }
        emit Placed(msg.sender, a);
        return true;
    }

    function settle(Lot memory lot) external virtual;
    function split(uint256 amount) private pure returns (uint256, uint256) {
        return (amount, 'x'.length);
    }
}
