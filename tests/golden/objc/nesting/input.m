#import "Shelf.h"

@interface Shelf ()
@property (nonatomic) NSUInteger hidden;
- (void)privately;
@end

@interface Shelf (Sorting)
- (NSArray *)sortedBy:(SEL)selector ascending:(BOOL)ascending;
@end

@interface NSString (Trim)
@property (readonly) NSString *trimmed;
- (NSString *)trimmed:(NSCharacterSet *)set;
@end

@implementation Shelf

- (void)privately {
  struct walk {
    int depth;
  } walk = {0};
  static dispatch_once_t once;
  dispatch_once(&once, ^{
    int inBlock = walk.depth;
    (void)inBlock;
  });
}

#ifdef DEBUG
- (NSString *)description {
  return @"shelf";
}
#endif

#pragma mark - Books

- (void)addBook:(Book *)book
        atIndex:(NSUInteger)index
     completion:(void (^)(NSError *error))completion {
  completion(nil);
}

@end

@implementation Shelf (Sorting)

- (NSArray *)sortedBy:(SEL)selector ascending:(BOOL)ascending {
  NSArray *sorted = nil;
  return sorted;
}

@end

@protocol Storage
- (BOOL)store:(NSData *)data error:(NSError **)error;
@end

@compatibility_alias Bookcase Shelf;
