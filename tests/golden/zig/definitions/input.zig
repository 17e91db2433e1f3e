//! A queue of readings.
const std = @import("std");
const config = @import("config.zig");
const Allocator = std.mem.Allocator;

pub const max_readings: usize = 1 << 10;
var dropped: u32 = 0;
threadlocal var scratch: [64]u8 = undefined;
pub export const version: u32 = 3;

/// Where a reading came from.
pub const Source = enum(u8) {
    wind,
    rain = 4,
    _,

    pub const first = Source.wind;

    pub fn name(self: Source) []const u8 {
        const table = [_][]const u8{ "wind", "rain" };
        return table[@intFromEnum(self)];
    }
};

const Value = union(enum) {
    int: i32,
    float: f64,
    none,
    pair: struct { low: i32, high: i32 },

    fn isNone(self: Value) bool {
        return self == .none;
    }
};

pub const ReadError = error{ Closed, OutOfRange } || std.fs.File.ReadError;
const QueueError = error{
    Full,
    Empty,
};

const Handle = opaque {
    extern fn handle_close(h: *Handle) void;
};

const Packet = extern struct {
    tag: u16,
    length: c_int = 0,
};

pub const Reading = struct {
    source: Source,
    value: Value = .none,
    callback: *const fn (r: *Reading) void,

    const Self = @This();
    pub var live: usize = 0;

    pub fn init(source: Source) Self {
        live += 1;
        return .{ .source = source, .callback = noop };
    }

    fn noop(r: *Reading) void {
        _ = r;
    }
};

pub fn Queue(comptime T: type) type {
    return struct {
        items: []T,
        head: usize = 0,

        const Node = struct { next: ?*Node, value: T };

        pub fn push(self: *@This(), item: T) QueueError!void {
            const at = self.head;
            self.items[at] = item;
        }
    };
}

extern "c" fn puts(s: [*:0]const u8) c_int;
extern var environ: [*][*:0]u8;

export fn meter_start() void {
    var local: u8 = 'x';
    inline for (0..3) |i| {
        const step = i * 2;
        local += @intCast(step);
    }
}

inline fn @"weird name"() void {}

const help =
    \\usage: meter
    \\  -v  more words
;

test "a queue keeps what is pushed" {
    const q = Queue(u8){ .items = &.{} };
    _ = q;
}

test Reading {
    var r = Reading.init(.wind);
    _ = &r;
}

test {
    const anonymous = 1;
    _ = anonymous;
}

comptime {
    const checked = @sizeOf(Packet);
    std.debug.assert(checked == 8);
}
