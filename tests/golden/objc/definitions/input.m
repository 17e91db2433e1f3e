// Plays one track at a time.
#import <Foundation/Foundation.h>
#import "Player.h"

#define TRACK_LIMIT 64
#define CLAMP(x) ((x) < 0 ? 0 : (x))

@class Track, Equalizer;
@protocol PlayerDelegate;

typedef void (^PlayerCompletion)(BOOL finished);
typedef enum { PlayerStopped, PlayerRunning = 3 } PlayerState;

extern NSString *const PlayerDidStopNotification;
NSString *const PlayerDidStopNotification = @"PlayerDidStop";
static NSInteger playerCount = 0;

struct level {
  float left, right;
};

@protocol PlayerDelegate <NSObject>
@required
- (void)playerDidStart:(id)player;
@optional
@property (nonatomic, readonly) BOOL wantsLevels;
- (void)player:(id)player didReachLevel:(struct level)level;
@end

@interface Player : NSObject <PlayerDelegate> {
 @private
  int _volume, *_history;
  NSMutableArray *_queue;
}

@property (nonatomic, copy) NSString *title;
@property (nonatomic, weak) id<PlayerDelegate> delegate;
@property (copy) PlayerCompletion completion;
@property (nonatomic) void (^onError)(NSError *error);

+ (instancetype)playerWithTitle:(NSString *)title;
- (instancetype)initWithTitle:(NSString *)title volume:(int)volume;
- (void)play;
- mute;
- (void)log:(NSString *)format, ...;

@end

static int clampVolume(int volume) { return CLAMP(volume); }

@implementation Player {
  NSTimer *_timer;
}

@synthesize title = _title;
@dynamic wantsLevels;

static Player *shared;

+ (instancetype)playerWithTitle:(NSString *)title {
  return [[self alloc] initWithTitle:title volume:3];
}

- (instancetype)initWithTitle:(NSString *)title volume:(int)volume {
  if ((self = [super init])) {
    int clamped = clampVolume(volume);
    _title = [title copy];
    _volume = clamped + 'c' - @"x".length;
  }
  return self;
}

- (void)play {
  void (^tick)(int) = ^(int step) {
    int next = step + 1;
    NSLog(@"step %d", next);
  };
  tick(0);
}

void PlayerTrace(Player *player) { NSLog(@"%@", player.title); }

@end

int main(int argc, char *argv[]) {
  @autoreleasepool {
    Player *player = [Player playerWithTitle:@"one"];
    [player play];
  }
  return 0;
}
