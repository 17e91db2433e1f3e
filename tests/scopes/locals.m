#import <Foundation/Foundation.h>

@implementation K
- (void)foo:(int)<=1>x bar:(NSString *)<=2>y {
  int <=3>z = <1>x;
  [self foo:<3>z bar:<2>y];
  [<2>y z];
  for (id <=4>o in <2>y) { [<4>o x]; }
  int (^<=5>blk)(int) = ^(int <=6>q) { return <6>q + <3>z; };
  @try {
  } @catch (E *<=7>e) {
    [<7>e e];
  }
  self.x = <5>blk(<1>x);
}
@end

static int f(int <=8>x) { return <8>x + <0>z; }
