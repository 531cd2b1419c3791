// Rejected: -Wprotocol
#import <AppKit/AppKit.h>

@protocol Ticking
- (void)tick:(id)sender;
@end

@interface Ticker : NSObject <Ticking>
@end

// Misspelt: the protocol's method stays without an implementation.
@implementation Ticker
- (void)tock:(id)sender {
  (void)sender;
}
@end
