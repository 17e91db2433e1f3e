const <0>std = @import("std");
fn f(<=1>a: u32, comptime <=2>T: type) !<2>T {
    var <=3>x = <1>a;
    for (items, 0..) |<=4>it, <=5>i| {
        g(<4>it, <5>i, <3>x.it);
    }
    while (n.next()) |<=6>w| {
        <6>w.x = <3>x;
    }
    if (opt) |<=7>o| {
        g(<7>o);
    } else |<=8>err| {
        g(<8>err);
    }
    switch (<3>x) {
        1 => |<=9>v| g(<9>v),
        else => {},
    }
    foo() catch |<=10>e| return <10>e;
    s.x = .{ .a = <1>a };
    return <0>std.b(<3>x);
}
fn h() void {
    g(<0>x, <0>a);
}
