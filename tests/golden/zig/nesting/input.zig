const builtin = @import("builtin");

pub const net = struct {
    pub const Address = struct {
        bytes: [4]u8,

        pub const Family = enum { v4, v6 };

        pub fn parse(text: []const u8) !Address {
            const Parser = struct {
                text: []const u8,
                at: usize = 0,

                fn next(self: *@This()) ?u8 {
                    const c = self.text[self.at];
                    self.at += 1;
                    return c;
                }
            };
            var parser = Parser{ .text = text };
            const bytes = blk: {
                var out: [4]u8 = undefined;
                out[0] = parser.next() orelse 0;
                break :blk out;
            };
            return .{ .bytes = bytes };
        }
    };

    const impl = switch (builtin.os.tag) {
        .linux => struct {
            fn poll() void {}
        },
        else => @compileError("unsupported"),
    };
};

const table = blk: {
    var t: [256]u8 = undefined;
    for (&t, 0..) |*slot, i| {
        const value = i ^ 0xff;
        slot.* = @intCast(value);
    }
    break :blk t;
};

pub fn Tree(comptime K: type, comptime V: type) type {
    const Pair = struct { key: K, value: V };
    return struct {
        root: ?*Node = null,

        const Node = struct {
            pair: Pair,
            children: [2]?*Node,

            fn depth(self: *const Node) usize {
                var d: usize = 0;
                for (self.children) |child| {
                    if (child) |c| d = @max(d, c.depth());
                }
                return d + 1;
            }
        };
    };
}

pub const Options = struct {
    color: union(enum) { auto, always: u8 } = .auto,
    limits: struct {
        width: u16 = 80,
        height: u16 = 24,
    } = .{},
};
