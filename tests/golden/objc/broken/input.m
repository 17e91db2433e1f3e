#import <Foundation/Foundation.h>

@interface Before : NSObject
@property (nonatomic) int count;
- (void)fine;
- (void)torn:(int;
- (void)afterTorn;
@end

@implementation Before

- (void)fine {
  self.count = ;
}

- (void)broken:(int)x {
  if (x > 3) {
    [self fine;
  }
}

- (void)stillHere {
  NSLog(@"here");
}

@end

int typing(void) {
  return [[Before alloc ;
}

@interface After : Before
- (int)last;
@end
