const std = @import("std");

pub const Before = struct {
    id: u32,

    pub fn fine(self: Before) u32 {
        return self.id;
    }

    fn torn(self: Before) void {
        if (self.id > ) {
            return;
        }
        const x = ;
    }

    pub fn stillHere() []const u8 {
        return "here";
    }
};

const count: u32 = ;

fn typing(b: Before) void {
    b.fine(
}

const Level = enum { low, mid high };

pub fn last() void {
    std.debug.print("end\n", .{});
}
