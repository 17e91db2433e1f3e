pragma solidity >=0.7.0;

contract Token {
    struct Account {
        uint256 balance;
        Permit[] permits;
    }

    struct Permit {
        address spender;
        function(uint256) external returns (bool) check;
    }

    mapping(address => Account) private accounts;

    function transfer(address to, uint256 amount) public returns (bool) {
        Account storage from = accounts[msg.sender];
        for (uint256 i = 0; i < from.permits.length; i++) {
            Permit storage permit = from.permits[i];
            bool done = permit.spender == to;
            if (done) {
                uint256 inner = amount;
                from.balance -= inner;
            }
        }
        try this.notify(to) returns (bool answered) {
            return answered;
        } catch Error(string memory reason) {
            revert(reason);
        }
        unchecked {
            uint256 wrapped = amount - 1;
        }
    }

    function notify(address to) external returns (bool) {
        function(address) internal pure returns (bool) check = isZero;
        return check(to);
    }

    function isZero(address a) internal pure returns (bool) {
        return a == address(0);
    }
}

contract Vault is Token {
    Token public token = new Token();

    constructor() {
        bytes memory data = abi.encodeWithSignature("f(uint256)", 1);
    }

    function isZero(address) internal pure override returns (bool) {
        return false;
    }
}
